import autocannon from 'autocannon';
import { mebibytes, report } from './report.ts';
import { startMockModem } from '../support/processes.ts';
import { PAGE, sleep } from './services.ts';

const MODEMS = 1000;
const SECONDS = 10;
/** Time without requests after which the mock modem counts as idle. */
const IDLE_MS = 5000;

/** Start, memory and throughput of the mock modem: one line, and a thousand simulated modems by path. */
export async function measureMockModem(): Promise<void> {
  await using mock = await startMockModem({ FLEET_SIZE: String(MODEMS) });
  report('mock modem, start to listening', `${mock.startSeconds.toFixed(2)} s`);
  await (await fetch(mock.url + PAGE)).text();
  await sleep(IDLE_MS);
  report('mock modem, idle, resident', mebibytes(mock.memory().resident));
  report('mock modem, idle, anonymous', mebibytes(mock.memory().anonymous), '< 60 MiB');
  report('pages of one line', `${(await requestsPerSecond(mock.url, [PAGE])).toFixed(0)}/s`, '> 2000/s');

  const paths = Array.from({ length: MODEMS }, (_, index) => `/modem/${index + 1}${PAGE}`);
  const startedAt = performance.now();
  for (const path of paths) await (await fetch(mock.url + path)).text();
  report(`${MODEMS} modems, first page of each`, `${((performance.now() - startedAt) / 1000).toFixed(2)} s`);
  report(
    `pages of ${MODEMS} modems`,
    `${(await requestsPerSecond(mock.url, paths)).toFixed(0)}/s`,
    '> 2000/s',
  );
  report(`mock modem with ${MODEMS} modems, anonymous`, mebibytes(mock.memory().anonymous), '< 300 MiB');
}

async function requestsPerSecond(url: string, paths: readonly string[]): Promise<number> {
  const requests = paths.map((path) => ({ path }));
  const result = await autocannon({ url, requests, connections: 20, duration: SECONDS });
  if (result.non2xx + result.errors > 0) {
    throw new Error(
      `${url}: ${result.non2xx} responses with an error status, ${result.errors} failed requests`,
    );
  }
  return result.requests.average;
}
