import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWire, type Wire } from '../../../test/support/raw-client.ts';
import { limitConnections, serverOptions } from './connections.ts';
import { createTurns, type Turns } from './turns.ts';

const LIMITS = { connections: 3, requestMs: 500, inactivityMs: 1000 };
const REQUEST = 'GET / HTTP/1.1\r\nHost: exporter\r\n\r\n';

let server: Server;
let port: number;
/** Responses of requests for `/held`, which the test ends. */
let held: ServerResponse[];
let requests: number;

beforeEach(async () => {
  held = [];
  requests = 0;
  server = createServer(serverOptions(LIMITS), (request, response) => {
    requests += 1;
    if (request.url === '/held') held.push(response);
    else response.end('done');
  });
  limitConnections(server, LIMITS, createTurns());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

describe('requests on one connection', () => {
  it('are answered one after the other', async () => {
    await using client = await openWire(port);
    for (let request = 1; request <= 3; request += 1) {
      client.send(REQUEST);
      await client.until(new RegExp(`(?:done[^]*){${request}}`));
    }
    expect(requests).toBe(3);
    expect(client.end).toBeUndefined();
  });

  it.each([
    { name: 'in one segment', segments: [REQUEST.repeat(1000)] },
    { name: 'in two segments', segments: [REQUEST, REQUEST.repeat(1000)] },
    {
      name: 'with a segment that ends within the end of a request',
      segments: [REQUEST.slice(0, -1), `\n${REQUEST.repeat(1000)}`],
    },
  ])('end the connection after the first response when pipelined $name', async ({ segments }) => {
    await using client = await openWire(port);
    for (const segment of segments) {
      client.send(segment.replace('/', '/held'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(requests).toBeLessThanOrEqual(2);
    for (const response of held) response.end('done');
    await client.ended();
    expect(client.received.match(/done/g)?.length).toBe(requests);
  });

  it('may have a body, which is ignored', async () => {
    await using client = await openWire(port);
    client.send('POST / HTTP/1.1\r\nHost: exporter\r\nContent-Length: 5\r\n\r\nhello');
    await client.until(/^HTTP\/1.1 200 OK[^]*done$/);
    await client.ended();
  });

  it('are answered 400 when they are not HTTP', async () => {
    await using client = await openWire(port);
    client.send('hello\r\n\r\n');
    await client.ended();
    expect(client.received).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe('one connection more than the limit', () => {
  it('closes the oldest connection without a request', async () => {
    await using busy = await openWire(port);
    busy.send(REQUEST.replace('/', '/held'));
    await expect.poll(() => held.length).toBe(1);
    await using idle = await openWire(port);
    await using dripping = await openWire(port);
    dripping.send('GET / HTTP/1.1\r\n');

    await using fourth = await openWire(port);
    await idle.ended();
    fourth.send(REQUEST);
    await fourth.until(/done$/);
    held[0]?.end('done');
    await busy.until(/done$/);
    expect(dripping.end).toBeUndefined();
  });

  it('is closed when all others wait for a response', async () => {
    const clients = await Promise.all([1, 2, 3].map(() => openWire(port)));
    for (const client of clients) client.send(REQUEST.replace('/', '/held'));
    await expect.poll(() => held.length).toBe(3);
    await using fourth = await openWire(port);
    await fourth.ended();
    for (const response of held) response.end('done');
    for (const client of clients) await client.until(/done$/);
    for (const client of clients) client.disconnect();
  });

  it('closes a connection whose response is not read', async () => {
    const clients = await Promise.all([1, 2, 3].map(() => openWire(port, { paused: true })));
    for (const client of clients) client.send(REQUEST.replace('/', '/held'));
    await expect.poll(() => held.length).toBe(3);
    for (const response of held) response.end(Buffer.alloc(32 * 1024 * 1024));
    await using fourth = await openWire(port);
    fourth.send(REQUEST);
    await fourth.until(/done$/);
    for (const client of clients) client.disconnect();
  });
});

describe('a connection', () => {
  it.each(['', 'GET / HTTP/1.1\r\nHost: exporter\r\n'])(
    'is closed without a whole request in time: %j',
    async (text) => {
      await using client = await openWire(port);
      client.send(text);
      await client.ended();
    },
  );

  it('is closed when its response is not read', async () => {
    await using client = await openWire(port, { paused: true });
    client.send(REQUEST.replace('/', '/held'));
    await expect.poll(() => held.length).toBe(1);
    held[0]?.end(Buffer.alloc(32 * 1024 * 1024));
    await once(held[0] ?? server, 'close');
    expect(held[0]?.writableFinished).toBe(false);
  });

  it('reports to its response that the client has disconnected', async () => {
    await using client = await openWire(port);
    client.send(REQUEST.replace('/', '/held'));
    await expect.poll(() => held.length).toBe(1);
    client.disconnect();
    await expect.poll(() => held[0]?.destroyed).toBe(true);
  });
});

it('closes a connection whose client has closed its side, although its request waits for a turn', async () => {
  const patient = { connections: 3, requestMs: 60_000, inactivityMs: 60_000 };
  const busy = createServer(serverOptions(patient));
  // No turn comes.
  limitConnections(busy, patient, { ...createTurns(), queue: () => {} });
  busy.listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const client = connect((busy.address() as AddressInfo).port, '127.0.0.1').resume();
  client.end(REQUEST);
  await expect.poll(() => client.closed).toBe(true);
  busy.close();
  await once(busy, 'close');
});

describe('connections before their handshake', () => {
  it('count, give way to newer ones, and are closed on request', async () => {
    const started: string[] = [];
    const guarded = createServer(serverOptions(LIMITS));
    const closeHandshakes = limitConnections(guarded, LIMITS, createTurns(), () => started.push('handshake'));
    guarded.listen(0, '127.0.0.1');
    await once(guarded, 'listening');
    const { port: guardedPort } = guarded.address() as AddressInfo;
    const clients = [];
    for (let client = 0; client < 4; client += 1) {
      clients.push(await openWire(guardedPort));
      await expect.poll(() => started.length).toBe(client + 1);
    }
    await clients[0]!.ended();
    expect(clients.slice(1).map(({ end }) => end)).toEqual([undefined, undefined, undefined]);
    guarded.close();
    closeHandshakes();
    await once(guarded, 'close');
    for (const client of clients) await client[Symbol.asyncDispose]();
  });
});

describe('a response over TLS', () => {
  const BODY = Buffer.alloc(1024 * 1024, 'body');
  let guarded: Server;
  let client: Wire;
  /** What the exporter has written, and how to report that the last part of it has been sent. */
  let written: Buffer[];
  let sent: (() => void)[];

  beforeEach(async () => {
    written = [];
    sent = [];
    guarded = createServer(serverOptions(LIMITS), (_request, response) => response.end(BODY));
    limitConnections(guarded, LIMITS, createTurns(), (socket, onSecure) => {
      const secure = new Duplex({
        read: () => {},
        write(data: Buffer, _encoding, done) {
          written.push(data);
          sent.push(done);
        },
        destroy(error, done) {
          socket.destroy();
          done(error);
        },
      });
      socket.on('data', (data) => secure.push(data));
      onSecure(Object.assign(secure, { encrypted: true, setTimeout: () => {} }) as unknown as TLSSocket);
    });
    guarded.listen(0, '127.0.0.1');
    await once(guarded, 'listening');
    client = await openWire((guarded.address() as AddressInfo).port);
  });
  afterEach(async () => {
    client.disconnect();
    guarded.close();
    guarded.closeAllConnections();
    await once(guarded, 'close');
  });

  const received = (): number => written.reduce((sum, { length }) => sum + length, 0);

  /** Sends all parts but the last one. */
  async function sendUntil(bytes: number): Promise<void> {
    for (;;) {
      await expect.poll(() => sent.length).toBe(1);
      if (received() >= bytes) return;
      sent.shift()?.();
    }
  }

  it('is written in parts, each after the one before has been sent', async () => {
    client.send(REQUEST);
    await sendUntil(BODY.length);
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
    expect(Buffer.concat(written).subarray(-BODY.length).equals(BODY)).toBe(true);
  });

  it('may be followed by the next request before the server knows that all of it has been sent', async () => {
    client.send(REQUEST);
    await sendUntil(BODY.length);
    const first = received();
    client.send(REQUEST);
    await sleep(50);
    sent.shift()?.();
    await sendUntil(first + BODY.length);
    expect(received()).toBe(2 * first);
  });
});

describe('requests that wait for their turn', () => {
  let tasks: (() => void)[];
  let priorities: string[];
  let clients: string[];
  let waitingServer: Server;

  beforeEach(async () => {
    tasks = [];
    priorities = [];
    clients = [];
    const turns: Turns = {
      ...createTurns(),
      queue: (client, priority, task) => {
        clients.push(client);
        tasks.push(task);
        priorities.push(priority);
      },
    };
    const limits = { ...LIMITS, requestMs: 60_000, inactivityMs: 60_000 };
    waitingServer = createServer(serverOptions(limits), (_request, response) => response.end('done'));
    limitConnections(waitingServer, limits, turns);
    waitingServer.listen(0, '127.0.0.1');
    await once(waitingServer, 'listening');
  });
  afterEach(async () => {
    waitingServer.close();
    waitingServer.closeAllConnections();
    await once(waitingServer, 'close');
  });

  const open = (localAddress = '127.0.0.1') =>
    openWire((waitingServer.address() as AddressInfo).port, { localAddress });

  it.each([
    { name: 'arrive in two segments', segments: [REQUEST.slice(0, 10), REQUEST.slice(10)], end: false },
    { name: 'are followed by others', segments: [REQUEST.repeat(1000)], end: true },
  ])('may $name', async ({ segments, end }) => {
    await using client = await open();
    for (const segment of segments) {
      client.send(segment);
      await expect.poll(() => tasks.length).toBe(1);
    }
    await expect
      .poll(() => {
        for (const task of tasks.splice(0)) task();
        return client.received;
      })
      .toMatch(/done$/);
    expect(client.received.match(/done/g)).toHaveLength(1);
    if (end) await client.ended();
  });

  it('keep their connection when more connections open', async () => {
    await using first = await open();
    first.send(REQUEST);
    await expect.poll(() => tasks.length).toBe(1);
    await using idle = await open();
    await using other = await open();
    await using last = await open();
    await idle.ended();
    tasks[0]?.();
    await first.until(/done$/);
    expect([other.end, last.end]).toEqual([undefined, undefined]);
  });

  it('end with the connection of a client that disconnects', async () => {
    await using client = await open();
    client.send(REQUEST);
    await expect.poll(() => tasks.length).toBe(1);
    client.disconnect();
    tasks[0]?.();
    await expect.poll(() => connectionsOf(waitingServer)).toBe(0);
  });

  it('wait with those of the same address', async () => {
    for (const [index, localAddress] of ['127.0.0.2', '127.0.0.3', '127.0.0.2'].entries()) {
      await using client = await open(localAddress);
      client.send(REQUEST);
      await expect.poll(() => clients.length).toBe(index + 1);
    }
    expect(clients).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.2']);
  });

  it('do not delay health checks', async () => {
    await using scrape = await open();
    scrape.send(REQUEST);
    await expect.poll(() => priorities).toEqual(['normal']);
    await using health = await open();
    health.send(REQUEST.replace('/', '/-/healthy'));
    await expect.poll(() => priorities).toEqual(['normal', 'urgent']);
  });
});

const connectionsOf = (where: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    where.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
