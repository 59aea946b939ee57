import { ModemTimeoutError } from '../errors.ts';

/** Access to something that serves one user at a time. */
export interface Exclusive {
  /**
   * Waits until all earlier users have released it.
   *
   * @returns the function that releases it
   * @throws {ModemTimeoutError} when the signal aborts first
   */
  acquire(signal: AbortSignal): Promise<() => void>;
  /** Resolves when all users up to now have released it. */
  idle(): Promise<void>;
}

/**
 * Creates exclusive access. Users are served in the order of their calls.
 *
 * @param address of the modem, for errors
 * @param waitingFor what a user waits for, for errors
 */
export function createExclusive(address: string, waitingFor: string): Exclusive {
  let last: Promise<void> = Promise.resolve();
  return {
    async acquire(signal) {
      const before = last;
      const { promise, resolve: release } = Promise.withResolvers<void>();
      last = promise;
      const startedAt = performance.now();
      await settledOrAborted(before, signal);
      if (!signal.aborted) return release;
      void before.then(release);
      throw new ModemTimeoutError(address, waitingFor, (performance.now() - startedAt) / 1000);
    },
    idle: () => last,
  };
}

async function settledOrAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.resolve();
  signal.addEventListener('abort', abort, { once: true });
  await Promise.race([work, aborted.promise]);
  signal.removeEventListener('abort', abort);
}
