import { setTimeout as sleep } from 'node:timers/promises';

/** Only a condition that never holds should take this long, even while other processes keep the CPUs busy. */
const GENEROUS_MS = 150_000;

/**
 * Polls until a value satisfies a condition.
 *
 * @param what what is waited for, for the error message
 * @param poll may reject, which counts as not satisfied
 * @returns the first value that satisfies the condition
 * @throws {Error} with the last value or error after `timeoutMs`
 */
export async function eventually<Value>(
  what: string,
  poll: () => Promise<Value> | Value,
  satisfies: (value: Value) => boolean,
  timeoutMs = GENEROUS_MS,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const value = await poll();
      if (satisfies(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const shown = last instanceof Error ? last.message : (JSON.stringify(last) ?? 'undefined');
      throw new Error(`${what}: not within ${timeoutMs / 1000} s; last: ${shown.slice(0, 2000)}`, {
        cause: last,
      });
    }
    await sleep(250);
  }
}
