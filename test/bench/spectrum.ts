import { mebibytes, milliseconds, report } from './report.ts';
import { startMockModem } from '../support/processes.ts';
import { exporterFor, sleep } from './services.ts';
import { type Percentiles, percentiles } from './statistics.ts';
import { timedGet } from './timed-get.ts';

const SCRAPES = 40;
/**
 * Time between two scrapes, ms: not a multiple of the duration of a command, so that scrapes start at any point of one.
 */
const INTERVAL_MS = 1370;

const both = ({ p50, p99 }: Percentiles) => `${p50.toFixed(0)} / ${p99.toFixed(0)} ms`;

/**
 * How much a read of the spectrum delays scrapes. Prometheus scrapes every 30 s; here, scrapes follow each other so
 * closely that each starts during a command of the spectrum.
 */
export async function measureSpectrum(): Promise<void> {
  await using mock = await startMockModem();
  await using exporter = await exporterFor(mock, true);
  const scrapes = async (): Promise<Percentiles> => {
    const times: number[] = [];
    for (let count = 0; count < SCRAPES; count += 1) {
      const startedAt = performance.now();
      times.push(await exporter.scrape());
      await sleep(Math.max(0, INTERVAL_MS - (performance.now() - startedAt)));
    }
    return percentiles(times);
  };

  const spectrum = `${exporter.process.url}/metrics?collect[]=spectrum`;
  const alone: number[] = [];
  for (let count = 0; count < 20; count += 1) alone.push(await timedGet(spectrum));
  report('read of the spectrum, 4096 tones, p50', milliseconds(percentiles(alone).p50));
  report('scrape with telnet alone, p50 / p99', both(await scrapes()));
  for (const seconds of [0.3, 2, 10]) {
    await setSlow(mock.url, seconds);
    const stopping = new AbortController();
    const reading = (async () => {
      while (!stopping.signal.aborted) await timedGet(spectrum);
    })();
    const goal = `< ${Math.round(Math.min(seconds, 1) * 1000) + 200} ms`;
    report(`scrape during a read with commands of ${seconds} s, p50 / p99`, both(await scrapes()), goal);
    stopping.abort();
    await setSlow(mock.url, 0);
    await reading;
  }
  report('exporter after them, anonymous', mebibytes(exporter.process.memory().anonymous), '< 64 MiB');
}

/** Makes the tables per tone of the mock modem take their time. */
async function setSlow(mock: string, seconds: number): Promise<void> {
  const path = seconds === 0 ? 'steady' : `telnet-slow?seconds=${seconds}&commands=tones`;
  const response = await fetch(`${mock}/-/scenario/${path}`, { method: 'PUT' });
  if (!response.ok) throw new Error(`${mock}: ${response.status} ${await response.text()}`);
}
