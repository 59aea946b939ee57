import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until an answer satisfies.
 *
 * @param what is waited for, for the error message
 * @param ask may reject: that counts as not yet, and is told when time is up
 * @param timeoutMs how long to go on
 * @returns the first satisfying answer
 * @throws {Error} naming the last answer or error when time is up
 */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer> | Answer,
  satisfies: (answer: Answer) => boolean,
  timeoutMs: number,
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (satisfies(answer)) return answer;
      last = answer;
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
