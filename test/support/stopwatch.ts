/** Length of a tick, ms. */
const TICK = 10;

/** Time since a stopwatch started, ms. */
export interface Elapsed {
  /** For least times. */
  readonly wall: number;
  /**
   * Time in which this process could run, for deadlines: the result of a test must not depend on other processes that
   * use the CPU. Each 10 ms interval of the event loop counts as at most 20 ms.
   */
  readonly active: number;
}

let ticker: NodeJS.Timeout | undefined;
let last = 0;
let total = 0;

function tick(): void {
  const now = performance.now();
  total += Math.min(now - last, 2 * TICK);
  last = now;
}

/**
 * Measures the duration of something that waits. For work that keeps the event loop busy, use `process.threadCpuUsage`.
 *
 * @returns a function that gives the time since this call
 */
export function startStopwatch(): () => Elapsed {
  // One for all stopwatches of this process.
  ticker ??= setInterval(tick, TICK).unref();
  tick();
  const [started, before] = [last, total];
  return () => {
    tick();
    return { wall: last - started, active: total - before };
  };
}
