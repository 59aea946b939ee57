import type { Socket } from 'node:net';

/** A client that sends a request, and another one after each response. */
export const repeat =
  (requestOf: (index: number) => string) =>
  (socket: Socket, index: number): void => {
    const request = requestOf(index);
    /** Bytes of the response that are missing; undefined before its headers. */
    let missing: number | undefined;
    socket.write(request);
    socket.on('data', (data) => {
      missing ??= lengthOf(data);
      missing -= data.length;
      if (missing > 0) return;
      missing = undefined;
      socket.write(request);
    });
  };

/** Bytes of a response, of which the first piece has all headers. */
function lengthOf(firstPiece: Buffer): number {
  const headers = firstPiece.subarray(0, firstPiece.indexOf('\r\n\r\n') + 4);
  return headers.length + Number(/content-length: (\d+)/i.exec(headers.toString('latin1'))?.[1] ?? 0);
}
