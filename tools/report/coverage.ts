import { type LineHistory, valueAt } from './history.ts';

/** A period in Unix seconds. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A time between two scrapes that is never a gap, in seconds: covers usual scrape intervals with one failed scrape. */
const SHORT = 90;
/** Longest scrape interval that the report can distinguish from a gap, in seconds. */
const MAX_INTERVAL = 600;
/** Distances of this many times the usual one are gaps. */
const GAP_RATIO = 2.5;
/** Seconds before and after a row whose distances decide what is usual. */
const NEIGHBOURHOOD = 3 * 3600;

/** Periods without scrapes: neither Prometheus nor the exporter has recorded anything. */
export function gapsOf({ times }: LineHistory): Period[] {
  const gaps: Period[] = [];
  for (let row = 1; row < times.length; row += 1) {
    const [from, to] = [times[row - 1]!, times[row]!];
    if (to - from > SHORT && to - from > GAP_RATIO * usualDistance(times, row)) gaps.push({ from, to });
  }
  return gaps;
}

/** The scrape interval that most of the time has, in seconds. */
export function scrapeInterval({ times }: LineHistory): number | undefined {
  return weightedMedian(times, 1, times.length);
}

/**
 * The usual distance between scrapes around a row. The interval may change, so it is the larger of the distances
 * before and after.
 */
function usualDistance(times: Float64Array, row: number): number {
  let first = row - 1;
  while (first > 0 && times[row - 1]! - times[first - 1]! <= NEIGHBOURHOOD) first -= 1;
  let end = row + 1;
  while (end < times.length && times[end]! - times[row]! <= NEIGHBOURHOOD) end += 1;
  const [before, after] = [weightedMedian(times, first + 1, row), weightedMedian(times, row + 1, end)];
  return Math.max(before ?? 0, after ?? 0) || MAX_INTERVAL;
}

/** Median of the distances of the rows from `first` to before `end`, weighted by their length. Gaps do not count. */
function weightedMedian(times: Float64Array, first: number, end: number): number | undefined {
  const distances: number[] = [];
  for (let row = first; row < end; row += 1) {
    const distance = times[row]! - times[row - 1]!;
    if (distance <= MAX_INTERVAL) distances.push(distance);
  }
  distances.sort((one, other) => one - other);
  const half = distances.reduce((sum, distance) => sum + distance, 0) / 2;
  let sum = 0;
  return distances.find((distance) => (sum += distance) >= half);
}

/** What the scrapes say about a period between two of them. */
export type Measured = 'measured' | 'unreachable' | 'missing';

/** A period in which the same is true. */
interface Stretch extends Period {
  readonly measured: Measured;
}

/**
 * Divides the time from the first scrape to the last. Time next to a scrape that did not reach the modem, or that did
 * not find the state of the line, is not measured.
 */
export function stretchesOf(history: LineHistory, gaps: readonly Period[]): Stretch[] {
  const { times } = history;
  const gapStarts = new Set(gaps.map(({ from }) => from));
  const stretches: { from: number; to: number; measured: Measured }[] = [];
  const stateOf = (row: number): Measured => {
    if (valueAt(history, 'modemUp', row) === 0) return 'unreachable';
    return valueAt(history, 'lineUp', row) === undefined ? 'missing' : 'measured';
  };
  let before = times.length > 0 ? stateOf(0) : 'missing';
  for (let row = 1; row < times.length; row += 1) {
    const [from, to] = [times[row - 1]!, times[row]!];
    const state = stateOf(row);
    const measured = gapStarts.has(from) ? 'missing' : state === 'measured' ? before : state;
    before = state;
    const last = stretches.at(-1);
    if (last?.measured === measured) last.to = to;
    else stretches.push({ from, to, measured });
  }
  return stretches;
}

/** Seconds that a period has in common with others, which do not overlap. */
export function overlap({ from, to }: Period, others: readonly Period[]): number {
  return others.reduce(
    (sum, other) => sum + Math.max(0, Math.min(to, other.to) - Math.max(from, other.from)),
    0,
  );
}
