import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { type ConfigFolder, configFolder } from '../support/prober.ts';
import { type ServiceProcess, startExporter } from '../support/processes.ts';
import { endpointFloods } from './endpoint-floods.ts';
import { memoryLimit } from './memory-limit.ts';

/** How long each flood is observed. */
const FLOOD_MS = 1000;
/** Twice that of connection floods, since programs start meanwhile; more only while other processes compete for the CPUs. */
const healthTimeoutMs = (): number =>
  Math.ceil(2000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));
/** The scrape timeout in prometheus.yml. */
const SCRAPE_MS = 10_000;

/** Lines of the inventory. */
const LINES = 2000;

/** Accepts connections and says nothing, on every address of this machine. */
async function silentServer(): Promise<{ port: number; connections: number; close: () => void }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('error', () => {}).on('close', () => open.delete(socket)));
    socket.resume();
  });
  await once(server.listen(0, '0.0.0.0'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return open.size;
    },
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

async function request(url: string, timeoutMs: number): Promise<{ status: number; body: string }> {
  const sent = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

describe('an exporter of many lines', () => {
  let modem: MockModem;
  let silent: Awaited<ReturnType<typeof silentServer>>;
  let folder: ConfigFolder;
  let exporter: ServiceProcess;
  beforeAll(async () => {
    modem = await createMockModem({ recording: 'vdsl2-ginp' });
    silent = await silentServer();
    const inventory = Array.from(
      { length: LINES },
      (_, at) => `  - { name: Line ${at}, target: 10.1.${at >> 8}.${at & 255}, site: Site ${at % 50} }\n`,
    );
    folder = configFolder(`targets: [127.0.0.0/8, '*.invalid']\ninventory:\n${inventory.join('')}`);
    const references = path.join(path.dirname(folder.file), 'references');
    await mkdir(references);
    for (let at = 0; at < 20; at += 1)
      await writeFile(
        path.join(references, `saved-${at}.json`),
        JSON.stringify({ padding: 'x'.repeat(500_000) }),
      );
    exporter = await startExporter(
      {
        MODEM_URL: modem.url,
        MODEM_TELNET: modem.telnet,
        MODEM_TIMEOUT_SECONDS: '2',
        SPECTRUM_REFERENCE_DIR: references,
        // Never responds.
        PROMETHEUS_URL: `http://127.0.0.1:${silent.port}`,
      },
      [`--config.file=${folder.file}`],
    );
  }, 60_000);
  afterAll(async () => {
    await exporter?.stop();
    await modem?.close();
    silent?.close();
    folder?.[Symbol.dispose]();
  });

  /** Process ids of the exporter's programs. */
  const programs = (): string[] =>
    readFileSync(`/proc/${exporter.pid}/task/${exporter.pid}/children`, 'utf8').split(' ').filter(Boolean);

  /** Anonymous memory of the exporter and its programs in MiB. */
  function memory(): number {
    const ofPrograms = programs().map((pid) => {
      try {
        return (
          Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
        );
      } catch {
        return 0; // It has ended.
      }
    });
    return exporter.memory().anonymous + ofPrograms.reduce((sum, each) => sum + each, 0);
  }

  const probeOfGoodModem = async (): Promise<string> => {
    const { status, body } = await request(
      `${exporter.url}/probe?target=127.0.0.1:${modem.httpPort}`,
      SCRAPE_MS,
    );
    return `probe: ${status} ${/^hg612_up \d$/m.exec(body)?.[0]}`;
  };

  /** Repeats health checks, scrapes and probes until `isOver`, and collects what differs from a normal response. */
  async function observeUntil(isOver: () => boolean): Promise<{ unexpected: string[]; highest: number }> {
    const unexpected: string[] = [];
    let highest = 0;
    const repeat = async (send: () => Promise<string>, expected: string, pauseMs: number): Promise<void> => {
      do {
        const found = await send().catch(
          ({ message, cause }: Error) => `${expected}: ${cause instanceof Error ? cause.message : message}`,
        );
        if (found !== expected) unexpected.push(found);
        highest = Math.max(highest, exporter.exit === undefined ? memory() : 0);
        await sleep(pauseMs);
      } while (!isOver());
    };
    const statusOf = async (target: string, timeoutMs: number): Promise<string> =>
      `${target}: ${(await request(exporter.url + target, timeoutMs)).status}`;
    await Promise.all([
      repeat(() => statusOf('/-/healthy', healthTimeoutMs()), '/-/healthy: 200', 50),
      repeat(() => statusOf('/metrics', SCRAPE_MS), '/metrics: 200', 300),
      repeat(probeOfGoodModem, 'probe: 200 hg612_up 1', 300),
    ]);
    return { unexpected, highest };
  }

  it.each(endpointFloods)(
    'answers health checks within 2 s, scrapes and probes, within the memory of its container: $name',
    async ({ name }) => {
      const flood = new Worker(new URL('endpoint-floods.ts', import.meta.url), {
        workerData: { port: exporter.port, endpointFlood: name },
      });
      await once(flood, 'online');
      const over = performance.now() + FLOOD_MS;
      const { unexpected, highest } = await observeUntil(() => performance.now() > over);
      await flood.terminate();
      expect(exporter.exit).toBeUndefined();
      expect(unexpected).toEqual([]);
      expect(highest).toBeLessThan(memoryLimit('fleet'));
    },
  );

  it('leaves no connection, file descriptor or program behind', async () => {
    await expect.poll(() => programs(), { timeout: 25_000 }).toEqual([]);
    await expect.poll(() => silent.connections, { timeout: 10_000 }).toBe(0);
    await expect.poll(() => exporter.openFiles(), { timeout: 10_000 }).toBeLessThan(60);
  });

  it('ends a running report program when it stops, in time', async () => {
    const report = request(`${exporter.url}/report`, 30_000).then(({ status }) => status);
    await expect.poll(() => silent.connections, { timeout: 10_000 }).toBe(1);
    const [pid] = programs();
    expect(pid).toBeDefined();
    expect(await exporter.stop()).toEqual({ code: 0, signal: null });
    expect(await report).toBe(503);
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });
});
