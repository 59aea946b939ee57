import type { ModemFormatError } from '../errors.ts';
import { type Direction, directions, type LineCounters } from '../line/status.ts';
import { readDuration } from './xdslcmd-duration.ts';
import { counter, createRowReader, inPeriod, type RowReader } from './xdslcmd-reader.ts';

/**
 * The periods that the driver counts errors over. Days and quarter hours begin when the driver started, not at
 * midnight.
 */
export const errorPeriodNames = [
  'latestQuarterHour',
  'previousQuarterHour',
  'latestDay',
  'previousDay',
] as const;
export type ErrorPeriodName = (typeof errorPeriodNames)[number];

/** Errors of one period and direction. What the driver does not count is absent. */
export type PeriodErrors = Pick<
  LineCounters,
  | 'fecErrors'
  | 'crcErrors'
  | 'erroredSeconds'
  | 'severelyErroredSeconds'
  | 'unavailableSeconds'
  | 'lossOfSignal'
  | 'lossOfFrame'
  | 'lossOfMargin'
>;

/** One period: how much of it has passed, in seconds, and its errors. */
export type ErrorPeriod = { readonly seconds: number } & Readonly<Record<Direction, PeriodErrors>>;

/** The driver's periods. A previous one is absent until the driver has run for so long. */
export type ErrorPeriods = Readonly<Partial<Record<ErrorPeriodName, ErrorPeriod>>>;

/** As the driver names them, and their full length in seconds. */
const periods: Readonly<Record<ErrorPeriodName, { readonly title: string; readonly length: number }>> = {
  latestQuarterHour: { title: 'Latest 15 minutes', length: 900 },
  previousQuarterHour: { title: 'Previous 15 minutes', length: 900 },
  latestDay: { title: 'Latest 1 day', length: 86_400 },
  previousDay: { title: 'Previous 1 day', length: 86_400 },
};

const fields: Readonly<Record<string, keyof PeriodErrors>> = {
  FEC: 'fecErrors',
  CRC: 'crcErrors',
  ES: 'erroredSeconds',
  SES: 'severelyErroredSeconds',
  UAS: 'unavailableSeconds',
  LOS: 'lossOfSignal',
  LOF: 'lossOfFrame',
  LOM: 'lossOfMargin',
};

/**
 * Reads the tables `Latest 15 minutes`, `Previous 15 minutes`, `Latest 1 day` and `Previous 1 day` of `xdslcmd info
 * --stats`: what happened before anything watched the line. They are no metrics: each of them starts again at a moment
 * of its own.
 *
 * @returns the periods that could be read, and what is present and could not
 */
export function parseErrorPeriods(output: string): {
  readonly periods: ErrorPeriods;
  readonly problems: readonly ModemFormatError[];
} {
  const reader = createRowReader(output);
  const read = errorPeriodNames.flatMap((name) => {
    const period = readPeriod(reader, name);
    return period === undefined ? [] : [[name, period]];
  });
  return { periods: Object.fromEntries(read), problems: reader.problems };
}

function readPeriod(reader: RowReader, name: ErrorPeriodName): ErrorPeriod | undefined {
  const { title, length } = periods[name];
  const beginning = `${title} time = `;
  const duration = reader.heading(beginning)?.slice(beginning.length);
  if (duration === undefined) return undefined;
  const seconds = readDuration(duration);
  if (seconds === undefined || seconds > length) {
    reader.note(`${title} time`, `hours, min and sec, at most ${length} s`, duration);
    return undefined;
  }
  if (seconds === 0 && name.startsWith('previous')) return undefined;
  const errors: Record<Direction, PeriodErrors> = { downstream: {}, upstream: {} };
  for (const [key, field] of Object.entries(fields)) readErrors(reader, title, key, field, errors);
  return { seconds, ...errors };
}

function readErrors(
  reader: RowReader,
  title: string,
  key: string,
  field: keyof PeriodErrors,
  errors: Record<Direction, PeriodErrors>,
): void {
  const value = reader.value(key, inPeriod(title));
  if (value === undefined) return;
  const cells = value.split(' ');
  if (cells.length !== directions.length) {
    reader.note(`${title}: ${key}`, 'two counters, downstream and upstream', value);
    return;
  }
  directions.forEach((direction, index) => {
    const count = reader.cell(`${title}: ${key} ${direction}`, cells[index] ?? '', 'a counter', counter);
    if (count !== undefined) errors[direction][field] = count;
  });
}
