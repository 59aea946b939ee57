import { type TelnetTarget, telnetAddress } from '../../target.ts';
import { createExclusive, type Exclusive } from '../exclusive.ts';
import { connectTelnet } from './connection.ts';
import { createTelnetSession } from './session.ts';

/** Far more than any command of this modem prints: a full --stats dump is 8 KiB. */
export const MAX_COMMAND_BYTES = 256 * 1024;

/** How long a command in the background may still run when another session waits, ms. */
const PATIENCE_MS = 1000;

/** A shell that is logged in. */
export interface Shell {
  /**
   * Runs a command line, one at a time.
   *
   * @param until a deadline before that of the session
   * @returns its output: LF line ends, neither echo nor prompt
   * @throws {ModemError} of the kind that fits. The session is unusable then; a further command fails too
   */
  run(command: string, until?: AbortSignal): Promise<string>;
}

/** The modem's telnet shell. */
export interface TelnetModem {
  /** `host:port`, for people. */
  readonly address: string;
  /**
   * Logs in, lets `use` run commands, and logs out. Never two sessions at a time: the next one waits until the previous
   * connection is closed. The promise settles when `use` does, or as soon as `signal` aborts; logging out takes up to
   * two more seconds in the background.
   *
   * @throws {ModemError} of the kind that fits, or what `use` throws
   */
  withShell<T>(signal: AbortSignal, use: (shell: Shell) => Promise<T>): Promise<T>;
  /**
   * As {@link withShell}, for what is not urgent: begins when no other session is open or waits. As soon as one waits,
   * no further command is run, and one that is running is interrupted after a second. The other session waits for that
   * second, and for this one to log out: milliseconds, or 2.5 s with a modem that does not respond.
   *
   * @throws {SessionPreemptedError} when it ended for another session; otherwise as {@link withShell}
   */
  withShellInBackground<T>(signal: AbortSignal, use: (shell: Shell) => Promise<T>): Promise<T>;
  /** Ends a session in progress and waits until its connection is closed. Further sessions fail. */
  close(): Promise<void>;
}

/** A session in the background has ended because another one waits. */
export class SessionPreemptedError extends Error {}

/** Where the shell is, and the login for it. */
export interface TelnetOptions extends TelnetTarget {
  /** The IP address to connect to, instead of resolving `host`. */
  readonly connectTo?: string | undefined;
}

/** Access to the telnet shell at an address (`host:port`), for one session at a time. */
export const createSessionLock = (address: string): Exclusive =>
  createExclusive(address, 'the previous telnet session to end');

/**
 * Creates access to the telnet shell of one modem. Connects only when it is used.
 *
 * No library is used, since none of the telnet clients on npm logs out on every path (after a timeout, an error, or a
 * flood), nor takes an `AbortSignal`; a session left behind would lock all other clients out of the modem.
 */
export function createTelnetModem(
  options: TelnetOptions,
  sessions = createSessionLock(telnetAddress(options)),
): TelnetModem {
  const { host, port, connectTo = host, maxCommandBytes: maxBytes = MAX_COMMAND_BYTES } = options;
  const address = telnetAddress(options);
  const stopping = new AbortController();

  /** Logs in, lets `use` run commands, logs out, and releases the lock when the connection is closed. */
  async function runSession<T>(
    signal: AbortSignal,
    release: () => void,
    use: (shell: Shell) => Promise<T>,
  ): Promise<T> {
    const connection = connectTelnet({ address, host: connectTo, port, maxBytes });
    void connection.closed.then(release);
    const session = createTelnetSession(connection, address, options);
    try {
      await session.login(signal);
      return await use({
        run: (command, until) =>
          session.run(command, until === undefined ? signal : AbortSignal.any([signal, until])),
      });
    } finally {
      void session.leave();
    }
  }

  return {
    address,
    async withShell(caller, use) {
      const signal = AbortSignal.any([caller, stopping.signal]);
      return runSession(signal, await sessions.acquire(signal), use);
    },
    async withShellInBackground(caller, use) {
      const signal = AbortSignal.any([caller, stopping.signal]);
      const { release, wanted } = await sessions.acquireInBackground(signal);
      if (wanted.aborted) {
        release();
        throw new SessionPreemptedError();
      }
      const interrupt = new AbortController();
      let patience: NodeJS.Timeout | undefined;
      const startToInterrupt = () => {
        patience = setTimeout(() => interrupt.abort(), PATIENCE_MS);
      };
      wanted.addEventListener('abort', startToInterrupt, { once: true });
      try {
        return await runSession(AbortSignal.any([signal, interrupt.signal]), release, (shell) =>
          use({
            async run(command, until) {
              if (wanted.aborted) throw new SessionPreemptedError();
              return shell.run(command, until);
            },
          }),
        );
      } catch (error) {
        throw wanted.aborted && !signal.aborted
          ? new SessionPreemptedError(undefined, { cause: error })
          : error;
      } finally {
        clearTimeout(patience);
        wanted.removeEventListener('abort', startToInterrupt);
      }
    },
    async close() {
      stopping.abort();
      await sessions.idle();
    },
  };
}
