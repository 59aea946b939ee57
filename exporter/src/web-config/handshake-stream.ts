import type { Socket } from 'node:net';
import { networkOf } from '../web/client-network.ts';
import { SocketStream } from '../web/socket-stream.ts';
import type { Turns } from '../web/turns.ts';

/** More than a client sends before its handshake ends: a certificate chain and its first request. */
const MAX_RECEIVED_BYTES = 64 * 1024;

/**
 * A connection below TLS. Until its handshake ends, it passes on what it receives in turns: signatures and key exchanges
 * take milliseconds, and would delay everything else if they were due for many connections at the same time.
 */
export class HandshakeStream extends SocketStream {
  readonly #turns: Turns;
  readonly #client: string;
  /** What has been received and waits for its turn. */
  #received: Buffer | undefined;
  #hasStarted = false;
  #isComplete = false;

  constructor(socket: Socket, turns: Turns) {
    super(socket);
    this.#turns = turns;
    this.#client = networkOf(socket.remoteAddress);
    socket.on('data', (data: Buffer) => this.#receive(data));
    socket.on('end', () => {
      if (this.#isComplete) this.push(null);
      else this.destroy();
    });
  }

  /** The handshake has ended: from now on, everything is passed on at once. */
  complete(): void {
    this.#isComplete = true;
  }

  #receive(data: Buffer): void {
    if (this.#received === undefined && this.#isComplete) {
      if (!this.push(data)) this.socket.pause();
      return;
    }
    const waits = this.#received !== undefined;
    this.#received = this.#received === undefined ? data : Buffer.concat([this.#received, data]);
    if (this.#received.length > MAX_RECEIVED_BYTES) this.destroy();
    if (waits || this.destroyed) return;
    // It may be for a health check.
    this.#turns.queue(this.#client, this.#hasStarted ? 'continued' : 'urgent', () => this.#handle());
    this.#hasStarted = true;
  }

  #handle(): void {
    const received = this.#received;
    this.#received = undefined;
    if (!this.destroyed) this.push(received);
  }

  override _read(): void {
    this.socket.resume();
  }
}
