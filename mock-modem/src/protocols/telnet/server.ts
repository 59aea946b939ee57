import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { listen, ListenError } from '../../../../lib/listen.ts';
import { closeServer, resetAll, resetConnection } from '../close.ts';
import type { StatisticsRecorder } from '../statistics.ts';
import type { TelnetBehaviour } from './behaviour.ts';
import { BUSY_MESSAGE, type Credentials, type Outputs } from './dialogue.ts';
import { serveSession } from './session.ts';
import { toWire } from './wire.ts';

export interface TelnetOptions {
  readonly host: string;
  /** 0 selects a free port and keeps it. */
  readonly port: number;
  readonly behaviour: TelnetBehaviour;
  readonly credentials: Credentials;
  /** A connection is closed after this time without traffic. */
  readonly idleSeconds: number;
  readonly outputs: () => Outputs;
  readonly statistics: StatisticsRecorder;
}

/** The modem's telnet server. It serves one session at a time. */
export interface TelnetServer {
  readonly port: number;
  /** Changes the behaviour. Open connections are reset, unless nothing changes. */
  apply(behaviour: TelnetBehaviour): Promise<void>;
  /** Closes every connection and frees the port. */
  close(): Promise<void>;
}

const CONNECTION_LIMIT = 64;
/** While the port is closed, another program may take it for a moment. */
const REOPEN_ATTEMPTS = 20;
const REOPEN_PAUSE_MS = 100;

/** Starts the telnet server. @throws {ListenError} when the port is not available. */
export async function startTelnetServer(options: TelnetOptions): Promise<TelnetServer> {
  const { host, credentials, idleSeconds, outputs, statistics } = options;
  let { behaviour } = options;
  const sockets = new Set<Socket>();
  let session: Socket | undefined;

  const refuse = (socket: Socket, message: string): void => {
    statistics.count('refused');
    socket.resume();
    socket.end(toWire(message));
  };

  /** @param onLogout Allows the next session. */
  const serve = (socket: Socket, onLogout: () => void): void => {
    if (session || behaviour.connection === 'busy') return refuse(socket, BUSY_MESSAGE);
    session = socket;
    return serveSession({ socket, behaviour, credentials, outputs, statistics, onLogout });
  };

  const handle = (socket: Socket): void => {
    if (socket.destroyed) return;
    const recordEnd = statistics.sessionOpened();
    /** A session ends with the client's `exit` or FIN, however long the socket takes to close. */
    const endSession = (): void => {
      recordEnd();
      if (session === socket) session = undefined;
    };
    socket.once('end', endSession);
    socket.once('close', endSession);
    if (behaviour.connection === 'reset') {
      statistics.count('refused');
      resetConnection(socket);
    } else if (behaviour.connection === 'silent') socket.resume();
    else if (behaviour.connection === 'busy-silent') refuse(socket, '');
    else serve(socket, endSession);
  };

  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(idleSeconds * 1000, () => socket.destroy());
    socket.setNoDelay();
    // A client that closes and reconnects: process the close of its previous session first.
    setImmediate(() => handle(socket));
  };

  const open = async (port: number): Promise<Server> => {
    const server = createServer(accept);
    server.maxConnections = CONNECTION_LIMIT;
    await listen(server, { host, port }, 'TELNET_PORT');
    return server;
  };

  const reopen = async (port: number): Promise<Server> => {
    for (let attempt = 1; attempt < REOPEN_ATTEMPTS; attempt += 1) {
      try {
        return await open(port);
      } catch (error) {
        if (!(error instanceof ListenError)) throw error;
        await sleep(REOPEN_PAUSE_MS);
      }
    }
    return open(port);
  };

  let server: Server | undefined = await open(options.port);
  const { port } = server.address() as AddressInfo;

  const closePort = async (): Promise<void> => {
    if (server) await closeServer(server, sockets);
    server = undefined;
  };

  const change = async (next: TelnetBehaviour): Promise<void> => {
    if (isDeepStrictEqual(next, behaviour)) return;
    behaviour = next;
    session = undefined;
    await resetAll(sockets);
    sockets.clear();
    if (next.connection === 'closed') await closePort();
    else server ??= await reopen(port);
  };

  /** Serialises changes: two at a time would open or close the port concurrently. */
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (task: () => Promise<void>): Promise<void> => {
    const done = queue.then(task);
    queue = done.catch(() => undefined);
    return done;
  };

  if (behaviour.connection === 'closed') await closePort();
  return {
    port,
    apply: (next) => enqueue(() => change(next)),
    close: () => enqueue(closePort),
  };
}
