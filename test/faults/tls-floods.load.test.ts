import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { type ServiceProcess, startExporter } from '../support/processes.ts';
import { createWebConfigFolder, PASSWORDS, type WebConfigFolder } from '../support/web-config.ts';
import { ask } from '../support/web-config-servers.ts';
import { tlsFloods } from './tls-floods.ts';

/** How long each flood is observed. */
const FLOOD_MS = 1500;
/** 1 s, and more only while other processes compete for the CPUs. */
const timeoutMs = (): number => Math.ceil(1000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));
/** Three quarters of the memory of the exporter's container, in MiB. */
const MAX_ANONYMOUS_MIB = 192;

let folder: WebConfigFolder;
let modem: MockModem;
let exporter: ServiceProcess;
beforeAll(async () => {
  folder = await createWebConfigFolder();
  // A usual cost: guesses are slow.
  const guarded = `basic_auth_users:\n  scraper: ${PASSWORDS.alice.hash}\n  alice: ${PASSWORDS.alice.hash.replace('$04$', '$10$')}\n`;
  await folder.write(`tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n${guarded}`);
  modem = await createMockModem({ recording: 'vdsl2-ginp' });
  exporter = await startExporter(
    { MODEM_URL: modem.url, MODEM_TELNET: modem.telnet, MALLOC_ARENA_MAX: '2' },
    [`--web.config.file=${folder.file}`],
  );
});
afterAll(async () => {
  await exporter.stop();
  await modem.close();
  await folder[Symbol.asyncDispose]();
});

const scraper = Buffer.from(`scraper:${PASSWORDS.alice.password}`).toString('base64');
const request = (path: string) =>
  ask(exporter, {
    path,
    tls: true,
    ca: folder.pem['ca.pem'],
    headers: { authorization: `Basic ${scraper}` },
    signal: AbortSignal.timeout(timeoutMs()),
  });

it.each(tlsFloods)('answers health checks and scrapes within 1 s: $name', async ({ name }) => {
  expect((await request('/-/healthy')).status).toBe(200);
  const flood = new Worker(new URL('tls-floods.ts', import.meta.url), {
    workerData: { port: exporter.port, tlsFlood: name },
  });
  await once(flood, 'online');
  const statuses = new Set<number | undefined>();
  let highest = 0;
  const over = performance.now() + FLOOD_MS;
  while (performance.now() < over) {
    statuses.add((await request('/-/healthy')).status);
    statuses.add((await request('/metrics')).status);
    highest = Math.max(highest, exporter.memory().anonymous);
    await sleep(50);
  }
  await flood.terminate();
  expect([...statuses]).toEqual([200]);
  expect(highest).toBeLessThan(MAX_ANONYMOUS_MIB);
  expect(exporter.exit).toBeUndefined();
});

it('closes connections whose handshake does not end', async () => {
  const flood = new Worker(new URL('tls-floods.ts', import.meta.url), {
    workerData: { port: exporter.port, tlsFlood: '1000 handshakes that stop after the first bytes' },
  });
  // On a busy machine, the first ones are closed before the last ones open.
  await expect.poll(() => exporter.openFiles(), { timeout: 60_000 }).toBeGreaterThan(200);
  await expect.poll(() => exporter.openFiles(), { timeout: 60_000 }).toBeLessThan(100);
  await flood.terminate();
});
