import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Keeps the event loop from anything else. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it('has one task per iteration of the event loop, in order', async () => {
  const turns = createTurns();
  const order: string[] = [];
  for (const name of ['first', 'second', 'third']) turns.queue('client', 'normal', () => order.push(name));
  expect(order).toEqual([]);
  for (const seen of [['first'], ['first', 'second'], ['first', 'second', 'third']]) {
    await setImmediate();
    expect(order).toEqual(seen);
  }
});

it('resolves promises in turns too', async () => {
  const turns = createTurns();
  const order: string[] = [];
  turns.queue('client', 'normal', () => order.push('task'));
  await turns.next();
  expect(order).toEqual(['task']);
});

it('gives urgent tasks as much time as normal ones', async () => {
  let time = 0;
  const turns = createTurns(() => time);
  const order: string[] = [];
  for (let index = 0; index < 3; index += 1)
    turns.queue('client', 'normal', () => {
      order.push('normal');
      time += 10;
    });
  for (let index = 0; index < 20; index += 1)
    turns.queue('client', 'urgent', () => {
      order.push('urgent');
      time += 2;
    });
  await expect.poll(() => order).toHaveLength(23);
  const urgent = (count: number) => Array.from({ length: count }, () => 'urgent');
  expect(order).toEqual([
    ...urgent(1),
    'normal',
    ...urgent(5),
    'normal',
    ...urgent(5),
    'normal',
    ...urgent(9),
  ]);
});

it('continues what had a turn before it starts anything else of the same client', async () => {
  const turns = createTurns();
  const order: string[] = [];
  for (const priority of ['urgent', 'continued'] as const)
    for (const client of ['a', 'b']) turns.queue(client, priority, () => order.push(`${client} ${priority}`));
  await expect.poll(() => order).toHaveLength(4);
  expect(order).toEqual(['a continued', 'b continued', 'a urgent', 'b urgent']);
});

it('serves clients in turn', async () => {
  let time = 0;
  const turns = createTurns(() => (time += 1));
  const order: string[] = [];
  for (let index = 0; index < 1000; index += 1) {
    for (const priority of ['continued', 'urgent', 'normal'] as const)
      turns.queue('flood', priority, () => order.push(`flood ${priority}`));
  }
  for (const priority of ['normal', 'urgent'] as const)
    turns.queue('scraper', priority, () => order.push(`scraper ${priority}`));
  await expect.poll(() => order.length).toBeGreaterThan(4);
  expect(order.slice(0, 4)).toEqual(['flood continued', 'flood normal', 'scraper urgent', 'scraper normal']);
});

it('gives connections that open as much time as the previous task took', async () => {
  const turns = createTurns();
  const order: string[] = [];
  turns.queue('client', 'normal', () => work(20));
  turns.queue('client', 'normal', () => order.push('second'));
  let opened = 0;
  let startedAt = Number.POSITIVE_INFINITY;
  while (order.length === 0) {
    turns.connectionOpened();
    opened += 1;
    await setImmediate();
    startedAt = Math.min(startedAt, performance.now());
  }
  expect(opened).toBeGreaterThan(2);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(20);
});

it('does not wait when no connection opens', async () => {
  const turns = createTurns();
  const order: string[] = [];
  turns.queue('client', 'normal', () => work(20));
  turns.queue('client', 'normal', () => order.push('second'));
  await setImmediate();
  await setImmediate();
  expect(order).toEqual(['second']);
});
