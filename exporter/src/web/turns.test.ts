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
  for (const name of ['first', 'second', 'third']) turns.queue(() => order.push(name));
  expect(order).toEqual([]);
  for (const seen of [['first'], ['first', 'second'], ['first', 'second', 'third']]) {
    await setImmediate();
    expect(order).toEqual(seen);
  }
});

it('resolves promises in turns too', async () => {
  const turns = createTurns();
  const order: string[] = [];
  turns.queue(() => order.push('task'));
  await turns.next();
  expect(order).toEqual(['task']);
});

it('gives every other turn to urgent tasks', async () => {
  const turns = createTurns();
  const order: string[] = [];
  for (const name of ['first', 'second']) turns.queue(() => order.push(name));
  for (const name of ['urgent', 'also urgent']) turns.queue(() => order.push(name), true);
  void turns.next(true).then(() => order.push('urgent promise'));
  await turns.next();
  expect(order).toEqual(['urgent', 'first', 'also urgent', 'second', 'urgent promise']);
});

it('gives connections that open as much time as the previous task took', async () => {
  const turns = createTurns();
  const order: string[] = [];
  turns.queue(() => work(20));
  turns.queue(() => order.push('second'));
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
  turns.queue(() => work(20));
  turns.queue(() => order.push('second'));
  await setImmediate();
  await setImmediate();
  expect(order).toEqual(['second']);
});
