import { Agent, get } from 'node:http';
import { optionsOrExit, refuse } from '../../lib/options.mjs';
import { type ServiceProcess, startExporter, startMockModem } from '../support/processes.ts';
import { percentile } from './statistics.ts';
import { timedGet } from './timed-get.ts';

const COMMAND = 'npm run bench:soak --';
const USAGE = `npm run bench:soak [-- <scrapes>]

Scrapes the exporter over page and telnet, aborts a part of the scrapes, and now and then lets the mock modem cut
connections. Reports memory, file descriptors and the 99th percentile of the scrape time every 1000 scrapes. It fails on
errors, never on times.

  <scrapes>    how many (default 20000)
  --help, -h   show this help`;

const [count = '20000'] = optionsOrExit(COMMAND, USAGE, {}, 1).positionals;
if (!/^[1-9]\d*$/.test(count))
  refuse(`Expected a number of scrapes, found ${JSON.stringify(count)}`, COMMAND);
const SCRAPES = Number(count);
const REPORT_EVERY = 1000;
/** Every so many scrapes, the client closes the connection after a few milliseconds. */
const ABORT_EVERY = 5;
/** Scenarios of the mock modem, each for 1000 scrapes; `steady` in between. */
const SCENARIOS = ['telnet-cut', 'sync-drop', 'telnet-busy'];

/** Sends a scrape and closes the connection before or during the response. */
const abortedScrape = (url: string, afterMs: number): Promise<void> =>
  new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => response.on('error', () => {}).resume());
    request.on('error', () => {}).on('close', resolve);
    setTimeout(() => request.destroy(), afterMs);
  });

async function setScenario(mock: ServiceProcess, name: string): Promise<void> {
  const response = await fetch(`${mock.url}/-/scenario/${name}`, { method: 'PUT' });
  if (!response.ok) throw new Error(`scenario ${name}: ${response.status} ${await response.text()}`);
}

const columns = (...cells: readonly string[]): void =>
  void process.stdout.write(`${cells.map((cell) => cell.padStart(16)).join('')}\n`);

const row = (scrapes: number, scenario: string, times: readonly number[], exporter: ServiceProcess): void =>
  columns(
    String(scrapes),
    scenario,
    exporter.memory().resident.toFixed(1),
    exporter.memory().anonymous.toFixed(1),
    String(exporter.openFiles()),
    percentile(times, 0.5).toFixed(2),
    percentile(times, 0.99).toFixed(2),
  );

await using mock = await startMockModem();
await using exporter = await startExporter({
  MODEM_URL: mock.url,
  MODEM_TELNET: mock.telnet,
  LOG_LEVEL: 'info',
});
const metrics = `${exporter.url}/metrics`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

columns('scrapes', 'scenario', 'resident MiB', 'anonymous MiB', 'open files', 'p50 ms', 'p99 ms');
let scenario = 'steady';
let times: number[] = [];
for (let scrape = 1; scrape <= SCRAPES; scrape += 1) {
  if (scrape % ABORT_EVERY === 0) await abortedScrape(metrics, (scrape / ABORT_EVERY) % 8);
  else times.push(await timedGet(metrics, agent));
  if (scrape % REPORT_EVERY !== 0) continue;
  row(scrape, scenario, times, exporter);
  times = [];
  const block = scrape / REPORT_EVERY;
  // Blocks 4, 9, 14, … have a fault.
  scenario = block % 5 === 4 ? (SCENARIOS[Math.floor(block / 5) % SCENARIOS.length] ?? 'steady') : 'steady';
  await setScenario(mock, scenario);
}
agent.destroy();

const last = await (await fetch(metrics)).text();
if (!last.includes('hg612_up 1\n') || exporter.exit !== undefined) {
  throw new Error(`the exporter does not read the modem any more:\n${exporter.stderr}${last.slice(0, 2000)}`);
}
