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

/** What the telnet server is made of. */
export interface TelnetOptions {
  readonly host: string;
  /** 0 takes a free one, and keeps it. */
  readonly port: number;
  readonly behaviour: TelnetBehaviour;
  readonly credentials: Credentials;
  /** A connection on which nothing is said for this long is closed. */
  readonly idleSeconds: number;
  readonly outputs: () => Outputs;
  readonly statistics: StatisticsRecorder;
}

/** The modem's telnet side. It serves one session at a time. */
export interface TelnetServer {
  readonly port: number;
  /** Treats connections differently from now on; those that are open are broken off, unless nothing changes. */
  apply(behaviour: TelnetBehaviour): Promise<void>;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** More connections than anybody needs, and few enough to bear. */
const CONNECTION_LIMIT = 64;
/** While nothing listens somebody else may have got the port for a moment. */
const REOPEN_ATTEMPTS = 20;
const REOPEN_PAUSE_MS = 100;

/** Starts the telnet server. @throws {ListenError} when the port cannot be had. */
export async function startTelnetServer(options: TelnetOptions): Promise<TelnetServer> {
  const { host, credentials, idleSeconds, outputs, statistics } = options;
  let { behaviour } = options;
  const sockets = new Set<Socket>();
  let session: Socket | undefined;

  const sendAway = (socket: Socket, message: string): void => {
    statistics.count('refused');
    socket.resume();
    socket.end(toWire(message));
  };

  /** @param leave Frees the place for the next session. */
  const serve = (socket: Socket, leave: () => void): void => {
    if (session || behaviour.connection === 'busy') return sendAway(socket, BUSY_MESSAGE);
    session = socket;
    return serveSession({ socket, behaviour, credentials, outputs, statistics, onLogout: leave });
  };

  const treat = (socket: Socket): void => {
    if (socket.destroyed) return;
    const gone = statistics.sessionOpened();
    /** A session is over when the client has said `exit` or hung up, whatever the closing takes. */
    const leave = (): void => {
      gone();
      if (session === socket) session = undefined;
    };
    socket.once('end', leave);
    socket.once('close', leave);
    if (behaviour.connection === 'reset') {
      statistics.count('refused');
      resetConnection(socket);
    } else if (behaviour.connection === 'silent') socket.resume();
    else if (behaviour.connection === 'busy-unsaid') sendAway(socket, '');
    else serve(socket, leave);
  };

  const welcome = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(idleSeconds * 1000, () => socket.destroy());
    socket.setNoDelay();
    // Who hangs up and calls again at once may arrive together with its own farewell: hear that first.
    setImmediate(() => treat(socket));
  };

  const open = async (port: number): Promise<Server> => {
    const server = createServer(welcome);
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

  let listening: Server | undefined = await open(options.port);
  const { port } = listening.address() as AddressInfo;

  const adapt = async (next: TelnetBehaviour): Promise<void> => {
    if (isDeepStrictEqual(next, behaviour)) return;
    behaviour = next;
    session = undefined;
    await resetAll(sockets);
    sockets.clear();
    const isWanted = next.connection !== 'closed';
    if (isWanted) listening ??= await reopen(port);
    else if (listening) {
      await closeServer(listening, sockets);
      listening = undefined;
    }
  };

  /** One change after the other, or two of them would open or close the port at the same time. */
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (task: () => Promise<void>): Promise<void> => {
    const done = queue.then(task);
    queue = done.catch(() => undefined);
    return done;
  };

  if (behaviour.connection === 'closed') {
    await closeServer(listening, sockets);
    listening = undefined;
  }
  return {
    port,
    apply: (next) => enqueue(() => adapt(next)),
    close: () =>
      enqueue(async () => {
        if (listening) await closeServer(listening, sockets);
        listening = undefined;
      }),
  };
}
