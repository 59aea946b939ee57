import { once } from 'node:events';
import { type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { deafAddress } from '../../../test/support/deaf-address.ts';
import { fetchPage } from './http.ts';

/** A server that calls `answer` for each connection, and counts open connections. */
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
  { name: 'of HTTP/1.0', answer: 'HTTP/1.0 200 OK\r\nServer:x\r\n\r\nhello', end: true },
  { name: 'with bare line feeds', answer: 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello', end: false },
])('reads a page $name, and closes the connection', async ({ answer, end }) => {
  await using server = await serve((socket) => (end ? socket.end(answer) : socket.write(answer)));
  const { body } = await fetchPage(server.url, AbortSignal.timeout(2000));
  expect(body.toString()).toBe('hello');
  await expect.poll(() => server.open.size).toBe(0);
});

it.each([
  {
    name: 'a body that arrives byte by byte',
    answer: (socket: Socket) => {
      socket.write(`${HEAD}Content-Length: 500\r\n\r\n`);
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    },
    reason: 'timeout',
    message: /timed out after \d+\.\d s waiting for the rest of the page \(\d+ bytes received\)$/,
  },
  {
    name: 'headers that arrive byte by byte',
    answer: (socket: Socket) => {
      socket.write(HEAD);
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    },
    reason: 'timeout',
    message: /timed out after \d+\.\d s waiting for a response$/,
  },
  {
    name: 'a body shorter than its length',
    answer: (socket: Socket) => socket.end(`${HEAD}Content-Length: 500\r\n\r\nhello`),
    reason: 'reset',
    message: /connection reset \(ECONNRESET\) while waiting for the rest of the page \(5 bytes received\)$/,
  },
  {
    name: 'a connection closed without a response',
    answer: (socket: Socket) => socket.end(),
    reason: 'reset',
    message: /connection reset \(ECONNRESET\) while waiting for a response$/,
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
    message: /expected an HTTP response, found/,
  },
  {
    name: 'a body without end',
    answer: (socket: Socket) => socket.write(`${HEAD}\r\n${'y'.repeat(100_000)}`),
    reason: 'too_large',
    message: /response exceeds 64 KiB$/,
  },
])('$name fails with its reason, and leaves no connection open', async ({ answer, reason, message }) => {
  await using server = await serve(answer);
  const error: unknown = await fetchPage(server.url, AbortSignal.timeout(300)).catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ reason, message: expect.stringMatching(message) as string });
  await expect.poll(() => server.open.size).toBe(0);
});

it('reports a host name that does not exist', async () => {
  const error: unknown = await fetchPage(new URL('http://modem.invalid/'), AbortSignal.timeout(5000)).catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({
    reason: 'connect',
    message: expect.stringMatching(
      /cannot connect: (no such host name|no response from the name server)/,
    ) as string,
  });
});

it('reports an address where nothing responds as unreachable, not as a slow modem', async () => {
  await using address = await deafAddress();
  const url = new URL(`http://127.0.0.1:${address.port}/page`);
  await expect(fetchPage(url, AbortSignal.timeout(300))).rejects.toMatchObject({
    reason: 'connect',
    message: expect.stringMatching(
      /\/page: cannot connect: no response within \d+\.\d s \(no route to the modem, or wrong address\)$/,
    ) as string,
  });
});

it('connects to the address of an IPv6 URL, which is in brackets there', async () => {
  const read = fetchPage(new URL('http://[::1]:1/page'), AbortSignal.timeout(2000));
  // Not ENOTFOUND: it is no name to resolve. Not every machine has IPv6.
  const code = expect.stringMatching(/^(?:ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH|EAFNOSUPPORT)$/) as string;
  await expect(read).rejects.toMatchObject({ reason: 'connect', cause: { code } });
});
