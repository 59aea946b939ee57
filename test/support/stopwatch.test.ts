import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startStopwatch } from './stopwatch.ts';

it('counts the time of a timer', async () => {
  const elapsed = startStopwatch();
  await sleep(300);
  const { wall, active } = elapsed();
  expect(wall).toBeGreaterThan(290);
  expect(active).toBeGreaterThan(100);
});

it('does not count time in which the process did not run as active', () => {
  const elapsed = startStopwatch();
  const end = performance.now() + 300;
  while (performance.now() < end);
  const { wall, active } = elapsed();
  expect(wall).toBeGreaterThan(290);
  expect(active).toBeLessThan(100);
});
