/** Length of a tick, ms. */
const TICK = 10;

/** Time since a stopwatch started, ms. */
export interface Elapsed {
  /** For least times. */
  readonly wall: number;
  /**
   * For deadlines: without the time in which the machine did not let this process run, so that a test has the same
   * result while other processes use the processor. Every 10 ms in which the event loop ran count as at most 20 ms.
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
 * Measures how long something takes that waits. For work that keeps the event loop busy use `process.threadCpuUsage`.
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
