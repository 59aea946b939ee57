import { setImmediate } from 'node:timers/promises';

/** Runs tasks in the order in which they were submitted, a bounded number of them at a time. */
export type Limiter = <Result>(task: () => Promise<Result>) => Promise<Result>;

/**
 * Creates a limiter. Between a task's end and the start of the next one, the event loop handles other events, so that
 * a long queue of tasks does not delay requests that need none of them.
 *
 * @param limit tasks at a time
 * @param nextTurn resolves when a waiting task may start after another has ended
 */
export function limitConcurrency(limit: number, nextTurn: () => Promise<unknown> = setImmediate): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async (task) => {
    if (running < limit) {
      running += 1;
    } else {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      await promise;
    }
    try {
      return await task();
    } finally {
      void release();
    }
  };

  /** Hands the slot to the next task in the queue. */
  async function release(): Promise<void> {
    await nextTurn();
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
