import { ModemTimeoutError } from '../../errors.ts';
import { connectTelnet } from './connection.ts';
import { createTelnetSession } from './session.ts';

/** No command of this modem comes near: a full --stats dump is 8 KiB. */
export const MAX_COMMAND_BYTES = 256 * 1024;

/** A shell that is logged in. */
export interface Shell {
  /**
   * Runs a command line, one at a time.
   *
   * @returns its output: LF line ends, neither echo nor prompt
   * @throws {ModemError} of the kind that fits. The session is of no use any more then; a further command fails too
   */
  run(command: string): Promise<string>;
}

/** The modem's telnet shell. */
export interface TelnetModem {
  /** `host:port`, for people. */
  readonly address: string;
  /**
   * Logs in, lets `use` run commands, and logs out. Never two sessions at a time: the next one waits until nothing is
   * left of the last. The promise settles when `use` does, or as soon as `signal` aborts; logging out goes on for up
   * to two seconds behind it.
   *
   * @throws {ModemError} of the kind that fits, or what `use` throws
   */
  withShell<T>(signal: AbortSignal, use: (shell: Shell) => Promise<T>): Promise<T>;
  /** Ends a session that is still going on, and waits until nothing of it is left. There are none afterwards. */
  close(): Promise<void>;
}

/** Where the shell is, and who logs in. */
export interface TelnetOptions {
  host: string;
  port: number;
  username: string;
  password: string;
  maxCommandBytes?: number;
}

/** The telnet shell of one modem. Connects only when it is used. */
export function createTelnetModem(options: TelnetOptions): TelnetModem {
  const { host, port, maxCommandBytes: maxBytes = MAX_COMMAND_BYTES } = options;
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const stopping = new AbortController();
  /** Resolves when the last session is gone. */
  let last: Promise<void> = Promise.resolve();

  return {
    address,
    async withShell(caller, use) {
      const signal = AbortSignal.any([caller, stopping.signal]);
      const before = last;
      const gone = Promise.withResolvers<void>();
      last = gone.promise;
      try {
        await turn(before, signal, address);
      } catch (error) {
        void before.then(gone.resolve);
        throw error;
      }
      const connection = connectTelnet({ address, host, port, maxBytes });
      void connection.closed.then(gone.resolve);
      const session = createTelnetSession(connection, address, options);
      try {
        await session.login(signal);
        return await use({ run: (command) => session.run(command, signal) });
      } finally {
        void session.leave();
      }
    },
    async close() {
      stopping.abort();
      await last;
    },
  };
}

/** Waits for the session before to be gone. */
async function turn(before: Promise<void>, signal: AbortSignal, address: string): Promise<void> {
  const startedAt = performance.now();
  const { promise: late, resolve: expire } = Promise.withResolvers<void>();
  const wake = (): void => expire();
  signal.addEventListener('abort', wake, { once: true });
  if (!signal.aborted) await Promise.race([before, late]);
  signal.removeEventListener('abort', wake);
  if (!signal.aborted) return;
  const seconds = (performance.now() - startedAt) / 1000;
  throw new ModemTimeoutError(address, 'the end of the telnet session before', seconds);
}
