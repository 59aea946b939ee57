import type { Socket } from 'node:net';

/** More than a session can want to say at once: two dozen full outputs. */
const QUEUE_LIMIT_BYTES = 256 * 1024;

/** Sends bytes in order, all at once or a byte at a time. */
export interface Sender {
  send(bytes: Buffer): void;
  /** Closes the connection when everything has gone out. */
  end(): void;
}

/** Sends at once. A client that does not read what it asks for is cut off. */
function plainSender(socket: Socket): Sender {
  return {
    send(bytes) {
      socket.write(bytes);
      if (socket.writableLength > QUEUE_LIMIT_BYTES) socket.destroy();
    },
    end: () => void socket.end(),
  };
}

function drippingSender(socket: Socket, milliseconds: number): Sender {
  let queue = Buffer.alloc(0);
  let isEnding = false;
  const timer = setInterval(() => {
    if (queue.length > 0) {
      socket.write(queue.subarray(0, 1));
      queue = queue.subarray(1);
    } else if (isEnding) socket.end();
  }, milliseconds);
  socket.once('close', () => clearInterval(timer));
  return {
    send(bytes) {
      queue = Buffer.concat([queue, bytes]);
      if (queue.length > QUEUE_LIMIT_BYTES) socket.destroy();
    },
    end() {
      isEnding = true;
    },
  };
}

/** @param dripMilliseconds Time between two bytes, 0 for all at once. */
export const createSender = (socket: Socket, dripMilliseconds: number): Sender =>
  dripMilliseconds > 0 ? drippingSender(socket, dripMilliseconds) : plainSender(socket);
