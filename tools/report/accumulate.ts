import type { ContractRates } from '../../modem/src/line/contract.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import { gapsOf } from './coverage.ts';
import type { DirectionSummary, ErrorCounts, Hour, RateRange } from './report-data.ts';
import type { PerDirection } from './event-types.ts';
import { columnOf, type DirectionColumn, type LineHistory, valueAt } from './history.ts';
import { gainOf } from './levels.ts';
import type { Zone } from './zone.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type MutableSummary = Mutable<Omit<DirectionSummary, 'errors'>> & { errors: Mutable<ErrorCounts> };

type HourValues = Mutable<NonNullable<Hour['directions'][Direction]>>;
type MutableHour = Omit<Hour, 'directions'> & { directions: Partial<Record<Direction, HourValues>> };

/** Values and errors of the whole range, of each day and of each hour. */
interface Accumulated {
  readonly total: PerDirection<DirectionSummary>;
  /** By date. */
  readonly days: ReadonlyMap<string, PerDirection<DirectionSummary>>;
  readonly hours: readonly Hour[];
  below(contract: ContractRates): PerDirection<number>;
}

const errorColumns = ['erroredSeconds', 'severelyErroredSeconds', 'crcErrors'] as const;

/**
 * Goes through all rows once. Errors counted during a gap belong to the whole range, and to a day or hour only if the
 * gap is within it. A drop is such a gap.
 */
export function accumulate(
  history: LineHistory,
  rows: { readonly first: number; readonly last: number },
  zone: Zone,
): Accumulated {
  const { times } = history;
  const total: Partial<Record<Direction, MutableSummary>> = {};
  const days = new Map<string, Partial<Record<Direction, MutableSummary>>>();
  const hours = new Map<number, MutableHour>();
  const gaps = new Set(gapsOf(history).map(({ to }) => to));

  for (const direction of directions) {
    const column = (of: DirectionColumn) => history.columns.get(columnOf(of, direction));
    const [margins, rates] = [column('margin'), column('syncRate')];
    const counters = errorColumns.map((name) => ({
      name,
      values: column(name),
      before: Number.NaN,
      row: -1,
    }));
    for (let row = rows.first; row <= rows.last; row += 1) {
      const time = times[row]!;
      const { date, hour, hourStart } = zone.at(time);
      const summaries = () => {
        const day = days.get(date) ?? {};
        days.set(date, day);
        return [(total[direction] ??= { errors: {} }), (day[direction] ??= { errors: {} })] as const;
      };
      const inHour = () => {
        const known = hours.get(hourStart) ?? { date, hour, from: hourStart, directions: {} };
        hours.set(hourStart, known);
        return (known.directions[direction] ??= {});
      };
      const margin = margins?.[row];
      if (margin !== undefined && !Number.isNaN(margin)) {
        for (const summary of summaries()) {
          if (margin < (summary.lowestMargin?.value ?? Infinity))
            summary.lowestMargin = { value: margin, at: time };
        }
        const each = inHour();
        each.lowestMargin = Math.min(each.lowestMargin ?? Infinity, margin);
      }
      const rate = rates?.[row];
      if (rate !== undefined && !Number.isNaN(rate)) {
        for (const summary of summaries()) summary.syncRate = extended(summary.syncRate, rate);
        const each = inHour();
        each.syncRate = { ...extended(each.syncRate, rate), last: rate };
      }
      for (const counter of counters) {
        const value = counter.values?.[row] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const { before, row: rowBefore } = counter;
        counter.before = value;
        counter.row = row;
        if (Number.isNaN(before)) continue;
        const gained = gainOf(before, value);
        const [whole, day] = summaries();
        add(whole.errors, counter.name, gained);
        const isGap = rowBefore < row - 1 || gaps.has(time);
        const since = zone.at(times[rowBefore]!);
        const isSameDay = since.date === date;
        if (!isGap || isSameDay) add(day.errors, counter.name, gained);
        if (counter.name === 'erroredSeconds' && (!isGap || since.hourStart === hourStart)) {
          add(inHour(), 'erroredSeconds', gained);
        }
      }
    }
  }
  return {
    total,
    days,
    hours: [...hours.values()].toSorted((one, other) => one.from - other.from),
    below: (contract) =>
      Object.fromEntries(
        directions.flatMap((direction) => {
          const guaranteed = contract[direction]?.guaranteed;
          const share =
            guaranteed === undefined ? undefined : shareBelow(history, direction, guaranteed, rows);
          return share === undefined ? [] : [[direction, share]];
        }),
      ),
  };
}

const extended = (range: RateRange | undefined, rate: number): RateRange =>
  range !== undefined && rate >= range.lowest && rate <= range.highest
    ? range
    : { lowest: Math.min(range?.lowest ?? rate, rate), highest: Math.max(range?.highest ?? rate, rate) };

function add<K extends string>(counts: { [key in K]?: number }, name: K, gained: number): void {
  counts[name] = (counts[name] ?? 0) + gained;
}

/** Share of the time in sync, by the time from each row to the next, with a sync rate below a limit. */
function shareBelow(
  history: LineHistory,
  direction: Direction,
  limit: number,
  { first, last }: { readonly first: number; readonly last: number },
): number | undefined {
  let [below, all] = [0, 0];
  for (let row = first; row < last; row += 1) {
    const rate = valueAt(history, columnOf('syncRate', direction), row);
    if (rate === undefined || valueAt(history, columnOf('syncRate', direction), row + 1) === undefined)
      continue;
    const seconds = history.times[row + 1]! - history.times[row]!;
    all += seconds;
    if (rate < limit) below += seconds;
  }
  return all === 0 ? undefined : below / all;
}
