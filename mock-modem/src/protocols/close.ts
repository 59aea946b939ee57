import { once, type EventEmitter } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longest wait for a socket or server to close, in milliseconds. On loopback it takes a few. */
const CLOSE_LIMIT_MS = 2000;

/**
 * Resets a connection. One that is being shut down already cannot be reset: the operating system refuses it (EINVAL),
 * and Node.js then neither closes the socket nor emits `close`. Such a connection is closed instead.
 */
export function resetConnection(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Resolves on `close`, and after two seconds in any case: no caller waits forever for a peer or the system. */
async function closed(emitter: EventEmitter): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const close = once(emitter, 'close', { signal });
  // An `error` comes before its `close`, or in place of it: neither is of interest here.
  await Promise.race([close, sleep(CLOSE_LIMIT_MS, undefined, { signal })]).catch(() => undefined);
  waiting.abort();
  await close.catch(() => undefined);
}

/** Resets connections and waits, within bounds, until they are closed. */
export async function resetAll(sockets: Iterable<Socket>): Promise<void> {
  await Promise.all(
    Array.from(sockets, async (socket) => {
      if (socket.closed) return;
      const done = closed(socket);
      resetConnection(socket);
      await done;
    }),
  );
}

/** Stops listening, closes the given connections and waits, within bounds, until the port is free. */
export async function closeServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  if (!server.listening) return;
  const done = closed(server);
  server.close();
  for (const socket of sockets) socket.destroy();
  await done;
}

/** {@link closeServer} for a server that keeps track of its connections itself. */
export async function closeHttpServer(server: HttpServer): Promise<void> {
  const done = closeServer(server, []);
  server.closeAllConnections();
  await done;
}
