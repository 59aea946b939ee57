import { once } from 'node:events';
import { type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { fetchPage } from './http.ts';

/** A server that does to each connection what it is told, and counts those that are open. */
async function serve(answer: (socket: Socket) => void) {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    socket.once('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    open,
    url: new URL(`http://127.0.0.1:${port}/page`),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const HEAD = 'HTTP/1.1 200 OK\r\n';

it.each([
  { name: 'with its length', answer: `${HEAD}Content-Length: 5\r\n\r\nhello`, end: false },
  { name: 'ended by the connection', answer: `${HEAD}\r\nhello`, end: true },
  { name: 'in the manner of HTTP/1.0', answer: 'HTTP/1.0 200 OK\r\nServer:x\r\n\r\nhello', end: true },
  { name: 'with bare line feeds', answer: 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello', end: false },
])('reads a page $name, and closes the connection', async ({ answer, end }) => {
  await using server = await serve((socket) => (end ? socket.end(answer) : socket.write(answer)));
  const { body } = await fetchPage(server.url, AbortSignal.timeout(2000));
  expect(body.toString()).toBe('hello');
  await expect.poll(() => server.open.size).toBe(0);
});

it.each([
  {
    name: 'a body that drips',
    answer: (socket: Socket) => {
      socket.write(`${HEAD}Content-Length: 500\r\n\r\n`);
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    },
    reason: 'timeout',
    message: /expected the whole page \(\d+ bytes had come\) within 0\.\d s, it did not come$/,
  },
  {
    name: 'headers that drip',
    answer: (socket: Socket) => {
      socket.write(HEAD);
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    },
    reason: 'timeout',
    message: /expected an answer within 0\.\d s, it did not come$/,
  },
  {
    name: 'a body cut short of its length',
    answer: (socket: Socket) => socket.end(`${HEAD}Content-Length: 500\r\n\r\nhello`),
    reason: 'reset',
    message: /connection ended while waiting for the whole page \(5 bytes had come\)/,
  },
  {
    name: 'a connection closed without an answer',
    answer: (socket: Socket) => socket.end(),
    reason: 'reset',
    message: /connection ended while waiting for an answer/,
  },
  {
    name: 'another protocol instead of a page',
    answer: (socket: Socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    reason: 'http_status',
    message: /expected HTTP status 200, found 101$/,
  },
  {
    name: 'headers without end',
    answer: (socket: Socket) => socket.write(`${HEAD}x: ${'y'.repeat(100_000)}`),
    reason: 'format',
    message: /expected an HTTP answer, found/,
  },
  {
    name: 'a body without end',
    answer: (socket: Socket) => socket.write(`${HEAD}\r\n${'y'.repeat(100_000)}`),
    reason: 'too_large',
    message: /expected at most 64 KiB, the modem sent more$/,
  },
])('$name: fails with its reason, and leaves nothing open', async ({ answer, reason, message }) => {
  await using server = await serve(answer);
  const error: unknown = await fetchPage(server.url, AbortSignal.timeout(300)).catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ reason, message: expect.stringMatching(message) as string });
  await expect.poll(() => server.open.size).toBe(0);
});

it('names a host that does not exist', async () => {
  const error: unknown = await fetchPage(new URL('http://modem.invalid/'), AbortSignal.timeout(5000)).catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({
    reason: 'connect',
    message: expect.stringMatching(
      /cannot connect: (no such host name|the name server did not answer)/,
    ) as string,
  });
});
