import type { Socket } from 'node:net';
import { networkOf } from '../web/client-network.ts';
import { SocketStream } from '../web/socket-stream.ts';
import type { Turns } from '../web/turns.ts';

/** More than a client sends at a time: a certificate chain, or a request. */
const MAX_RECEIVED_BYTES = 64 * 1024;

/**
 * A connection below TLS, which passes on what it receives in turns. A handshake takes milliseconds for signatures and key
 * exchanges, and whatever a client sends later may renew keys many times: due for many connections at the same time, that
 * would delay everything else.
 */
export class EncryptedStream extends SocketStream {
  readonly #turns: Turns;
  readonly #client: string;
  /** What has been received and waits for its turn. */
  #received: Buffer | undefined;
  /** The client has closed its side. */
  #hasEnded = false;
  #handshake: 'not started' | 'started' | 'complete' = 'not started';

  constructor(socket: Socket, turns: Turns) {
    super(socket);
    this.#turns = turns;
    this.#client = networkOf(socket.remoteAddress);
    socket.on('data', (data: Buffer) => this.#receive(data));
    socket.on('end', () => {
      this.#hasEnded = true;
      if (this.#handshake !== 'complete') this.destroy();
      else if (this.#received === undefined) this.push(null);
    });
  }

  completeHandshake(): void {
    this.#handshake = 'complete';
  }

  #receive(data: Buffer): void {
    const waits = this.#received !== undefined;
    this.#received = this.#received === undefined ? data : Buffer.concat([this.#received, data]);
    if (this.#received.length > MAX_RECEIVED_BYTES) this.destroy();
    if (waits || this.destroyed) return;
    // It may be for a health check.
    this.#turns.queue(this.#client, this.#handshake === 'started' ? 'continued' : 'urgent', () =>
      this.#handle(),
    );
    if (this.#handshake === 'not started') this.#handshake = 'started';
  }

  #handle(): void {
    const received = this.#received;
    this.#received = undefined;
    if (this.destroyed) return;
    if (!this.push(received)) this.socket.pause();
    if (this.#hasEnded) this.push(null);
  }

  override _read(): void {
    this.socket.resume();
  }
}
