import { mebibytes, milliseconds, report } from './report.ts';
import { startMockModem } from '../support/processes.ts';
import { atRate, type BenchedExporter, exporterFor, PAGE } from './services.ts';
import { type Percentiles, percentiles } from './statistics.ts';
import { timedGet } from './timed-get.ts';

const SCRAPES_PER_SECOND = 50;
const WARM_UP = 200;
const SCRAPES = 1500;
const MEMORY_ROUNDS = 5;
const SCRAPES_PER_ROUND = 1000;

const both = ({ p50, p99 }: Percentiles) => `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;

/** How much the exporter adds to the modem's own response time, how fast it starts, and how much memory it takes. */
export async function measureLatency(): Promise<void> {
  await using mock = await startMockModem();
  {
    await using exporter = await exporterFor(mock, false);
    report(
      'exporter, start to first answered scrape',
      `${exporter.firstScrapeSeconds.toFixed(2)} s`,
      '< 0.5 s',
    );
    const { direct, scrape } = await pairs(mock.url + PAGE, exporter);
    report('direct fetch of the page, p50 / p99', both(direct));
    report('scrape at 50/s, p50 / p99', both(scrape));
    const added = { p50: scrape.p50 - direct.p50, p99: scrape.p99 - direct.p99 };
    report('added by the exporter, p50 / p99', both(added), '< 1.5 / < 5 ms');
    report('exporter after each 1000 scrapes, anonymous', await memoryOverTime(exporter), '< 64 MiB, flat');
    report('exporter, resident', mebibytes(exporter.process.memory().resident));
  }
  await using exporter = await exporterFor(mock, true);
  const { direct, scrape } = await pairs(mock.url + PAGE, exporter);
  report('scrape over page and telnet at 50/s, p50 / p99', both(scrape));
  report('added by telnet with three commands, p99', milliseconds(scrape.p99 - direct.p99), '< 10 ms');
  report(
    `exporter after ${WARM_UP + SCRAPES} telnet scrapes, anonymous`,
    mebibytes(exporter.process.memory().anonymous),
    '< 64 MiB',
  );
}

/** Pairs of a direct fetch and a scrape, so that both meet the same machine. */
async function pairs(page: string, { scrape }: BenchedExporter) {
  const times = { direct: [] as number[], scrape: [] as number[] };
  await atRate(SCRAPES_PER_SECOND, WARM_UP + SCRAPES, async () => {
    times.direct.push(await timedGet(page));
    times.scrape.push(await scrape());
  });
  return {
    direct: percentiles(times.direct.slice(WARM_UP)),
    scrape: percentiles(times.scrape.slice(WARM_UP)),
  };
}

async function memoryOverTime({ process, scrape }: BenchedExporter): Promise<string> {
  const memory: string[] = [];
  for (let round = 0; round < MEMORY_ROUNDS; round += 1) {
    for (let count = 0; count < SCRAPES_PER_ROUND; count += 1) await scrape();
    memory.push(process.memory().anonymous.toFixed(0));
  }
  return `${memory.join(' ')} MiB`;
}
