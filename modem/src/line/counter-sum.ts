/** One more than the highest value of the modem's counters, which are 32 bits wide. */
const COUNTER_RANGE = 2 ** 32;

/**
 * Sum of a counter over the bearers or paths of a line, as a counter of 32 bits like its parts. A plain sum would fall by
 * 2³² whenever one of its parts wraps; `rate()` takes that for a restart from 0, and all that the other parts have counted
 * so far for new errors.
 *
 * @param parts values that the modem printed. With one above 32 bits, the modem's counters do not wrap there, and neither
 *   does the sum.
 */
export function counterSum(parts: readonly number[]): number {
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.every((part) => part < COUNTER_RANGE) ? sum % COUNTER_RANGE : sum;
}
