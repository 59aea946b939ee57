/**
 * What the exporter costs, measured against the mock modem on this machine. Run by `npm run bench`; the figures in the
 * README come from here. A benchmark, not a test: it fails on errors, never on times.
 */
import { Agent } from 'node:http';
import { readFileSync } from 'node:fs';
import { run } from '../../lib/run.mjs';
import { xdslcmdStats } from '../../modem/src/collectors/xdslcmd-stats.ts';
import { type Memory, startExporter, startMockModem } from '../support/processes.ts';
import { timedGet } from './timed-get.ts';
import { percentile, percentiles } from './statistics.ts';

const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
const mebibytes = ({ resident, anonymous }: Memory) =>
  `${resident.toFixed(0)} (anonymous ${anonymous.toFixed(0)}) MiB`;
const say = (what: string, figure: string, goal: string) =>
  process.stdout.write(`${what.padEnd(58)} ${figure.padStart(22)}   ${goal}\n`);

const SCRAPES_PER_SECOND = 50;
const PAGE = '/html/status/xdslStatus.asp';

/** Pairs of a direct fetch and a scrape, so that both meet the same machine. */
async function pairs(count: number, direct: () => Promise<number>, scrape: () => Promise<number>) {
  const directs: number[] = [];
  const scrapes: number[] = [];
  const startedAt = performance.now();
  for (let pair = 0; pair < count; pair += 1) {
    const due = startedAt + (pair * 1000) / SCRAPES_PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    directs.push(await direct());
    scrapes.push(await scrape());
  }
  return { direct: percentiles(directs), scrape: percentiles(scrapes) };
}

/** Time without requests after which a service counts as idle. */
const IDLE_MS = 5000;

/** A mock modem and an exporter that reads it. */
async function startPair(telnet: boolean) {
  const mock = await startMockModem();
  await (await fetch(mock.url + PAGE)).text();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const idle = mock.memory();
  const startedAt = performance.now();
  const exporter = await startExporter({
    MODEM_URL: mock.url,
    ...(telnet && { MODEM_TELNET: mock.telnet }),
  });
  const agent = new Agent({ keepAlive: true });
  const scrape = () => timedGet(`${exporter.url}/metrics`, agent);
  await scrape();
  const firstScrapeSeconds = (performance.now() - startedAt) / 1000;
  return {
    mock,
    idle,
    exporter,
    firstScrapeSeconds,
    direct: () => timedGet(mock.url + PAGE),
    scrape,
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await exporter[Symbol.asyncDispose]();
      await mock[Symbol.asyncDispose]();
    },
  };
}

/** Once around, so that what runs after it finds its code compiled, as it does in an image. */
async function warmUp(): Promise<void> {
  await using services = await startPair(true);
  await services.scrape();
}

async function overHttp(): Promise<void> {
  await using services = await startPair(false);
  const { exporter, direct, scrape, idle, firstScrapeSeconds } = services;
  say('mock modem, idle, resident', mebibytes(idle), '< 60 MiB');
  say('exporter, start to first answered scrape', `${firstScrapeSeconds.toFixed(2)} s`, '< 0.5 s');
  await pairs(200, direct, scrape);
  const measured = await pairs(1500, direct, scrape);
  say('direct fetch of the page, p50 / p99', both(measured.direct), '');
  say('scrape at 50/s, p50 / p99', both(measured.scrape), '');
  const added = {
    p50: measured.scrape.p50 - measured.direct.p50,
    p99: measured.scrape.p99 - measured.direct.p99,
  };
  say('added by the exporter, p50 / p99', both(added), '< 1.5 / < 5 ms');

  const memory: number[] = [];
  for (let scrapes = 1; scrapes <= 5000; scrapes += 1) {
    await scrape();
    if (scrapes % 1000 === 0) memory.push(exporter.memory().resident);
  }
  say(
    'exporter after each 1000 scrapes, resident',
    memory.map((value) => value.toFixed(0)).join(' '),
    '< 80 MiB, flat',
  );
}

async function overTelnet(): Promise<void> {
  await using services = await startPair(true);
  const { exporter, direct, scrape } = services;
  await pairs(200, direct, scrape);
  const measured = await pairs(1500, direct, scrape);
  say('scrape over page and telnet at 50/s, p50 / p99', both(measured.scrape), '');
  const added = measured.scrape.p99 - measured.direct.p99;
  say('added by telnet with three commands, p99', milliseconds(added), '< 10 ms');
  say('exporter after 1700 telnet scrapes, resident', mebibytes(exporter.memory()), '< 80 MiB');
}

function parsing(): void {
  const dump = readFileSync(
    new URL('../../modem/testdata/xdslcmd/stats-vdsl2-ginp.txt', import.meta.url),
    'utf8',
  );
  const samples = Array.from({ length: 2000 }, () => {
    const startedAt = performance.now();
    xdslcmdStats.parse(dump);
    return performance.now() - startedAt;
  });
  say('parsing a full --stats dump, p50', milliseconds(percentile(samples.slice(500), 0.5)), '< 0.5 ms');
}

const both = ({ p50, p99 }: { p50: number; p99: number }) => `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;

/** What an image adds to its base. Measured where there is an engine and the image was built. */
async function imageSizes(): Promise<void> {
  for (const service of ['exporter', 'mock-modem']) {
    const layers = await run(
      'docker',
      ['history', '--format', '{{.Size}}\t{{.CreatedBy}}', `hg612-${service}`],
      {
        timeoutMs: 10_000,
      },
    );
    const added = layers.ok ? megabytesAdded(layers.stdout) : undefined;
    say(
      `${service} image, added to its Node base`,
      added === undefined ? 'not built here' : `${added.toFixed(1)} MB`,
      '< 12 MB',
    );
  }
}

/** The layers above the base: those down to the one that sets the working directory. */
function megabytesAdded(history: string): number {
  const units: Readonly<Record<string, number>> = { B: 1e-6, kB: 1e-3, MB: 1 };
  let total = 0;
  for (const line of history.split('\n')) {
    const [, amount, unit] = /^([\d.]+)(B|kB|MB)\t/.exec(line) ?? [];
    total += Number(amount ?? 0) * (units[unit ?? ''] ?? 0);
    if (/WORKDIR/.test(line)) break;
  }
  return total;
}

parsing();
await imageSizes();
await warmUp();
await overHttp();
await overTelnet();
