import { retrainReasons } from '../../modem/src/line/retrain-reason.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import { gapsOf } from './coverage.ts';
import { type DirectionColumn, columnOf, type LineHistory, rowFrom, valueAt } from './history.ts';
import { bootsOf, type Interruption, interruptionsOf, isStartOf, type Moment } from './interruptions.ts';

/** Values of a direction; a value that was not measured is absent. */
export interface Levels {
  /** SNR margin, dB. */
  readonly margin?: number;
  /** Rates in bytes/s. */
  readonly syncRate?: number;
  readonly attainableRate?: number;
}

/** Errors of a direction over the {@link BEFORE} seconds before an interruption. */
export interface Errors {
  readonly erroredSeconds?: number;
  readonly crcErrors?: number;
  /** Lowest SNR margin, dB. */
  readonly lowestMargin?: number;
}

export type PerDirection<T> = Readonly<Partial<Record<Direction, T>>>;

/** The line left showtime and, unless it is still down, came back. */
export interface InterruptionEvent {
  readonly kind: Interruption['kind'];
  readonly start: Moment;
  readonly end: Moment | undefined;
  readonly before: PerDirection<Levels & Errors>;
  readonly after: PerDirection<Levels>;
  /** Reasons that the modem gives for the retrain, in words; `undefined` if it was not read. */
  readonly reasons: readonly string[] | undefined;
}

/** The sync rate of a direction changed by {@link RATE_CHANGE} or more. */
export interface RateChangeEvent {
  readonly kind: 'rate-change';
  readonly start: Moment;
  /** Whether the line resynced; otherwise it changed in showtime, or nothing shows a resync. */
  readonly resync: boolean;
  readonly direction: Direction;
  /** Bytes/s. */
  readonly before: number;
  readonly after: number;
}

/** Settings of a line that its dynamic line management (DLM) selects. */
export type LineSetting = 'ginp' | 'inp' | 'delay' | 'interleaving' | 'cap';

/** DLM changed a setting of the line at a resync. */
export interface LineManagementEvent {
  readonly kind: 'line-management';
  readonly start: Moment;
  readonly changes: readonly SettingChange[];
}

export interface SettingChange {
  readonly direction: Direction;
  readonly setting: LineSetting;
  /** G.INP, interleaving, cap: 1 or 0. INP in symbols, delay in seconds. */
  readonly before: number;
  readonly after: number;
}

/** The modem did not respond, or nothing was scraped at all. */
export interface SilenceEvent {
  readonly kind: 'unreachable' | 'no-data';
  readonly start: Moment;
  readonly end: Moment | undefined;
}

/** The modem rebooted while the line was down already. A reboot that interrupts the line is an {@link InterruptionEvent}. */
export interface BootEvent {
  readonly kind: 'boot';
  readonly start: Moment;
}

export type LineEvent = BootEvent | InterruptionEvent | RateChangeEvent | LineManagementEvent | SilenceEvent;

/** Time before an interruption over which errors are counted, in seconds. */
export const BEFORE = 900;

/** Time after a sync that its values are taken from, in seconds. */
export const AFTER = 300;

/** Smallest change of the sync rate that is an event: less is what two trainings of one line differ by. */
export const RATE_CHANGE = 0.05;

/** As `hg612:threshold:dlm_change_ratio`: smaller changes follow from the rate. */
const SETTING_CHANGE = 0.2;

/**
 * Shares of the attainable rate of a line that has just synced. A training takes the attainable rate but for a reserve of
 * some percent, unless a profile caps the rate. Between the two shares it is not clear.
 */
const CAPPED = 0.95;
const NOT_CAPPED = 0.96;

const isInterruption = (event: LineEvent): event is InterruptionEvent =>
  event.kind === 'drop' || event.kind === 'retrain' || event.kind === 'reboot';

/** The interruptions among events. */
export const interruptionEvents = (events: readonly LineEvent[]): InterruptionEvent[] =>
  events.filter(isInterruption);

/**
 * Everything that happened to the line, oldest first, from the samples alone. What two scrapes do not show is not in it:
 * - over HTTP alone (no uptime), an interruption between two scrapes, unless the sync rate changed;
 * - the second of two interruptions between two scrapes that found the line up;
 * - over HTTP alone, a reboot (it is a drop).
 */
export function eventsOf(history: LineHistory): LineEvent[] {
  const boots = bootsOf(history);
  const interruptions = interruptionsOf(history, boots);
  return [
    ...interruptions.flatMap((interruption, index) =>
      describeInterruption(history, interruption, interruptions[index - 1]?.rowAfter),
    ),
    ...rateChangesInShowtime(history, interruptions),
    ...boots
      .filter((boot) => !interruptions.some((each) => each.kind === 'reboot' && isStartOf(boot, each)))
      .map(({ at }): BootEvent => ({ kind: 'boot', start: at })),
    ...unreachablePeriods(history),
    ...gapsOf(history).map(({ from, to }): SilenceEvent => ({
      kind: 'no-data',
      start: { from, to: from },
      end: { from: to, to },
    })),
  ].toSorted((one, other) => one.start.to - other.start.to);
}

/** @param syncedBefore the row that found the line up after the interruption before this one */
function describeInterruption(
  history: LineHistory,
  interruption: Interruption,
  syncedBefore: number | undefined,
): LineEvent[] {
  const { kind, start, end, rowBefore, rowAfter } = interruption;
  const settled = rowAfter === undefined ? undefined : settledRow(history, rowAfter);
  const reasonCode = rowAfter === undefined ? undefined : valueAt(history, 'reasonCode', rowAfter);
  const event: InterruptionEvent = {
    kind,
    start,
    end,
    before: perDirection((direction) =>
      rowBefore === undefined
        ? undefined
        : { ...levelsAt(history, rowBefore, direction), ...errorsBefore(history, rowBefore, direction) },
    ),
    after: perDirection((direction) =>
      settled === undefined ? undefined : levelsAt(history, settled, direction),
    ),
    // A modem that has rebooted has no reason.
    reasons: kind === 'reboot' || reasonCode === undefined ? undefined : retrainReasons(reasonCode),
  };
  if (rowBefore === undefined || rowAfter === undefined || end === undefined) return [event];
  const rows = {
    before: rowBefore,
    after: rowAfter,
    trained: settled,
    trainedBefore: syncedBefore === undefined ? undefined : settledRow(history, syncedBefore),
  };
  return [event, ...rateChanges(history, rows, end), ...lineManagement(history, rows, end)];
}

/** The last row at least half a minute after the line came back, while it is up, within {@link AFTER}: levels have settled. */
function settledRow(history: LineHistory, rowAfter: number): number {
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

interface Rows {
  readonly before: number;
  readonly after: number;
  /** Rows shortly after the current and the previous sync. Later the noise decides on the attainable rate. */
  readonly trained: number | undefined;
  readonly trainedBefore: number | undefined;
}

function rateChanges(history: LineHistory, { before, after }: Rows, end: Moment): RateChangeEvent[] {
  return directions.flatMap((direction) => {
    const [from, to] = [before, after].map((row) => valueAt(history, columnOf('syncRate', direction), row));
    if (from === undefined || to === undefined || !differs(from, to, RATE_CHANGE)) return [];
    return [{ kind: 'rate-change', start: end, resync: true, direction, before: from, after: to }];
  });
}

const differs = (before: number, after: number, ratio: number): boolean =>
  before !== after && Math.abs(after - before) >= ratio * before;

/**
 * Changes of the sync rate while nothing shows an interruption: seamless rate adaptation or, over HTTP alone, an
 * interruption between two scrapes.
 */
function rateChangesInShowtime(
  history: LineHistory,
  interruptions: readonly Interruption[],
): RateChangeEvent[] {
  const resynced = new Set(interruptions.map(({ rowAfter }) => rowAfter));
  return directions.flatMap((direction) => {
    const column = columnOf('syncRate', direction);
    const changes: RateChangeEvent[] = [];
    let last: { row: number; rate: number } | undefined;
    for (let row = 0; row < history.times.length; row += 1) {
      if (resynced.has(row)) last = undefined;
      const rate = valueAt(history, column, row);
      if (rate === undefined) continue;
      if (last !== undefined && differs(last.rate, rate, RATE_CHANGE)) {
        const start = { from: history.times[last.row]!, to: history.times[row]! };
        changes.push({
          kind: 'rate-change',
          start,
          resync: false,
          direction,
          before: last.rate,
          after: rate,
        });
      }
      last = { row, rate };
    }
    return changes;
  });
}

function lineManagement(history: LineHistory, rows: Rows, end: Moment): LineManagementEvent[] {
  const changes = directions.flatMap((direction) => {
    const before = settingsAt(history, rows.before, direction);
    const after = settingsAt(history, rows.after, direction);
    const changed = (['ginp', 'inp', 'delay', 'interleaving'] as const).flatMap((setting) =>
      changeOf(direction, setting, before[setting], after[setting], SETTING_CHANGE),
    );
    const cap = changeOf(
      direction,
      'cap',
      isCapped(history, rows.trainedBefore, direction),
      isCapped(history, rows.trained, direction),
      0,
    );
    return [...changed, ...cap];
  });
  return changes.length === 0 ? [] : [{ kind: 'line-management', start: end, changes }];
}

function changeOf(
  direction: Direction,
  setting: LineSetting,
  before: number | undefined,
  after: number | undefined,
  ratio: number,
): SettingChange[] {
  if (before === undefined || after === undefined || before === after) return [];
  return Math.abs(after - before) > ratio * before ? [{ direction, setting, before, after }] : [];
}

function settingsAt(history: LineHistory, row: number, direction: Direction) {
  const value = (column: DirectionColumn) => valueAt(history, columnOf(column, direction), row);
  const [ginp, depth] = [value('ginp'), value('depth')];
  return {
    ginp,
    inp: value('inp'),
    delay: value('delay'),
    // The depth follows from delay and rate. With G.INP it is the depth of the retransmission units.
    interleaving: ginp === 1 || depth === undefined ? undefined : Number(depth > 1),
  };
}

/** 1 if the line synced well below its attainable rate, 0 if close to it; `undefined` if that is not clear. */
function isCapped(history: LineHistory, row: number | undefined, direction: Direction): number | undefined {
  if (row === undefined) return undefined;
  const { syncRate, attainableRate } = levelsAt(history, row, direction);
  if (syncRate === undefined || attainableRate === undefined) return undefined;
  if (syncRate < CAPPED * attainableRate) return 1;
  return syncRate > NOT_CAPPED * attainableRate ? 0 : undefined;
}

function levelsAt(history: LineHistory, row: number, direction: Direction): Levels {
  return defined({
    margin: valueAt(history, columnOf('margin', direction), row),
    syncRate: valueAt(history, columnOf('syncRate', direction), row),
    attainableRate: valueAt(history, columnOf('attainableRate', direction), row),
  });
}

function errorsBefore(history: LineHistory, row: number, direction: Direction): Errors {
  const first = rowFrom(history, history.times[row]! - BEFORE);
  return defined({
    erroredSeconds: increase(history, 'erroredSeconds', direction, first, row),
    crcErrors: increase(history, 'crcErrors', direction, first, row),
    lowestMargin: lowest(history, 'margin', direction, first, row),
  });
}

/**
 * Increase of a counter from one row to another, over resets: then it counts from 0.
 *
 * @returns undefined with fewer than two samples
 */
export function increase(
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
    if (before !== undefined) sum = (sum ?? 0) + (value >= before ? value - before : value);
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

/** Periods in which the exporter was scraped and did not reach the modem. A gap ends none: nothing is known about it. */
function unreachablePeriods(history: LineHistory): SilenceEvent[] {
  const periods: SilenceEvent[] = [];
  let answered = -Infinity;
  let silent: { first: number; last: number } | undefined;
  for (const [row, time] of history.times.entries()) {
    if (valueAt(history, 'modemUp', row) === 0) {
      silent = { first: silent?.first ?? time, last: time };
      continue;
    }
    if (silent !== undefined) {
      const start = { from: answered, to: silent.first };
      periods.push({ kind: 'unreachable', start, end: { from: silent.last, to: time } });
    }
    silent = undefined;
    answered = time;
  }
  if (silent !== undefined) {
    periods.push({ kind: 'unreachable', start: { from: answered, to: silent.first }, end: undefined });
  }
  return periods;
}

const perDirection = <T>(read: (direction: Direction) => T | undefined): PerDirection<T> =>
  defined(Object.fromEntries(directions.map((direction) => [direction, read(direction)])));

/** Without the properties that are undefined. */
const defined = <T extends object>(properties: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as never;
