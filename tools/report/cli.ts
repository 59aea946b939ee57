import { writeFile } from 'node:fs/promises';
import { refusal, UsageError } from '../../lib/command-line.mjs';
import { type Environment, EnvironmentError } from '../../lib/environment.ts';
import { unreadableReason } from '../../lib/text-file.ts';
import { isTimeZone } from '../../lib/time-zone.ts';
import { AddressError, findAddress, type Place } from '../stack/addresses.ts';
import { RequestError } from '../../lib/http.ts';
import type { Settings } from '../stack/settings.mjs';
import { renderCsv } from './csv.ts';
import { NoDataError } from './data.ts';
import type { ReportData } from './report-data.ts';
import { MAX_DAYS, parseOptions, type ReportFormat, type ReportOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { readData } from './read.ts';
import { createZone, type Zone } from './zone.ts';

const usage = (
  command: string,
): string => `${command} [--days <n>] [--line <name>] [--out <file>] [--csv <file>]

Writes a report of a line over the last days, from the data in Prometheus: one HTML page to read, print and hand over.

  --days <n>          days before now, 1 to ${MAX_DAYS} (default 30)
  --line <name>       name of the line (default: the only one, or LINE_NAME)
  --out, -o <file>    where to write it; - is standard output
  --csv <file>        also write its data as CSV
  --format <format>   html (default), csv or json
  --prometheus <url>  Prometheus with the data (default: that of the stack, or PROMETHEUS_URL)
  --help, -h          show this help

CONTRACT_DOWN_MBIT and CONTRACT_UP_MBIT are the rates that the report compares with; TZ is its time zone.

Exit status: 0 written, 1 no data in the range, 2 invalid options, 3 Prometheus or the file cannot be used.
`;

/** What the program needs from its process. */
export interface CliContext {
  readonly place: Place;
  /** The command that starts the program. */
  readonly command: string;
  readonly settings: Settings;
  readonly environment: Environment;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal: then progress is shown. */
  readonly isTerminal: boolean;
  readonly signal: AbortSignal;
  /** Unix seconds. */
  readonly now: () => number;
}

/** The report cannot be written to its file. */
class FileError extends Error {
  override readonly name = 'FileError';
}

/** @returns exit status */
export async function report(args: readonly string[], context: CliContext): Promise<number> {
  const { command, out, err } = context;
  try {
    const options = parseOptions(args);
    if (options.help) out(usage(command));
    else await write(options, context);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) err(refusal(error.message, command));
    else if (error instanceof AddressError || error instanceof EnvironmentError) err(`${error.message}\n`);
    else if (error instanceof NoDataError) {
      err(`${error.message}\n`);
      return 1;
    } else if (error instanceof FileError) {
      err(`${error.message}\n`);
      return 3;
    } else if (error instanceof RequestError) {
      err(
        context.signal.aborted
          ? 'Interrupted.\n'
          : `Prometheus cannot be read: ${error.message}\nIs Prometheus running at that address? For another one: --prometheus <url>\n`,
      );
      return 3;
    } else throw error;
    return 2;
  }
}

async function write(options: ReportOptions, context: CliContext): Promise<void> {
  const { place, settings, environment, out, err, signal } = context;
  const zone = zoneOf(settings);
  const url = options.prometheus ?? findAddress('prometheus', place, settings, environment);
  const to = Math.floor(context.now());
  const range = { from: to - options.days * 86_400, to };
  const progress = createProgress(context.isTerminal, err);
  let data: ReportData;
  try {
    progress(`Looking for the line at ${new URL(url).origin}`);
    const exporterUrl = findAddress('exporter', place, settings, environment);
    data = await readData({ url, signal }, { options, settings, range, zone, exporterUrl }, progress);
    progress('Drawing');
    const csv = renderCsv(data, zone);
    const text = await render(options.format, data, zone, csv);
    progress(undefined);
    if (options.csv !== undefined) await save(options.csv, csv, err);
    const file = options.out ?? (place === 'host' ? defaultFile(options.format, data, zone) : '-');
    if (file === '-') out(text);
    else await save(file, text, err);
  } finally {
    progress(undefined);
  }
}

/** The time zone of the report: TZ, or that of this machine. @throws {UsageError} */
function zoneOf(settings: Settings): Zone {
  const name = settings['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!isTimeZone(name))
    throw new UsageError(`TZ: expected a time zone such as Europe/London, found ${JSON.stringify(name)}`);
  return createZone(name);
}

async function render(format: ReportFormat, data: ReportData, zone: Zone, csv: string): Promise<string> {
  if (format === 'csv') return csv;
  if (format === 'json') return `${JSON.stringify(data, undefined, 2)}\n`;
  // The charts take time to load.
  const { renderReport } = await import('./page.ts');
  return renderReport(data, zone, csv);
}

const defaultFile = (format: ReportFormat, { lineName, range }: ReportData, zone: Zone): string =>
  `hg612-report-${lineName.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}-${zone.at(range.to).date}.${format}`;

async function save(file: string, text: string, err: (text: string) => void): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? 'no such folder' : unreadableReason(error);
    throw new FileError(`${file}: cannot be written (${reason}); choose another place`, {
      cause: error,
    });
  }
  err(`Wrote ${file}\n`);
}
