import { UsageError } from '../../lib/command-line.mjs';
import { readEnvironment } from '../../lib/environment.ts';
import { DEFAULT_LINE_NAME } from '../../lib/schemas.ts';
import { CONTRACT_PREFIX, type ContractRates, readContract } from '../../modem/src/line/contract.ts';
import type { Settings } from '../stack/settings.mjs';
import type { Period } from './coverage.ts';
import { NoDataError, reportData } from './data.ts';
import { readNow } from './exporter.ts';
import { readFacts } from './facts.ts';
import type { ReportOptions } from './options.ts';
import { findLines, type LineTarget, type Source } from './prometheus.ts';
import { readHistory } from './read-history.ts';
import type { ReportData } from './report-data.ts';
import type { Zone } from './zone.ts';

/** What to report on. */
interface ReportRequest {
  readonly options: ReportOptions;
  readonly settings: Settings;
  readonly range: Period;
  readonly zone: Zone;
  readonly exporterUrl: string;
}

/**
 * Reads the data of a report from Prometheus and, for the exporter's own line, from the modem.
 *
 * @throws {NoDataError | UsageError | EnvironmentError | RequestError}
 */
export async function readData(
  source: Source,
  { options, settings, range, zone, exporterUrl }: ReportRequest,
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

const dayText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);
