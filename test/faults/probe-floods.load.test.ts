import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { type ConfigFolder, configFolder } from '../support/prober.ts';
import { type ServiceProcess, startExporter } from '../support/processes.ts';

/** Probes in progress at a time, as in exporter/src/probe/probe.ts. */
const LIMIT = 1280;
/** Longer than any test, so that modems hang until the test resets their connections. */
const HANG_SECONDS = 100;
/** Enough for a thousand modems, and for twice as many that hang. */
const MAX_ANONYMOUS_MIB = 256;

/** What is received of these lines takes ten times as much memory as their text. */
const SHORT_LINES = 'y\r\n'.repeat(80_000);

/** The n-th address of 127.2.0.0/16, where modems accept connections and never answer. */
const hanging = (index: number): string => `127.2.${Math.floor(index / 250)}.${(index % 250) + 1}`;

/** Accepts connections on every address of this machine, sends a text on each, and nothing more. */
async function hangingServer(sent: string, open: Set<Socket>): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    open.add(socket);
    // Without reading, it would not notice the end of the connection.
    socket.resume();
    socket.on('error', () => {});
    socket.once('close', () => open.delete(socket));
    if (sent !== '') socket.write(sent);
  }).listen(0, '0.0.0.0', 4096);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

describe('an exporter that probes modems that hang', () => {
  let modem: MockModem;
  let servers: Server[];
  const open = new Set<Socket>();
  let folder: ConfigFolder;
  let exporter: ServiceProcess;

  beforeAll(async () => {
    modem = await createMockModem({ host: '0.0.0.0', fleet: { size: 100 } });
    const silent = await hangingServer('', open);
    const talkative = await hangingServer(SHORT_LINES, open);
    servers = [silent.server, talkative.server];
    folder = configFolder(`
modules:
  default: { telnet: true, port: ${modem.httpPort}, telnet_port: ${modem.telnetPort} }
  hang: { telnet: true, port: ${silent.port}, telnet_port: ${silent.port}, timeout: ${HANG_SECONDS}s }
  talk: { telnet: true, port: ${talkative.port}, telnet_port: ${talkative.port}, timeout: 30s }
targets: [127.1.0.0/16, 127.2.0.0/16]
`);
    exporter = await startExporter({}, [`--config.file=${folder.file}`]);
  });
  afterAll(async () => {
    await exporter.stop();
    for (const socket of open) socket.destroy();
    for (const server of servers) server.close();
    await modem.close();
    folder[Symbol.dispose]();
  });

  async function probe(target: string, module: string) {
    const sent = get(`${exporter.url}/probe?target=${target}&module=${module}`, { agent: false });
    const startedAt = performance.now();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = await text(response);
    const seconds = (performance.now() - startedAt) / 1000;
    return { status: response.statusCode, retry: response.headers['retry-after'], body, seconds };
  }

  /** Probes modems that hang. Resolves when the exporter is connected to page and telnet of each of them. */
  async function probeHanging(count: number) {
    const probes = Promise.all(Array.from({ length: count }, (_, index) => probe(hanging(index), 'hang')));
    await expect.poll(() => open.size, { timeout: 60_000 }).toBe(2 * count);
    return {
      /** Lets the modems reset their connections; resolves with the results. */
      reset() {
        for (const socket of open) socket.resetAndDestroy();
        return probes;
      },
    };
  }

  it('reads 100 others in time while 1000 hang', async () => {
    const hung = await probeHanging(1000);
    const others = await Promise.all(
      Array.from({ length: 100 }, (_, index) => probe(`127.1.0.${index + 1}`, 'default')),
    );
    expect(others.filter(({ status, body }) => status === 200 && body.includes('hg612_up 1\n'))).toHaveLength(
      100,
    );
    expect(open.size).toBe(2000);
    const results = await hung.reset();
    expect(results.filter(({ body }) => body.includes('hg612_up 0\n'))).toHaveLength(1000);
    expect(exporter.memory().anonymous).toBeLessThan(MAX_ANONYMOUS_MIB);
  });

  it('survives 600 that send short lines without end', async () => {
    const results = await Promise.all(
      Array.from({ length: 600 }, (_, index) => probe(hanging(index), 'talk')),
    );
    const tooLarge = 'collector="xdslcmd_stats",reason="too_large"';
    expect(results.filter(({ body }) => body.includes(tooLarge))).toHaveLength(600);
    expect(exporter.exit).toBeUndefined();
    expect(exporter.memory().anonymous).toBeLessThan(MAX_ANONYMOUS_MIB);
    await expect.poll(() => open.size, { timeout: 10_000 }).toBe(0);
  });

  it(`responds with 503 to more than ${LIMIT} probes at a time, and to health checks with 200`, async () => {
    const hung = await probeHanging(LIMIT);
    const more = await Promise.all(
      Array.from({ length: 500 }, (_, index) => probe(hanging(LIMIT + index), 'hang')),
    );
    expect(more.filter(({ status, retry }) => status === 503 && retry === '5')).toHaveLength(500);
    expect((await fetch(`${exporter.url}/-/healthy`)).status).toBe(200);
    const results = await hung.reset();
    expect(results.filter(({ status }) => status === 200)).toHaveLength(LIMIT);
    expect(exporter.memory().anonymous).toBeLessThan(MAX_ANONYMOUS_MIB);
    expect(exporter.exit).toBeUndefined();
    await expect.poll(() => open.size, { timeout: 10_000 }).toBe(0);
    expect((await probe('127.1.0.1', 'default')).body).toContain('hg612_up 1\n');
  });
});
