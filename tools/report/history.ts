import { type Direction, directions } from '../../modem/src/line/status.ts';

/** Metrics without labels of their own that the report reads. */
const lineMetrics = {
  modemUp: 'hg612_up',
  lineUp: 'hg612_dsl_up',
  uptime: 'hg612_dsl_uptime_seconds',
  deviceUptime: 'hg612_device_uptime_seconds',
  reasonCode: 'hg612_dsl_retrain_reason_code',
} as const;

/** Metrics per direction that the report reads. */
const directionMetrics = {
  margin: 'hg612_dsl_snr_margin_decibels',
  syncRate: 'hg612_dsl_sync_rate_bytes_per_second',
  attainableRate: 'hg612_dsl_attainable_rate_bytes_per_second',
  erroredSeconds: 'hg612_dsl_errored_seconds_total',
  severelyErroredSeconds: 'hg612_dsl_severely_errored_seconds_total',
  crcErrors: 'hg612_dsl_crc_errors_total',
  ginp: 'hg612_dsl_ginp_active',
  inp: 'hg612_dsl_impulse_noise_protection_symbols',
  delay: 'hg612_dsl_interleaver_delay_seconds',
  depth: 'hg612_dsl_interleaver_depth',
} as const;

export type LineColumn = keyof typeof lineMetrics;
export type DirectionColumn = keyof typeof directionMetrics;
/** A column of a history, such as `lineUp` or `margin.downstream`. */
export type Column = LineColumn | `${DirectionColumn}.${Direction}`;

/** The column of one direction. */
export const columnOf = (column: DirectionColumn, direction: Direction): Column => `${column}.${direction}`;

const columnsByMetric = new Map<string, LineColumn | DirectionColumn>(
  Object.entries({ ...lineMetrics, ...directionMetrics }).map(([column, metric]) => [
    metric,
    column as LineColumn | DirectionColumn,
  ]),
);

/** The metric of a column. */
export const metricOf = (column: LineColumn | DirectionColumn): string =>
  column in lineMetrics ? lineMetrics[column as LineColumn] : directionMetrics[column as DirectionColumn];

/** The column that has the samples of a series; `undefined` if the report does not read it. */
export function columnOfSeries(metric: string, direction: string | undefined): Column | undefined {
  const column = columnsByMetric.get(metric);
  if (column === undefined) return undefined;
  if (column in lineMetrics) return column as LineColumn;
  const known = directions.find((each) => each === direction);
  return known && columnOf(column as DirectionColumn, known);
}

/**
 * Scrapes of one line as Prometheus has stored them: one row per scrape. All samples of a scrape have the same
 * timestamp.
 */
export interface LineHistory {
  /** Unix seconds, ascending. */
  readonly times: Float64Array;
  /** Values of a column by row, NaN where there is no sample; `undefined` for a column without samples. */
  readonly columns: ReadonlyMap<Column, Float64Array>;
}

/** The value of a column in a row; `undefined` where there is no sample. */
export function valueAt({ columns }: LineHistory, column: Column, row: number): number | undefined {
  const value = columns.get(column)?.[row];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** The first row at or after a time; the number of rows if there is none. */
export function rowFrom({ times }: Pick<LineHistory, 'times'>, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Samples of one column, ascending by time. */
export interface ColumnSamples {
  readonly column: Column;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Collects samples of scrapes. */
interface HistoryBuilder {
  /** Adds the scrapes that follow the last one. Rows are the samples of `modemUp`, which every scrape has. */
  append(samples: readonly ColumnSamples[]): void;
  /** Adds values of further columns to scrapes that are there already. */
  complete(samples: readonly ColumnSamples[]): void;
  build(): LineHistory;
}

/** Creates an empty history to which samples are added. */
export function createHistoryBuilder(): HistoryBuilder {
  let times = new Float64Array(1024);
  let rows = 0;
  const columns = new Map<Column, Float64Array>();

  const columnFor = (column: Column): Float64Array => {
    const known = columns.get(column);
    if (known !== undefined && known.length === times.length) return known;
    const grown = new Float64Array(times.length).fill(Number.NaN);
    if (known !== undefined) grown.set(known);
    columns.set(column, grown);
    return grown;
  };
  const fill = ({ column, times: sampled, values }: ColumnSamples, first: number): void => {
    const target = columnFor(column);
    let row = first;
    for (const [index, time] of sampled.entries()) {
      while (row < rows && times[row]! < time) row += 1;
      if (row < rows && times[row] === time) target[row] = values[index]!;
    }
  };

  return {
    append(samples) {
      const scrapes = samples.find(({ column }) => column === 'modemUp')?.times ?? [];
      const first = rows;
      const last = rows === 0 ? -Infinity : times[rows - 1]!;
      const added = scrapes.filter((time) => time > last);
      if (rows + added.length > times.length) {
        const grown = new Float64Array(Math.max(times.length * 2, rows + added.length));
        grown.set(times);
        times = grown;
      }
      times.set(added, rows);
      rows += added.length;
      for (const each of samples) fill(each, first);
    },
    complete(samples) {
      for (const each of samples) {
        fill(each, rowFrom({ times: times.subarray(0, rows) }, each.times[0] ?? Infinity));
      }
    },
    build: () => ({
      times: times.subarray(0, rows),
      columns: new Map([...columns.keys()].map((column) => [column, columnFor(column).subarray(0, rows)])),
    }),
  };
}
