import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { limitConcurrency } from './limit-concurrency.ts';

it('runs as many tasks at a time as the limit allows, in order', async () => {
  const limit = limitConcurrency(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const results = await Promise.all(
    [1, 2, 3, 4, 5].map((task) =>
      limit(async () => {
        started.push(task);
        running += 1;
        most = Math.max(most, running);
        await sleep(5);
        running -= 1;
        return task * 10;
      }),
    ),
  );
  expect(results).toEqual([10, 20, 30, 40, 50]);
  expect(started).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

it('continues after a task that fails', async () => {
  const limit = limitConcurrency(1);
  const failing = limit(() => Promise.reject(new Error('failed')));
  const next = limit(() => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('failed');
  expect(await next).toBe('done');
});

it('lets the event loop handle other events between tasks', async () => {
  const limit = limitConcurrency(1);
  const order: string[] = [];
  const tasks = ['first', 'second'].map((name) => limit(async () => void order.push(name)));
  setImmediate(() => order.push('event'));
  await Promise.all(tasks);
  expect(order).toEqual(['first', 'event', 'second']);
});
