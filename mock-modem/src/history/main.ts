// node mock-modem/src/history/main.ts <data directory of Prometheus> <file to write>: writes the history of the simulated
// line for the first start of the demo, from which promtool creates blocks. The file exists afterwards in any case; it
// is empty if there is no history to write.
import { createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { isInUse } from './data-directory.ts';
import { renderHistory } from './render.ts';
import { END } from './open-metrics.ts';

const [dataDirectory, file] = process.argv.slice(2);
if (dataDirectory === undefined || file === undefined) {
  exitWithError(
    'expected: node mock-modem/src/history/main.ts <data directory of Prometheus> <file to write>',
  );
}

/** The job of Prometheus that scrapes `/metrics?collect[]=spectrum`. */
const SPECTRUM_JOB = 'hg612_spectrum';

await writeFile(file, END);
const config = await configOrReason(dataDirectory);
if (typeof config === 'string') report(`not written: ${config}.`);
else await write(config, file);

async function configOrReason(directory: string): Promise<Config | string> {
  try {
    const wanted = loadConfig(process.env);
    if (typeof wanted === 'string') return wanted;
    return (await isInUse(directory)) ? 'the data directory of Prometheus is not empty' : wanted;
  } catch (error) {
    if (error instanceof ConfigError) exitWithError(error.message);
    throw error;
  }
}

/** The demo also works without history: on a full disk the file stays empty. */
async function write({ seconds, lineName, ...line }: Config, path: string): Promise<void> {
  const startedAt = performance.now();
  const to = Math.floor(Date.now() / 1000);
  // The labels of the exporter's target in Prometheus.
  const target = { job: 'hg612', instance: lineName };
  const spectrum = line.telnet ? { spectrumJob: SPECTRUM_JOB } : {};
  try {
    const text = Readable.from(renderHistory({ ...line, from: to - seconds, to, target, ...spectrum }));
    await pipeline(text, createWriteStream(path));
    const { size } = await stat(path);
    const took = ((performance.now() - startedAt) / 1000).toFixed(1);
    report(
      `${(seconds / 86_400).toFixed(0)} days of ${line.line} written in ${took} s, ${(size / 1e6).toFixed(0)} MB.`,
    );
  } catch (error) {
    await writeFile(path, END);
    report(`not written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function report(what: string): void {
  process.stdout.write(`History: ${what}\n`);
}

function exitWithError(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
