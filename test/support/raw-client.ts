import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP connection that records every received byte. */
export interface Wire extends AsyncDisposable {
  /** Everything received so far, one character per byte. */
  readonly received: string;
  /** How the connection ended, or undefined while it is open. */
  readonly end: 'closed' | 'reset' | 'refused' | undefined;
  send(text: string | Buffer): void;
  /** Resolves when the received text matches. Rejects after 25 s, with the text received so far. */
  until(expected: string | RegExp): Promise<string>;
  /** Resolves when the connection has ended. Rejects after 25 s. */
  ended(): Promise<'closed' | 'reset' | 'refused'>;
  /** Closes the connection. */
  disconnect(): void;
}

/** Below the timeout of a test, so that the error of a test has what was received. */
const TIMEOUT_MS = 25_000;
const ENDS_BY_ERROR: Readonly<Record<string, 'reset' | 'refused'>> = {
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNREFUSED: 'refused',
};

async function eventually(isDone: () => boolean, describe: () => string): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error(describe());
    await sleep(5);
  }
}

/**
 * Connects to a local port. A refused connection is an end, not an error.
 *
 * @param options.paused does not read, so that received data fills the buffers
 * @param options.host a local address
 * @param options.localAddress the client's own address
 */
export async function openWire(
  port: number,
  { paused = false, host = '127.0.0.1', localAddress = '127.0.0.1' } = {},
): Promise<Wire> {
  const socket: Socket = connect({ port, host, localAddress });
  let received = '';
  let end: 'closed' | 'reset' | 'refused' | undefined;
  socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  if (paused) socket.pause();
  socket.on('error', (error: NodeJS.ErrnoException) => (end = ENDS_BY_ERROR[error.code ?? ''] ?? 'reset'));
  socket.on('close', () => (end ??= 'closed'));
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);

  return {
    get received() {
      return received;
    },
    get end() {
      return end;
    },
    send: (text) => void socket.write(text),
    async until(expected) {
      const isThere = (): boolean =>
        typeof expected === 'string' ? received.includes(expected) : expected.test(received);
      await eventually(isThere, () => `waited for ${String(expected)}, got ${JSON.stringify(received)}`);
      return received;
    },
    async ended() {
      await eventually(
        () => end !== undefined,
        () => `the connection is open; received ${JSON.stringify(received)}`,
      );
      return end ?? 'closed';
    },
    disconnect: () => void socket.destroy(),
    [Symbol.asyncDispose]: async () => {
      if (socket.closed) return;
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    },
  };
}

/** Sends a GET request. */
export async function openRequest(port: number, path: string): Promise<Wire> {
  const wire = await openWire(port);
  wire.send(`GET ${path} HTTP/1.1\r\nHost: modem\r\nConnection: close\r\n\r\n`);
  return wire;
}

/** Connects, logs in and opens the shell. */
export async function openShell(port: number, host = '127.0.0.1'): Promise<Wire> {
  const wire = await openWire(port, { host });
  await wire.until(/Login:$/);
  wire.send('admin\r\n');
  await wire.until(/Password:$/);
  wire.send('admin\r\n');
  await wire.until(/ATP>$/);
  wire.send('sh\r\n');
  await wire.until(/# $/);
  return wire;
}
