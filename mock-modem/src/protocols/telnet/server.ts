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

/** What the telnet server needs. */
export interface TelnetOptions {
  readonly host: string;
  /** 0 selects a free port and keeps it. */
  readonly port: number;
  readonly behaviour: TelnetBehaviour;
  readonly credentials: Credentials;
  /** A connection is closed after this time without traffic. */
  readonly idleSeconds: number;
  /** The modem that a connection to a local address reaches. */
  readonly modemAt: (address: string) => TelnetModem;
  /** The number of modems: it bounds the connections. */
  readonly modems: number;
  readonly statistics: StatisticsRecorder;
}

/** A modem behind the telnet port. */
export interface TelnetModem {
  /** 0 for the modem with the scenarios. */
  readonly number: number;
  readonly outputs: () => Outputs;
  /** How the modem treats connections, besides the behaviour of the scenario. */
  readonly connection?: 'reset' | 'silent';
}

/** The telnet server. Each modem serves one session at a time. */
export interface TelnetServer {
  readonly port: number;
  /** Changes the behaviour. Open connections are reset, unless nothing changes. */
  apply(behaviour: TelnetBehaviour): Promise<void>;
  /** Closes every connection and frees the port. */
  close(): Promise<void>;
}

/** Of a single modem. A fleet has one more for each modem. */
const CONNECTION_LIMIT = 64;
/** While the port is closed, another program may take it for a moment. */
const REOPEN_ATTEMPTS = 20;
const REOPEN_PAUSE_MS = 100;

/** Starts the telnet server. @throws {ListenError} when the port is not available. */
export async function startTelnetServer(options: TelnetOptions): Promise<TelnetServer> {
  const { host, credentials, idleSeconds, modemAt, statistics } = options;
  let { behaviour } = options;
  const sockets = new Set<Socket>();
  /** Open sessions by the number of their modem. */
  const sessions = new Map<number, Socket>();

  const refuse = (socket: Socket, message: string): void => {
    statistics.count('refused');
    socket.resume();
    socket.end(toWire(message));
  };

  /** @param onLogout Allows the next session. */
  const serve = (socket: Socket, { number, outputs }: TelnetModem, onLogout: () => void): void => {
    if (sessions.has(number) || behaviour.connection === 'busy') return refuse(socket, BUSY_MESSAGE);
    sessions.set(number, socket);
    return serveSession({ socket, behaviour, credentials, outputs, statistics, onLogout });
  };

  const handle = (socket: Socket): void => {
    if (socket.destroyed) return;
    const modem = modemAt(socket.localAddress ?? '');
    const connection = modem.connection ?? behaviour.connection;
    const recordEnd = statistics.sessionOpened();
    /** A session ends with the client's `exit` or FIN, however long the socket takes to close. */
    const endSession = (): void => {
      recordEnd();
      if (sessions.get(modem.number) === socket) sessions.delete(modem.number);
    };
    socket.once('end', endSession);
    socket.once('close', endSession);
    if (connection === 'reset') {
      statistics.count('refused');
      resetConnection(socket);
    } else if (connection === 'silent') socket.resume();
    else if (connection === 'busy-silent') refuse(socket, '');
    else serve(socket, modem, endSession);
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
    server.maxConnections = CONNECTION_LIMIT + options.modems - 1;
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
    sessions.clear();
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
