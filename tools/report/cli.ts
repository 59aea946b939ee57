import { writeFile } from 'node:fs/promises';
import { UsageError } from '../../lib/command-line.mjs';
import { type Environment, EnvironmentError, readEnvironment } from '../../lib/environment.ts';
import { DEFAULT_LINE_NAME } from '../../lib/schemas.ts';
import { unreadableReason } from '../../lib/text-file.ts';
import { isTimeZone } from '../../lib/time-zone.ts';
import { CONTRACT_PREFIX, type ContractRates, readContract } from '../../modem/src/line/contract.ts';
import { AddressError, findAddress, type Place } from '../stack/addresses.ts';
import { RequestError } from '../stack/http.ts';
import type { Settings } from '../stack/settings.mjs';
import type { Period } from './coverage.ts';
import { renderCsv } from './csv.ts';
import { NoDataError, reportData } from './data.ts';
import type { ReportData } from './report-data.ts';
import { MAX_DAYS, parseOptions, type ReportFormat, type ReportOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { findLines, type LineTarget, readFacts, readHistory, type Source } from './prometheus.ts';
import { readNow } from './exporter.ts';
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
export interface Surroundings {
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
export async function report(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { command, out, err } = surroundings;
  try {
    const options = parseOptions(args);
    if (options.help) out(usage(command));
    else await write(options, surroundings);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) err(`${error.message}\n\n${usage(command)}`);
    else if (error instanceof AddressError || error instanceof EnvironmentError) err(`${error.message}\n`);
    else if (error instanceof NoDataError) {
      err(`${error.message}\n`);
      return 1;
    } else if (error instanceof FileError) {
      err(`${error.message}\n`);
      return 3;
    } else if (error instanceof RequestError) {
      err(
        surroundings.signal.aborted
          ? 'Interrupted.\n'
          : `Prometheus cannot be read: ${error.message}\nIs Prometheus running at that address? For another one: --prometheus <url>\n`,
      );
      return 3;
    } else throw error;
    return 2;
  }
}

async function write(options: ReportOptions, surroundings: Surroundings): Promise<void> {
  const { place, settings, environment, out, err, signal } = surroundings;
  const zone = zoneOf(settings);
  const url = options.prometheus ?? findAddress('prometheus', place, settings, environment);
  const to = Math.floor(surroundings.now());
  const range = { from: to - options.days * 86_400, to };
  const progress = createProgress(surroundings.isTerminal, err);
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

interface Request {
  readonly options: ReportOptions;
  readonly settings: Settings;
  readonly range: Period;
  readonly zone: Zone;
  readonly exporterUrl: string;
}

async function readData(
  source: Source,
  { options, settings, range, zone, exporterUrl }: Request,
  progress: (text: string) => void,
): Promise<ReportData> {
  const ownName = settings['LINE_NAME'] ?? DEFAULT_LINE_NAME;
  const target = select(await findLines(source, range), options, ownName, source.url);
  const isOwn = target.instance === ownName;
  // The modem takes seconds for the spectrum.
  const leaving = new AbortController();
  const signal = AbortSignal.any([source.signal, leaving.signal]);
  const now = isOwn ? readNow(exporterUrl, ownName, signal) : undefined;
  try {
    const facts = await readFacts(source, target, range);
    const history = await readHistory(source, target, range, (share) =>
      progress(`Reading ${dayText(options.days)} of ${target.instance}: ${Math.floor(share * 100)} %`),
    );
    // Right after a change of the settings Prometheus does not have them yet.
    const configured = isOwn ? contractIn(settings) : {};
    const data = reportData(history, {
      lineName: target.instance,
      range,
      zone,
      createdAt: range.to,
      contract: { ...facts.contract, ...configured },
      marginLimits: facts.marginLimits,
      method: facts,
    });
    progress('Reading the modem');
    return { ...data, now: await now };
  } finally {
    // After an error nothing waits for the modem.
    leaving.abort();
  }
}

/** @throws {NoDataError} without data; {@link UsageError} if the line is not clear */
function select(
  lines: readonly LineTarget[],
  { line, days }: ReportOptions,
  ownName: string,
  url: string,
): LineTarget {
  const where = `Prometheus at ${new URL(url).origin}`;
  const names = [...new Set(lines.map(({ instance }) => instance))];
  if (lines.length === 0)
    throw new NoDataError(`${where} has no data of any line in the last ${dayText(days)}.`);
  const wanted = line ?? (names.length === 1 ? names[0] : ownName);
  const found = lines.filter(({ instance }) => instance === wanted);
  const [target, other] = found;
  if (target === undefined) {
    const list = `Lines with data: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`;
    if (line === undefined)
      throw new UsageError(`${where} has several lines: choose one with --line. ${list}`);
    throw new NoDataError(
      `${where} has no data of the line ${JSON.stringify(line)} in the last ${dayText(days)}. ${list}`,
    );
  }
  if (other !== undefined) {
    const jobs = found.map(({ job }) => job).join(', ');
    throw new NoDataError(
      `${where} has several lines of the name ${JSON.stringify(wanted)}, in the jobs ${jobs}.`,
    );
  }
  return target;
}

/** @throws {EnvironmentError} */
const contractIn = (settings: Settings): ContractRates =>
  readEnvironment(
    Object.fromEntries(Object.entries(settings).filter(([name]) => name.startsWith(CONTRACT_PREFIX))),
    readContract,
  );

/** The time zone of the household: TZ, or that of the machine. @throws {UsageError} */
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

const dayText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);
