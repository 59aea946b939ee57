import type { Direction } from '../../modem/src/line/status.ts';
import type { Errors, Levels } from './event-types.ts';
import { columnOf, type DirectionColumn, type LineHistory, rowFrom, valueAt } from './history.ts';

/** Time before an interruption over which errors are counted, in seconds. */
export const BEFORE = 900;

/** Time after a sync that its values are taken from, in seconds. */
export const AFTER = 300;

/**
 * The last row at least half a minute after the line came back, while it is up, within {@link AFTER}: levels have
 * settled.
 */
export function settledRow(history: LineHistory, rowAfter: number): number {
  const { times } = history;
  let row = rowAfter;
  while (
    times[row]! < times[rowAfter]! + 30 &&
    times[row + 1]! <= times[rowAfter]! + AFTER &&
    valueAt(history, 'lineUp', row + 1) === 1
  ) {
    row += 1;
  }
  return row;
}

/** Levels of a direction in a row. */
export function levelsAt(history: LineHistory, row: number, direction: Direction): Levels {
  return defined({
    margin: valueAt(history, columnOf('margin', direction), row),
    syncRate: valueAt(history, columnOf('syncRate', direction), row),
    attainableRate: valueAt(history, columnOf('attainableRate', direction), row),
  });
}

/** Errors and the lowest margin of a direction over the {@link BEFORE} seconds before a row. */
export function errorsBefore(history: LineHistory, row: number, direction: Direction): Errors {
  const first = rowFrom(history, history.times[row]! - BEFORE);
  return defined({
    erroredSeconds: increase(history, 'erroredSeconds', direction, first, row),
    crcErrors: increase(history, 'crcErrors', direction, first, row),
    lowestMargin: lowest(history, 'margin', direction, first, row),
  });
}

/** What a counter gained between two samples. After a reset it counts from 0. */
export const gainOf = (before: number, now: number): number => (now >= before ? now - before : now);

/**
 * Increase of a counter from one row to another, over resets: then it counts from 0.
 *
 * @returns undefined with fewer than two samples
 */
function increase(
  history: LineHistory,
  column: DirectionColumn,
  direction: Direction,
  first: number,
  last: number,
): number | undefined {
  const values = history.columns.get(columnOf(column, direction));
  if (values === undefined) return undefined;
  let sum: number | undefined;
  let before: number | undefined;
  for (let row = first; row <= last; row += 1) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    if (before !== undefined) sum = (sum ?? 0) + gainOf(before, value);
    before = value;
  }
  return sum;
}

function lowest(
  history: LineHistory,
  column: DirectionColumn,
  direction: Direction,
  first: number,
  last: number,
): number | undefined {
  let least: number | undefined;
  for (let row = first; row <= last; row += 1) {
    const value = valueAt(history, columnOf(column, direction), row);
    if (value !== undefined && (least === undefined || value < least)) least = value;
  }
  return least;
}

/** Without the properties that are undefined. */
export const defined = <T extends object>(
  properties: T,
): { readonly [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as never;
