import { connect } from 'node:net';
import {
  ModemConnectError,
  type ModemError,
  ModemResetError,
  ModemTimeoutError,
  ModemTooLargeError,
} from '../../errors.ts';
import { createNegotiation } from './negotiation.ts';

/** How long the modem may take to close its end, once told that this one closes. */
const GOODBYE_MS = 1000;

/** A modem that sends nothing for this long has said what it had to say. */
const QUIET_MS = 500;

/** A telnet line end (RFC 854). */
const LINE_END = '\r\n';

/** Whom to connect to: the address is for people. */
export interface Peer {
  address: string;
  host: string;
  port: number;
  maxBytes: number;
}

/** What has come since the last wait ended. */
export interface Seen {
  /** Whole lines, without their ends. */
  readonly lines: readonly string[];
  /** The line that has no end yet: where a prompt can stand. */
  readonly last: string;
  /** Nothing has come for half a second. */
  readonly quiet: boolean;
}

/** A wait for something the modem is to send. */
export interface Wait<T> {
  /** In words for an error: `the login prompt`. */
  what: string;
  /** A line to type first. */
  typed?: string;
  /** Looks at what has come; anything but undefined ends the wait, and what was seen is done with. */
  recognise: (seen: Seen) => T | undefined;
  /** What the modem said, for the error to give when the wait was in vain. */
  heard?: (seen: Seen) => string;
  /** The error to give when the connection ends meanwhile, if there is a better one than that it ended. */
  explainEnd?: (seen: Seen) => ModemError | undefined;
  signal: AbortSignal;
}

/** A telnet connection as a conversation: something is typed, something is waited for. */
export interface TelnetConnection {
  /**
   * Waits. One wait at a time.
   *
   * @throws {ModemConnectError} no connection
   * @throws {ModemTimeoutError} the signal aborted first
   * @throws {ModemResetError} the connection ended first
   * @throws {ModemTooLargeError} more came than anything waited for can have
   */
  expect<T>(wait: Wait<T>): Promise<T>;
  /** Types a line, at any time. */
  type(line: string): void;
  /** Says the last words and closes, by force if the modem does not close its end within a second. */
  end(lastWords: readonly string[]): void;
  /** Resolves when nothing of the connection is left. Never rejects. */
  readonly closed: Promise<void>;
}

/** Opens a connection; the first wait finds out whether there is one. `maxBytes` bounds what comes during one wait. */
export function connectTelnet({ address, host, port, maxBytes }: Peer): TelnetConnection {
  const startedAt = performance.now();
  const negotiate = createNegotiation();
  const { promise: closed, resolve: markClosed } = Promise.withResolvers<void>();
  let connected = false;
  let lines: string[] = [];
  let last = '';
  let bytes = 0;
  /** Why nothing more is going to come, told of what was waited for. */
  let over: ((what: string) => ModemError) | undefined;
  let pending: { look: (quiet: boolean) => void; stop: () => void } | undefined;

  const finish = (reason: (what: string) => ModemError): void => {
    over ??= reason;
    pending?.stop();
  };
  const ended = (what: string): ModemError => new ModemResetError(address, `waiting for ${what}`);

  const socket = connect({ host, port, noDelay: true });
  socket.on('connect', () => {
    connected = true;
  });
  socket.on('data', (chunk: Buffer) => {
    // Read on, and drop it: a modem that cannot get rid of its output does not see that this end closes.
    if (over !== undefined) return;
    bytes += chunk.length;
    if (bytes > maxBytes) {
      finish(() => new ModemTooLargeError(address, maxBytes));
      return;
    }
    const { text, reply } = negotiate(chunk);
    if (reply.length > 0) socket.write(reply);
    const [head = '', ...rest] = text.split('\n');
    last += head;
    for (const line of rest) {
      lines.push(last);
      last = line;
    }
    pending?.look(false);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // Only a connection can be reset, even when that comes before anybody could be told that there is one.
    const reset = connected || error.code === 'ECONNRESET';
    finish((what) =>
      reset
        ? new ModemResetError(address, `waiting for ${what}`, error)
        : new ModemConnectError(address, error),
    );
  });
  socket.on('end', () => finish(ended));
  socket.on('close', () => {
    finish(ended);
    markClosed();
  });

  const type = (line: string): void => {
    if (over === undefined) socket.write(line + LINE_END);
  };

  const expect = <T>({ what, typed, recognise, heard, explainEnd, signal }: Wait<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const silence = setTimeout(() => pending?.look(true), QUIET_MS);
      const settle = (): void => {
        pending = undefined;
        clearTimeout(silence);
        signal.removeEventListener('abort', expire);
      };
      const expire = (): void => {
        settle();
        const seconds = (performance.now() - startedAt) / 1000;
        const found = heard?.({ lines, last, quiet: true });
        reject(new ModemTimeoutError(address, connected ? what : 'a connection', seconds, found));
      };
      const stop = (): void => {
        settle();
        const error = over?.(what) ?? ended(what);
        const explained =
          error instanceof ModemResetError ? explainEnd?.({ lines, last, quiet: true }) : undefined;
        reject(explained ?? error);
      };
      const look = (quiet: boolean): void => {
        silence.refresh();
        try {
          const found = recognise({ lines, last, quiet });
          if (found === undefined) return;
          settle();
          lines = [];
          last = '';
          bytes = 0;
          resolve(found);
        } catch (error) {
          settle();
          reject(error);
        }
      };

      if (signal.aborted) {
        expire();
        return;
      }
      signal.addEventListener('abort', expire, { once: true });
      pending = { look, stop };
      if (typed !== undefined) type(typed);
      look(false);
      if (over !== undefined) pending?.stop();
    });

  const end = (lastWords: readonly string[]): void => {
    // Also while still connecting: a connection broken off then may yet become a session at the modem.
    socket.end(lastWords.map((line) => line + LINE_END).join(''));
    const force = setTimeout(() => socket.destroy(), GOODBYE_MS);
    void closed.then(() => clearTimeout(force));
  };

  return { expect, type, end, closed };
}
