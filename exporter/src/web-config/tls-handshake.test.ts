import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWire } from '../../../test/support/raw-client.ts';
import { createWebConfigFolder, type WebConfigFolder } from '../../../test/support/web-config.ts';
import { limitConnections, serverOptions } from '../web/connections.ts';
import { createTurns, type Priority, type Turns } from '../web/turns.ts';
import { openWebConfig } from './current.ts';
import { createHandshake } from './tls-handshake.ts';

/** Longer than any test: only what the test does ends a connection. */
const NEVER_MS = 600_000;
const LIMITS = { connections: 100, requestMs: NEVER_MS, inactivityMs: NEVER_MS };

let folder: WebConfigFolder;
let server: Server;
let port: number;
/** Tasks that wait for a turn, which the test gives them. */
let waiting: { readonly client: string; readonly priority: Priority; readonly run: () => void }[];
/** Whether tasks run without the test. */
let automatic: boolean;
let closeHandshakes: () => void;

beforeEach(async () => {
  folder = await createWebConfigFolder();
  await folder.write(
    'tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n  curve_preferences: [CurveP256]\n',
  );
  waiting = [];
  automatic = false;
  const turns: Turns = {
    ...createTurns(),
    queue(client, priority, run) {
      if (automatic) setImmediate(run);
      else waiting.push({ client, priority, run });
    },
  };
  const log = pino({ level: 'silent' });
  server = createServer(serverOptions(LIMITS), ({ socket }, response) => response.end(socket.remoteAddress));
  const handshake = createHandshake(await openWebConfig(folder.file, log), turns, log, NEVER_MS);
  closeHandshakes = limitConnections(server, LIMITS, turns, handshake);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  closeHandshakes();
  await once(server, 'close');
  await folder[Symbol.asyncDispose]();
});

/** Opens a connection, which begins its handshake. */
function openTls(options: ConnectionOptions & { localAddress?: string } = {}): TLSSocket {
  const client = connect({ host: '127.0.0.1', port, ca: folder.pem['ca.pem'], ...options });
  client.on('error', () => {});
  return client;
}

/** Waits for the only task, and removes it. */
async function nextTask() {
  await expect.poll(() => waiting.length).toBe(1);
  return waiting.shift()!;
}

const connections = (): Promise<number> =>
  new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count));
  });

it('decrypts in turns, the later parts of a handshake before anything new', async () => {
  // The first group is not the server's: the server asks for another one, which makes a third part.
  const client = openTls({ ecdhCurve: 'X25519:P-256', minVersion: 'TLSv1.3' });
  const secured = once(client, 'secureConnect');
  const priorities: Priority[] = [];
  for (let part = 1; part <= 3; part += 1) {
    const task = await nextTask();
    priorities.push(task.priority);
    task.run();
  }
  await secured;
  client.write('GET / HTTP/1.1\r\nHost: exporter\r\n\r\n');
  const encrypted = await nextTask();
  encrypted.run();
  priorities.push(encrypted.priority, (await nextTask()).priority);
  expect(priorities).toEqual(['urgent', 'continued', 'continued', 'urgent', 'normal']);
  client.destroy();
});

it('does nothing for a handshake before its turn', async () => {
  await using wire = await openWire(port);
  const hello = Buffer.from('160301020001', 'hex');
  for (const byte of hello) {
    wire.send(Buffer.from([byte]));
    await expect.poll(() => waiting.length).toBe(1);
  }
  const { run } = await nextTask();
  run();
  wire.send(Buffer.alloc(506));
  await nextTask();
  expect([wire.received, wire.end]).toEqual(['', undefined]);
});

it('gives turns by the address of the client', async () => {
  await using first = await openWire(port, { localAddress: '127.0.0.2' });
  first.send(Buffer.from([0x16]));
  expect((await nextTask()).client).toBe('127.0.0.2');
  const second = openTls({ localAddress: '127.0.0.3' });
  expect((await nextTask()).client).toBe('127.0.0.3');
  second.destroy();
});

it('gives each of many simultaneous handshakes its own connection', async () => {
  automatic = true;
  const addresses = Array.from({ length: 20 }, (_, index) => `127.0.0.${index + 2}`);
  const responses = await Promise.all(
    addresses.map(async (localAddress, index) => {
      const client = openTls({ localAddress, maxVersion: index % 2 ? 'TLSv1.3' : 'TLSv1.2' });
      await once(client, 'secureConnect');
      client.write('GET / HTTP/1.1\r\nHost: exporter\r\nConnection: close\r\n\r\n');
      return text(client);
    }),
  );
  expect(responses.map((response) => response.split('\r\n\r\n')[1])).toEqual(addresses);
});

it.each([
  { name: 'before its turn', parts: 0 },
  { name: 'after its first part', parts: 1 },
])('closes a connection whose client ends it during the handshake, $name', async ({ parts }) => {
  const client = openTls();
  for (let part = 0; part < parts; part += 1) (await nextTask()).run();
  await expect.poll(() => waiting.length).toBe(1);
  await expect.poll(connections).toBe(1);
  client.destroy();
  await expect.poll(connections).toBe(0);
  waiting[0]!.run();
});

it('closes a connection that sends more than waits for a turn', async () => {
  await using wire = await openWire(port);
  wire.send(Buffer.alloc(1024 * 1024, 0x16));
  await wire.ended();
});

it('refuses to negotiate again', async () => {
  automatic = true;
  const client = openTls({ maxVersion: 'TLSv1.2' });
  await once(client, 'secureConnect');
  const refused = once(client, 'error').then(([error]) => error as Error);
  const agreed = new Promise((resolve) => {
    client.renegotiate({}, resolve);
  });
  expect(await Promise.race([refused, agreed])).toMatchObject({ code: 'ERR_SSL_NO_RENEGOTIATION' });
  client.destroy();
});
