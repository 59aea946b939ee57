import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

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

  override _write(
    data: Buffer | string,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.socket.write(data, encoding, done);
  }

  /** All that is waiting, with one system call: the headers of a response and its body. */
  override _writev(
    chunks: { chunk: Buffer | string; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    const last = chunks.length - 1;
    this.socket.cork();
    for (const [index, { chunk, encoding }] of chunks.entries())
      this.socket.write(chunk, encoding, index === last ? done : undefined);
    this.socket.uncork();
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}
