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
  /**
   * Waits until it has no other users, waiting ones and later ones included.
   *
   * @throws {ModemTimeoutError} when the signal aborts first
   */
  acquireInBackground(signal: AbortSignal): Promise<BackgroundUse>;
  /** Resolves when all users up to now have released it. */
  idle(): Promise<void>;
}

/** Access that is expected to give way. */
export interface BackgroundUse {
  readonly release: () => void;
  /** Aborts when another user begins to wait, except in the background. */
  readonly wanted: AbortSignal;
}

interface User {
  /** Only of a user in the background. */
  readonly wanted: AbortController | undefined;
  readonly start: () => void;
}

/**
 * Creates exclusive access. Users are served in the order of their calls, and those in the background after all others.
 *
 * @param address of the modem, for errors
 * @param waitingFor what a user waits for, for errors
 */
export function createExclusive(address: string, waitingFor: string): Exclusive {
  let current: User | undefined;
  let waiting: User[] = [];

  const serveNext = (): void => {
    current = waiting.find(({ wanted }) => wanted === undefined) ?? waiting[0];
    waiting = waiting.filter((user) => user !== current);
    current?.start();
  };

  async function enter(signal: AbortSignal, wanted?: AbortController): Promise<() => void> {
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const user: User = { wanted, start };
    const startedAt = performance.now();
    if (!signal.aborted) {
      waiting.push(user);
      if (current === undefined) serveNext();
      else if (wanted === undefined) current.wanted?.abort(WANTED);
      if (current !== user) await settledOrAborted(started, signal);
    }
    const leave = (): void => {
      waiting = waiting.filter((each) => each !== user);
      if (current === user) serveNext();
    };
    if (!signal.aborted) return leave;
    leave();
    throw new ModemTimeoutError(address, waitingFor, (performance.now() - startedAt) / 1000);
  }

  return {
    acquire: (signal) => enter(signal),
    async acquireInBackground(signal) {
      const wanted = new AbortController();
      return { release: await enter(signal, wanted), wanted: wanted.signal };
    },
    async idle() {
      const release = await enter(new AbortController().signal);
      release();
    },
  };
}

/** A plain reason: the default one is an exception with a stack trace that is never shown. */
const WANTED = 'another user waits';

async function settledOrAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.resolve();
  signal.addEventListener('abort', abort, { once: true });
  await Promise.race([work, aborted.promise]);
  signal.removeEventListener('abort', abort);
}
