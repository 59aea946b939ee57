import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { networkOf } from './client-network.ts';
import { SocketStream, type WriteCallback, type WriteChunk } from './socket-stream.ts';
import type { Turns } from './turns.ts';

/** Bounds on what clients can make the server hold at a time. */
export interface ConnectionLimits {
  /** Open connections. One more closes the oldest connection that waits for no response. */
  readonly connections: number;
  /** Time to send a request, from the moment the connection opens or its previous response ends. */
  readonly requestMs: number;
  /** Time without any data in either direction, after which a connection is closed. */
  readonly inactivityMs: number;
}

/** Larger than any request of a known client; a thousand connections may each hold as much. */
const MAX_HEADER_BYTES = 8 * 1024;

/** Kept of what a connection receives until its turn: more than the headers may have. */
const MAX_RECEIVED_BYTES = 2 * MAX_HEADER_BYTES;

/** Of a response, encrypted at a time: one record of TLS. */
const MAX_ENCRYPTED_BYTES = 16 * 1024;

/** How often connections are checked against `requestMs`. */
const CHECK_INTERVAL_MS = 1000;

/** Options of `http.createServer` that go with {@link limitConnections}. */
export const serverOptions = ({ requestMs }: ConnectionLimits) => ({
  headersTimeout: requestMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: CHECK_INTERVAL_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
  // No stream for a body that a request does not have.
  optimizeEmptyRequests: true,
});

/**
 * Bounds the number of connections of an HTTP server, and the requests per connection to one at a time.
 *
 * Node parses all that it has read from a socket at once. A segment of 64 KiB holds 2000 requests, and each becomes a
 * request, a response and a call of the handler before the first response is sent: enough connections exhaust the heap
 * whatever the handler does. Therefore the server is given connections that pass on one request and drop what follows
 * it before its response. No known client pipelines requests, and no endpoint takes a body.
 *
 * @param turns each request is handled in one of them
 * @param handshake starts TLS on a connection; connections count from when they open, before their handshake
 * @returns closes connections whose handshake is not complete: the server does not know them, and would wait for them
 *   when it closes
 */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  turns: Turns,
  handshake?: Handshake,
): () => void {
  const open = new Set<OpenConnection>();
  const [serve] = server.listeners('connection') as ((this: Server, connection: Duplex) => void)[];
  if (serve === undefined) throw new TypeError('the server does not listen for connections');

  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    turns.connectionOpened();
    // A connection with TLS has handlers of its own after the handshake.
    socket.on('error', () => socket.destroy());
    if (open.size >= limits.connections) {
      const oldest = open.values().find(({ http }) => http?.isBusy !== true);
      (oldest?.socket ?? socket).destroy();
      if (oldest === undefined) return;
      open.delete(oldest);
    }
    const { remoteAddress } = socket;
    const connection: OpenConnection = { socket };
    open.add(connection);
    socket.once('close', () => open.delete(connection));
    const start = (transport: Socket): void => {
      connection.http = new Connection(transport, remoteAddress, turns);
      serve.call(server, connection.http);
    };
    if (handshake === undefined) start(socket);
    else handshake(socket, start);
  });
  server.prependListener('request', ({ socket }, response) => {
    if ((socket as Duplex) instanceof Connection) (socket as unknown as Connection).begin(response);
  });
  server.timeout = limits.inactivityMs;
  return () => {
    for (const { socket, http } of open) if (http === undefined) socket.destroy();
  };
}

/** Turns a connection into one with TLS, and passes it on after the handshake. Closes it if that takes too long. */
export type Handshake = (socket: Socket, onSecure: (secure: TLSSocket) => void) => void;

interface OpenConnection {
  readonly socket: Socket;
  /** Undefined until the handshake is complete. */
  http?: Connection;
}

/** How long a request waited for its turn before it was handled, in seconds. */
export function waitedSeconds({ socket }: Pick<IncomingMessage, 'socket'>): number {
  return (socket as Duplex) instanceof Connection ? (socket as unknown as Connection).waitedSeconds : 0;
}

/** The beginning of a health check, which a flood of other requests must not delay. */
const HEALTH_CHECK = Buffer.from('GET /-/');
const isHealthCheck = (request: Buffer): boolean =>
  request.subarray(0, HEALTH_CHECK.length).equals(HEALTH_CHECK);

/** The end of a request's headers. */
const END_OF_HEADERS = '\r\n\r\n';

/** A socket that passes on one request at a time, in its turn. What arrives before its response has ended is dropped. */
class Connection extends SocketStream {
  readonly #turns: Turns;
  /** Address of the client; for Koa. */
  readonly remoteAddress: string | undefined;
  /** What has been received and waits for its turn. */
  #received: Buffer | undefined;
  /** When its first part was received. */
  #receivedAt = 0;
  /** How long what was handled last waited for its turn. */
  waitedSeconds = 0;
  #response: ServerResponse | undefined;
  /** Something was dropped: the connection cannot be used after the current response. */
  #incomplete = false;

  constructor(socket: Socket, remoteAddress: string | undefined, turns: Turns) {
    super(socket);
    this.remoteAddress = remoteAddress;
    this.#turns = turns;
    socket.on('data', (data: Buffer) => this.#receive(data));
    socket.on('end', () => {
      // The server does not answer clients that have closed their side: a request that waits is not worth a turn.
      this.#received = undefined;
      this.push(null);
    });
    socket.on('timeout', () => this.emit('timeout'));
  }

  /** Whether it uses TLS; for Koa. */
  get encrypted(): boolean {
    return 'encrypted' in this.socket;
  }

  /** Whether it has received something that has no complete response yet. A response that is being sent is complete. */
  get isBusy(): boolean {
    return this.#response === undefined ? this.#received !== undefined : !this.#response.writableEnded;
  }

  /** A request has arrived. */
  begin(response: ServerResponse): void {
    this.#response = response;
    response.once('close', () => {
      if (this.#response === response) this.#response = undefined;
      if (this.#incomplete) this.destroySoon();
      else if (this.#received !== undefined) this.#queue();
    });
  }

  #receive(data: Buffer): void {
    // A client may have the whole response before its end is known here.
    const isPipelined = this.#response?.writableEnded === false;
    if (this.#incomplete || isPipelined) {
      this.#incomplete = true;
      return;
    }
    const waits = this.#received !== undefined;
    const received = this.#received === undefined ? data : Buffer.concat([this.#received, data]);
    const end = received.indexOf(END_OF_HEADERS);
    const length = end === -1 ? received.length : end + END_OF_HEADERS.length;
    const kept = Math.min(length, MAX_RECEIVED_BYTES);
    this.#incomplete = kept < received.length;
    // A copy: the rest would take memory while the request waits.
    this.#received = this.#incomplete ? Buffer.from(received.subarray(0, kept)) : received;
    if (waits) return;
    this.#receivedAt = performance.now();
    if (this.#response === undefined) this.#queue();
  }

  #queue(): void {
    const priority = this.#received && isHealthCheck(this.#received) ? 'urgent' : 'normal';
    this.#turns.queue(networkOf(this.remoteAddress), priority, () => this.#handle());
  }

  #handle(): void {
    const received = this.#received;
    this.#received = undefined;
    if (received === undefined || this.destroyed) return;
    this.waitedSeconds = (performance.now() - this.#receivedAt) / 1000;
    this.push(received);
  }

  protected override send(chunks: WriteChunk[], done: WriteCallback): void {
    if (this.encrypted) writeInParts(this.socket, chunks.map(toBuffer), done);
    else super.send(chunks, done);
  }

  /** Called by `node:http`: closes the connection after what was written has been sent. */
  destroySoon(): void {
    this.end(() => this.destroy());
  }

  /** Called by `node:http`. */
  setTimeout(milliseconds: number): this {
    this.socket.setTimeout(milliseconds);
    return this;
  }
}

/**
 * Writes a part when the one before has been sent. TLS encrypts all that it gets at once: of a response that its client
 * does not read, it would keep a copy for each connection.
 */
function writeInParts(socket: Socket, [first, ...others]: readonly Buffer[], done: WriteCallback): void {
  if (first === undefined) {
    done();
    return;
  }
  const rest = first.subarray(MAX_ENCRYPTED_BYTES);
  const remaining = rest.length > 0 ? [rest, ...others] : others;
  socket.write(first.subarray(0, MAX_ENCRYPTED_BYTES), (error) => {
    if (error) done(error);
    else writeInParts(socket, remaining, done);
  });
}

const toBuffer = ({ chunk, encoding }: WriteChunk): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
