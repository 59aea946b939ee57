import type { Socket } from 'node:net';

/** All outputs twice; the tables per tone have up to 80 KB each. */
const QUEUE_LIMIT_BYTES = 1024 * 1024;

/** Sends bytes in order, with or without a delay between bytes. */
interface Sender {
  send(bytes: Buffer): void;
  /** Closes the connection after everything is sent. */
  end(): void;
}

/** Sends without delay. The connection of a client that does not read is closed. */
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

/** @param dripMilliseconds Time between two bytes, 0 for no delay. */
export const createSender = (socket: Socket, dripMilliseconds: number): Sender =>
  dripMilliseconds > 0 ? drippingSender(socket, dripMilliseconds) : plainSender(socket);
