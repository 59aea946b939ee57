import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex, type DuplexOptions } from 'node:stream';
import type { TLSSocket } from 'node:tls';

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

/** How often connections are checked against `requestMs`. */
const CHECK_INTERVAL_MS = 1000;

/** Options of `http.createServer` that go with {@link limitConnections}. */
export const serverOptions = ({ requestMs }: ConnectionLimits) => ({
  headersTimeout: requestMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: CHECK_INTERVAL_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
});

/**
 * Bounds the number of connections of an HTTP server, and the requests per connection to one at a time.
 *
 * Node parses all that it has read from a socket at once. A segment of 64 KiB holds 2000 requests, and each becomes a
 * request, a response and a call of the handler before the first response is sent: enough connections exhaust the heap
 * whatever the handler does. Therefore the server is given connections that pass on one request and drop what follows
 * it before its response. No known client pipelines requests, and no endpoint takes a body.
 *
 * @param handshake starts TLS on a connection; connections count from when they open, before their handshake
 * @returns closes connections whose handshake is not complete: the server does not know them, and would wait for them
 *   when it closes
 */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  handshake?: Handshake,
): () => void {
  const open = new Set<OpenConnection>();
  const [serve] = server.listeners('connection') as ((this: Server, connection: Duplex) => void)[];
  if (serve === undefined) throw new TypeError('the server does not listen for connections');

  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    // A connection with TLS has handlers of its own after the handshake.
    socket.on('error', () => socket.destroy());
    if (open.size >= limits.connections) {
      const oldest = open.values().find(({ http }) => http?.awaitsResponse !== true);
      (oldest?.socket ?? socket).destroy();
      if (oldest === undefined) return;
      open.delete(oldest);
    }
    const connection: OpenConnection = { socket };
    open.add(connection);
    socket.once('close', () => open.delete(connection));
    const start = (transport: Socket): void => {
      connection.http = new Connection(transport);
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

/** The end of a request's headers. */
const END_OF_HEADERS = '\r\n\r\n';

/** A socket that passes on one request at a time. What arrives before its response has been sent is dropped. */
class Connection extends Duplex {
  readonly #socket: Socket;
  #response: ServerResponse | undefined;
  /** Something was dropped: the connection cannot be used after the current response. */
  #incomplete = false;

  constructor(socket: Socket) {
    super({ decodeStrings: false } satisfies DuplexOptions);
    this.#socket = socket;
    socket.on('data', (data: Buffer) => this.#receive(data));
    socket.on('end', () => this.push(null));
    socket.on('timeout', () => this.emit('timeout'));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** Whether it uses TLS; for Koa. */
  get encrypted(): boolean {
    return 'encrypted' in this.#socket;
  }

  /** Whether a request has arrived whose response is not complete yet. A response that is being sent is. */
  get awaitsResponse(): boolean {
    return this.#response?.writableEnded === false;
  }

  /** A request has arrived. */
  begin(response: ServerResponse): void {
    this.#response = response;
    response.once('close', () => {
      if (this.#response === response) this.#response = undefined;
      if (this.#incomplete) this.destroySoon();
    });
  }

  #receive(data: Buffer): void {
    if (this.#incomplete || this.#response !== undefined) {
      this.#incomplete = true;
      return;
    }
    const end = data.indexOf(END_OF_HEADERS);
    const request = end === -1 ? data : data.subarray(0, end + END_OF_HEADERS.length);
    this.#incomplete = request.length < data.length;
    this.push(request);
  }

  override _read(): void {}

  override _write(
    data: Buffer | string,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#socket.write(data, encoding, done);
  }

  /** All that is waiting, with one system call: the headers of a response and its body. */
  override _writev(
    chunks: { chunk: Buffer | string; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    const last = chunks.length - 1;
    this.#socket.cork();
    for (const [index, { chunk, encoding }] of chunks.entries())
      this.#socket.write(chunk, encoding, index === last ? done : undefined);
    this.#socket.uncork();
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** Called by `node:http`: closes the connection after what was written has been sent. */
  destroySoon(): void {
    this.end(() => this.destroy());
  }

  /** Called by `node:http`. */
  setTimeout(milliseconds: number): this {
    this.#socket.setTimeout(milliseconds);
    return this;
  }
}
