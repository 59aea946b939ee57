import { Agent } from 'node:http';
import { startExporter, type ServiceProcess } from '../support/processes.ts';
import { timedGet } from './timed-get.ts';

/** The path of the modem's status page. */
export const PAGE = '/html/status/xdslStatus.asp';

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The exporter, started as in its image, and its time from start to first answered scrape. */
export interface BenchedExporter extends AsyncDisposable {
  readonly process: ServiceProcess;
  readonly firstScrapeSeconds: number;
  /** Scrapes it over a kept-alive connection, as Prometheus does; resolves with the time taken in ms. */
  readonly scrape: () => Promise<number>;
}

/** @param telnet whether it reads telnet too */
export async function exporterFor(mock: ServiceProcess, telnet: boolean): Promise<BenchedExporter> {
  const startedAt = performance.now();
  const process = await startExporter({
    MODEM_URL: mock.url,
    LOG_LEVEL: 'info',
    ...(telnet && { MODEM_TELNET: mock.telnet }),
  });
  const agent = new Agent({ keepAlive: true });
  const scrape = () => timedGet(`${process.url}/metrics`, agent);
  await scrape();
  return {
    process,
    firstScrapeSeconds: (performance.now() - startedAt) / 1000,
    scrape,
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await process[Symbol.asyncDispose]();
    },
  };
}

/** Calls `each` a number of times, evenly spread at a rate per second; a slow machine gets fewer per second. */
export async function atRate(perSecond: number, count: number, each: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) {
    await sleep(Math.max(0, startedAt + (index * 1000) / perSecond - performance.now()));
    await each();
  }
}
