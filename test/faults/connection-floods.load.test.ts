import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { availableParallelism, loadavg } from 'node:os';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { type ServiceProcess, startExporter } from '../support/processes.ts';
import { floods } from './floods.ts';
import { memoryLimit } from './memory-limit.ts';

/** How long each flood is observed. The exporter handles its requests within the first second. */
const FLOOD_MS = 1500;
/** 1 s, and more only while other processes compete for the CPUs. */
const healthTimeoutMs = (): number =>
  Math.ceil(1000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));
/** The scrape timeout in prometheus.yml. */
const SCRAPE_TIMEOUT_SECONDS = 10;

/** The rest of the limit is for the kernel's socket buffers, which count too. */
const MAX_ANONYMOUS_MIB = 0.75 * memoryLimit('line');

/** Sends a request on a connection of its own. */
async function request(url: string, timeoutMs: number, headers = {}): Promise<IncomingMessage> {
  const sent = get(url, { agent: false, headers, signal: AbortSignal.timeout(timeoutMs) });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  await text(response);
  return response;
}

/** Repeats a request until the signal aborts, and counts the responses by status. */
async function countStatuses(
  send: () => ReturnType<typeof request>,
  pauseMs: number,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  while (!signal.aborted) {
    const status = await send().then(
      ({ statusCode }) => String(statusCode),
      ({ message, cause }: Error) => (cause instanceof Error ? cause.message : message),
    );
    counts[status] = (counts[status] ?? 0) + 1;
    await sleep(pauseMs);
  }
  return counts;
}

describe('the exporter under a flood', () => {
  let modem: MockModem;
  let exporter: ServiceProcess;
  beforeAll(async () => {
    modem = await createMockModem({ recording: 'vdsl2-ginp' });
    exporter = await startExporter({
      MODEM_URL: modem.url,
      MODEM_TELNET: modem.telnet,
      MODEM_TIMEOUT_SECONDS: '2',
    });
  });
  afterAll(async () => {
    await exporter.stop();
    await modem.close();
  });

  it.each(floods)('answers health checks within 1 s and all scrapes: $name', async ({ name }) => {
    const { health, scrapes } = await observeUnder(name);
    expect(health).toEqual({ 200: expect.any(Number) as number });
    expect(scrapes).toEqual({ 200: expect.any(Number) as number });
    expect(exporter.memory().anonymous).toBeLessThan(MAX_ANONYMOUS_MIB);
  });

  it('answers health checks within 1 s and all scrapes while the modem hangs', async () => {
    await modem.setScenario('hang');
    const { health, scrapes } = await observeUnder('1000 connections of all kinds');
    expect(health).toEqual({ 200: expect.any(Number) as number });
    expect(scrapes).toEqual({ 200: expect.any(Number) as number });
  });

  /** Sends health checks and scrapes during a flood, and counts their responses by status. */
  async function observeUnder(name: string) {
    const flood = new Worker(new URL('floods.ts', import.meta.url), {
      workerData: { port: exporter.port, name },
    });
    await once(flood, 'online');
    const over = AbortSignal.timeout(FLOOD_MS);
    const [health, scrapes] = await Promise.all([
      countStatuses(() => request(`${exporter.url}/-/healthy`, healthTimeoutMs()), 100, over),
      countStatuses(
        () =>
          request(`${exporter.url}/metrics`, SCRAPE_TIMEOUT_SECONDS * 1000, {
            'x-prometheus-scrape-timeout-seconds': SCRAPE_TIMEOUT_SECONDS,
          }),
        300,
        over,
      ),
    ]);
    await flood.terminate();
    expect(exporter.exit).toBeUndefined();
    return { health, scrapes };
  }
});
