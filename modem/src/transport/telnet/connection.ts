import { connect } from 'node:net';
import { type ModemError, ModemResetError, ModemTimeoutError, ModemTooLargeError } from '../../errors.ts';
import { deadlineError, socketError } from '../connecting.ts';
import { createNegotiation } from './negotiation.ts';

/** How long the modem may take to close its end of the connection after this end was closed. */
const CLOSE_MS = 1000;

/** After this long without data, a modem has probably sent everything it wanted to send. */
const QUIET_MS = 500;

/** Shorter lines on average are a flood: each takes some 30 bytes of memory besides its text. */
const MIN_LINE_BYTES = 8;

/**
 * What a connection has received, until its callback returns. By default, each chunk is in 64 KiB of its own until the
 * next garbage collection: 600 modems that send without end took 60 MiB.
 */
const READ_BUFFER = Buffer.alloc(64 * 1024);

/** A telnet line end (RFC 854). */
const LINE_END = '\r\n';

/** Where to connect to; the address is for error messages. */
export interface Endpoint {
  address: string;
  host: string;
  port: number;
  maxBytes: number;
}

/** What was received since the last wait ended. */
export interface Received {
  /** Whole lines, without their line ends. */
  readonly lines: readonly string[];
  /** The line that has no line end yet: where a prompt can be. */
  readonly last: string;
  /** For how long nothing was received, in steps of half a second: 0, 500, 1000, … */
  readonly quietMs: number;
}

/** A wait for something that the modem is expected to send. */
export interface Wait<T> {
  /** In words for an error: `the login prompt`. */
  what: string;
  /** A line to send first. */
  send?: string;
  /** Looks at the received text; any result but undefined ends the wait and discards the text. */
  recognise: (received: Received) => T | undefined;
  /** The error for an expired deadline, if there is a better one than a timeout. */
  explainTimeout?: (received: Received, seconds: number) => ModemError | undefined;
  /** The error for a connection that ends meanwhile, if there is a better one than a reset. */
  explainEnd?: (received: Received) => ModemError | undefined;
  signal: AbortSignal;
}

/** A telnet connection as a dialogue of lines sent and text waited for. */
export interface TelnetConnection {
  /**
   * Waits. One wait at a time.
   *
   * @throws {ModemConnectError | ModemUnreachableError} no connection
   * @throws {ModemTimeoutError} the signal aborted first
   * @throws {ModemResetError} the connection ended first
   * @throws {ModemTooLargeError} more was received than `maxBytes`, or lines than an eighth of that
   */
  expect<T>(wait: Wait<T>): Promise<T>;
  /** Sends a line, at any time. */
  send(line: string): void;
  /** Sends last lines and closes; resets the connection if the modem does not close its end within a second. */
  end(lastLines: readonly string[]): void;
  /** Resolves when nothing of the connection is left. Never rejects. */
  readonly closed: Promise<void>;
}

/** Opens a connection; the first wait fails if there is none. `maxBytes` bounds what is received during one wait. */
export function connectTelnet({ address, host, port, maxBytes }: Endpoint): TelnetConnection {
  const startedAt = performance.now();
  const negotiate = createNegotiation();
  const { promise: closed, resolve: markClosed } = Promise.withResolvers<void>();
  const maxLines = maxBytes / MIN_LINE_BYTES;
  let connected = false;
  let lines: string[] = [];
  let last = '';
  let bytes = 0;
  /** Why nothing more will be received, as a function of what was waited for. */
  let over: ((what: string) => ModemError) | undefined;
  let pending: { look: (quietMs: number) => void; stop: () => void } | undefined;

  const finish = (reason: (what: string) => ModemError): void => {
    over ??= reason;
    pending?.stop();
  };
  /** Ends because of what the modem sends, and forgets it: the connection may stay open for a while. */
  const refuse = (limit: ConstructorParameters<typeof ModemTooLargeError>[1]): void => {
    finish(() => new ModemTooLargeError(address, limit));
    lines = [];
    last = '';
  };
  const ended = (what: string): ModemError => new ModemResetError(address, what);

  const receive = (chunk: Uint8Array): void => {
    // Keep reading, and discard: a modem that cannot send its output does not notice that this end has closed.
    if (over !== undefined) return;
    bytes += chunk.length;
    if (bytes > maxBytes) {
      refuse({ bytes: maxBytes });
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
    if (lines.length > maxLines) refuse({ lines: maxLines });
    else pending?.look(0);
  };

  const socket = connect({
    host,
    port,
    noDelay: true,
    onread: {
      buffer: READ_BUFFER,
      callback(length, buffer) {
        receive(buffer.subarray(0, length));
        return true;
      },
    },
  });
  socket.on('connect', () => {
    connected = true;
  });
  socket.on('error', (error) => {
    const attempt = { address, connected };
    finish((what) => socketError(attempt, what, error));
  });
  socket.on('end', () => finish(ended));
  socket.on('close', () => {
    finish(ended);
    markClosed();
  });

  const send = (line: string): void => {
    if (over === undefined) socket.write(line + LINE_END);
  };

  const expect = <T>(wait: Wait<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const { what, signal } = wait;
      let quietMs = 0;
      const silence = setTimeout(() => {
        quietMs += QUIET_MS;
        look(quietMs);
      }, QUIET_MS);
      const settle = (): void => {
        pending = undefined;
        clearTimeout(silence);
        signal.removeEventListener('abort', expire);
      };
      const expire = (): void => {
        settle();
        const seconds = (performance.now() - startedAt) / 1000;
        const explain = () => wait.explainTimeout?.({ lines, last, quietMs }, seconds);
        reject(deadlineError({ address, connected }, what, seconds, explain));
      };
      const stop = (): void => {
        settle();
        const error = over?.(what) ?? ended(what);
        const explained =
          error instanceof ModemResetError ? wait.explainEnd?.({ lines, last, quietMs }) : undefined;
        reject(explained ?? error);
      };
      const look = (quiet: number): void => {
        quietMs = quiet;
        try {
          const found = wait.recognise({ lines, last, quietMs });
          if (found === undefined) {
            silence.refresh();
            return;
          }
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
        settle();
        reject(new ModemTimeoutError(address, what, (performance.now() - startedAt) / 1000));
        return;
      }
      signal.addEventListener('abort', expire, { once: true });
      pending = { look, stop };
      if (wait.send !== undefined) send(wait.send);
      look(0);
      if (over !== undefined) pending?.stop();
    });

  const end = (lastLines: readonly string[]): void => {
    // Also while still connecting: an abandoned attempt may yet become a session at the modem.
    socket.end(lastLines.map((line) => line + LINE_END).join(''));
    const force = setTimeout(() => {
      // A plain close would leave the session open at a modem that does not read.
      socket.resetAndDestroy();
      // A reset of a socket that is still sending may fail, and then emits no `close`.
      const giveUp = setTimeout(markClosed, QUIET_MS);
      void closed.then(() => clearTimeout(giveUp));
    }, CLOSE_MS);
    void closed.then(() => clearTimeout(force));
  };

  return { expect, send, end, closed };
}
