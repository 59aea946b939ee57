/**
 * What the mock modem serves: pages of one line, and of a thousand simulated modems by path. Run by
 * `node test/bench/mock-modem.ts`. A benchmark, not a test: it fails on errors, never on times.
 */
import autocannon from 'autocannon';
import { startMockModem } from '../support/processes.ts';

const PAGE = '/html/status/xdslStatus.asp';
const MODEMS = 1000;
const SECONDS = 10;
/** Time without requests after which the mock modem counts as idle. */
const IDLE_MS = 5000;

const say = (what: string, figure: string, goal: string) =>
  process.stdout.write(`${what.padEnd(58)} ${figure.padStart(22)}   ${goal}\n`);

async function requestsPerSecond(url: string, paths: readonly string[]): Promise<number> {
  const requests = paths.map((path) => ({ path }));
  const {
    requests: served,
    non2xx,
    errors,
  } = await autocannon({ url, requests, connections: 20, duration: SECONDS });
  if (non2xx + errors > 0)
    throw new Error(`${url}: ${non2xx} answers were no pages, ${errors} requests failed`);
  return served.average;
}

// Once before, so that its code is compiled, as it is in an image.
await (await startMockModem())[Symbol.asyncDispose]();
await using mock = await startMockModem();
say('mock modem, start to first answer', `${mock.startSeconds.toFixed(2)} s`, '');
await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
say('mock modem, idle, resident', `${mock.memory().resident.toFixed(1)} MiB`, '< 60 MiB');
say('pages of one line', `${(await requestsPerSecond(mock.url, [PAGE])).toFixed(0)}/s`, '> 2000/s');

const paths = Array.from({ length: MODEMS }, (_, index) => `/modem/${index + 1}${PAGE}`);
const startedAt = performance.now();
for (const path of paths) await (await fetch(mock.url + path)).text();
say(`${MODEMS} modems, first page of each`, `${((performance.now() - startedAt) / 1000).toFixed(2)} s`, '');
say(`pages of ${MODEMS} modems`, `${(await requestsPerSecond(mock.url, paths)).toFixed(0)}/s`, '> 2000/s');
say(`mock modem with ${MODEMS} modems, resident`, `${mock.memory().resident.toFixed(1)} MiB`, '< 300 MiB');
