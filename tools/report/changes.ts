import { type Direction, directions } from '../../modem/src/line/status.ts';
import type { LineManagementEvent, LineSetting, RateChangeEvent, SettingChange } from './event-types.ts';
import { columnOf, type DirectionColumn, type LineHistory, valueAt } from './history.ts';
import type { Interruption, Moment } from './interruptions.ts';
import { levelsAt } from './levels.ts';

/** Smallest change of the sync rate that is an event: less is what two trainings of one line differ by. */
const RATE_CHANGE = 0.05;

/** As `hg612:threshold:dlm_change_ratio`: smaller changes follow from the rate. */
const SETTING_CHANGE = 0.2;

/**
 * Shares of the attainable rate of a line that has just synced. A training uses the attainable rate minus a reserve of
 * a few percent, unless a profile caps the rate. Between the two shares it is unclear which of them was the case.
 */
const CAPPED = 0.95;
const NOT_CAPPED = 0.96;

/** The rows around an interruption that changes are found in. */
export interface Rows {
  readonly before: number;
  readonly after: number;
  /** Rows shortly after the current and the previous sync. Later, the attainable rate depends on the noise. */
  readonly trained: number | undefined;
  readonly trainedBefore: number | undefined;
}

/** Changes of the sync rate at an interruption. */
export function rateChanges(history: LineHistory, { before, after }: Rows, end: Moment): RateChangeEvent[] {
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
export function rateChangesInShowtime(
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

/** What line management (DLM) changed at an interruption: one event, or none. */
export function lineManagement(history: LineHistory, rows: Rows, end: Moment): LineManagementEvent[] {
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

/** 1 if the line synced well below its attainable rate, 0 if close to it; `undefined` if that is unclear. */
function isCapped(history: LineHistory, row: number | undefined, direction: Direction): number | undefined {
  if (row === undefined) return undefined;
  const { syncRate, attainableRate } = levelsAt(history, row, direction);
  if (syncRate === undefined || attainableRate === undefined) return undefined;
  if (syncRate < CAPPED * attainableRate) return 1;
  return syncRate > NOT_CAPPED * attainableRate ? 0 : undefined;
}
