import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** What a stream has to write, as `_writev` gets it. */
export interface WriteChunk {
  readonly chunk: Buffer | string;
  readonly encoding: BufferEncoding;
}

export type WriteCallback = (error?: Error | null) => void;

/** A stream in front of a socket. What is written is sent at once; a subclass passes on what the socket receives. */
export abstract class SocketStream extends Duplex {
  protected readonly socket: Socket;

  constructor(socket: Socket) {
    super({ decodeStrings: false });
    this.socket = socket;
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {}

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: WriteCallback): void {
    this.send([{ chunk, encoding }], done);
  }

  override _writev(chunks: WriteChunk[], done: WriteCallback): void {
    this.send(chunks, done);
  }

  /** Writes with one system call: the headers of a response and its body. */
  protected send(chunks: WriteChunk[], done: WriteCallback): void {
    const last = chunks.length - 1;
    this.socket.cork();
    for (const [index, { chunk, encoding }] of chunks.entries())
      this.socket.write(chunk, encoding, index === last ? done : undefined);
    this.socket.uncork();
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: WriteCallback): void {
    this.socket.destroy();
    done(error);
  }
}
