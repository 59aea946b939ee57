import { createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { optionsOrExit, refuse } from '../../../lib/options.mjs';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { isInUse } from './data-directory.ts';
import { type HistoryOptions, renderHistory } from './render.ts';
import { END } from './open-metrics.ts';
import { renderWithAlerts } from './rules/render.ts';
import { readRules } from './rules/rule-files.ts';
import { connect, stop } from './rules/rule-server.ts';

const COMMAND = 'mock-modem history';
const USAGE = `${COMMAND} <data directory> <file> [<rules>]

Writes the history of the simulated line for the first start of the demo, from which promtool creates blocks. The file
exists afterwards in any case; it is empty if there is no history to write. docker-compose.yml runs it as history.

  <data directory>   of Prometheus: nothing is written if it is not empty
  <file>             OpenMetrics file to write
  <rules>            directory of rules. RULES_URL is a Prometheus without data that evaluates them over the history; it is
                     stopped afterwards in any case. If that fails, the history has no alerts
  --help, -h         show this help

Environment: RULES_URL, MODEM_URL, MODEM_TELNET, LINE_NAME, HISTORY_DAYS, PROMETHEUS_RETENTION, RECORDING, SEED.`;

const [dataDirectory, file, rulesDirectory] = optionsOrExit(COMMAND, USAGE, {}, 3).positionals;
if (dataDirectory === undefined || file === undefined) {
  refuse('Expected the data directory of Prometheus and the file to write', COMMAND);
}

/** The job of Prometheus that scrapes `/metrics?collect[]=spectrum`. */
const SPECTRUM_JOB = 'hg612_spectrum';

const rulesUrl = process.env['RULES_URL'] ?? '';
await writeFile(file, END);
try {
  const config = await configOrReason(dataDirectory);
  if (typeof config === 'string') report(`not written: ${config}.`);
  else await write(config, file);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  if (rulesUrl !== '') await stop(rulesUrl).catch((error: unknown) => report(`${messageOf(error)}.`));
}

/** @throws {ConfigError} */
async function configOrReason(directory: string): Promise<Config | string> {
  const wanted = loadConfig(process.env);
  if (typeof wanted === 'string') return wanted;
  return (await isInUse(directory)) ? 'the data directory of Prometheus is not empty' : wanted;
}

/** The demo also works without history: on a full disk the file stays empty. */
async function write({ seconds, lineName, ...line }: Config, path: string): Promise<void> {
  const startedAt = performance.now();
  const to = Math.floor(Date.now() / 1000);
  // The labels of the exporter's target in Prometheus.
  const target = { job: 'hg612', instance: lineName };
  const spectrum = line.telnet ? { spectrumJob: SPECTRUM_JOB } : {};
  try {
    const options = { ...line, from: to - seconds, to, target, ...spectrum };
    const hasAlerts = rulesDirectory !== undefined && (await writeWithAlerts(options, rulesDirectory, path));
    if (!hasAlerts) await pipeline(Readable.from(renderHistory(options)), createWriteStream(path));
    const { size } = await stat(path);
    const took = ((performance.now() - startedAt) / 1000).toFixed(1);
    report(
      `${(seconds / 86_400).toFixed(0)} days of ${line.line} written in ${took} s, ${(size / 1e6).toFixed(0)} MB.`,
    );
  } catch (error) {
    await writeFile(path, END);
    report(`not written: ${messageOf(error)}.`);
  }
}

/** @returns whether the history was written */
async function writeWithAlerts(options: HistoryOptions, rules: string, path: string): Promise<boolean> {
  try {
    const text = renderWithAlerts(options, await readRules(rules), await connect(rulesUrl));
    await pipeline(Readable.from(text), createWriteStream(path));
    return true;
  } catch (error) {
    report(`no alerts: ${messageOf(error)}.`);
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function report(what: string): void {
  process.stdout.write(`History: ${what}\n`);
}
