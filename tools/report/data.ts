import type { ContractRates } from '../../modem/src/line/contract.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import { gapsOf, overlap, type Period, scrapeInterval, stretchesOf } from './coverage.ts';
import {
  eventsOf,
  interruptionEvents,
  type InterruptionEvent,
  type LineEvent,
  type PerDirection,
} from './events.ts';
import { columnOf, type DirectionColumn, type LineHistory, rowFrom, valueAt } from './history.ts';
import { middleOf } from './interruptions.ts';
import type { Now } from './exporter.ts';
import type { Zone } from './zone.ts';

/** State of the line over a period. `missing`: nothing was scraped, or no scrape found the state of the line. */
export type StripState = 'up' | 'down' | 'unreachable' | 'missing';

/** A period with one state, for the state strip. */
export interface StripSegment extends Period {
  readonly state: StripState;
}

/** Counts of errors; absent where the modem does not count them. */
export interface ErrorCounts {
  readonly erroredSeconds?: number;
  readonly severelyErroredSeconds?: number;
  readonly crcErrors?: number;
}

/** A value and when it was measured, Unix seconds. */
export interface Measurement {
  readonly value: number;
  readonly at: number;
}

/** Lowest and highest sync rate in bytes/s. */
export interface RateRange {
  readonly lowest: number;
  readonly highest: number;
}

/** What one direction of the line did over a period. */
export interface DirectionSummary {
  readonly errors: ErrorCounts;
  readonly lowestMargin?: Measurement;
  readonly syncRate?: RateRange;
}

/** Seconds of a period by the state of the line. */
export interface StateSeconds {
  readonly up: number;
  /** Down, except after a reboot of the modem. */
  readonly down: number;
  /** Down after a reboot of the modem. */
  readonly rebooting: number;
  readonly unreachable: number;
  readonly missing: number;
}

/** A day in the household's time zone. */
export interface Day extends Period {
  readonly seconds: StateSeconds;
  /** Interruptions that began on the day. */
  readonly drops: number;
  readonly reboots: number;
  readonly directions: PerDirection<DirectionSummary>;
}

/** An hour in which something was measured. */
export interface Hour {
  /** Date and hour in the household's time zone. */
  readonly date: string;
  readonly hour: number;
  /** Start, Unix seconds. */
  readonly from: number;
  readonly directions: PerDirection<{
    readonly erroredSeconds?: number;
    readonly lowestMargin?: number;
    /** Last sync rate of the hour in bytes/s. */
    readonly syncRate?: number;
  }>;
}

/** How the line was measured. */
export interface Method {
  /** First and last scrape, Unix seconds. */
  readonly first: number;
  readonly last: number;
  readonly scrapes: number;
  /** Scrape interval that most of the time has, in seconds. */
  readonly interval: number | undefined;
  /** Whether there are values that only the telnet shell has. */
  readonly telnet: boolean;
  readonly exporterVersion?: string | undefined;
  readonly prometheusVersion?: string | undefined;
  /** Seconds by which Prometheus' clock is ahead of that of the machine that made the report. */
  readonly clockDifference?: number | undefined;
  /** Labels of `hg612_dsl_info`, such as `modulation`. */
  readonly line?: Readonly<Record<string, string>> | undefined;
}

/** SNR margins below which the rules of the stack alert, dB; absent where those rules are not used. */
export interface MarginLimits {
  readonly low?: number;
  readonly critical?: number;
}

/** Everything that a report says, as data. Times are Unix seconds, rates bytes/s, margins dB. */
export interface ReportData {
  readonly lineName: string;
  readonly timeZone: string;
  readonly createdAt: number;
  readonly range: Period;
  readonly seconds: StateSeconds;
  /** Share of the measured time in which the line was up, without time after reboots; `undefined` if nothing was measured. */
  readonly availability: number | undefined;
  /** By how many seconds the time down may be more or less, because scrapes are apart. */
  readonly downUncertainty: number;
  readonly drops: number;
  readonly reboots: number;
  readonly longest: { readonly seconds: number; readonly from: number } | undefined;
  readonly directions: PerDirection<DirectionSummary>;
  readonly contract: ContractRates;
  /** SNR margins at which the rules alert, dB. */
  readonly marginLimits: MarginLimits;
  /** Share of the time in sync in which the rate was below the guaranteed one. */
  readonly belowGuaranteed: PerDirection<number>;
  readonly events: readonly LineEvent[];
  readonly days: readonly Day[];
  readonly hours: readonly Hour[];
  readonly strip: readonly StripSegment[];
  readonly method: Method;
  /** What was read from the modem when the report was made; `undefined` if the exporter of the line is not known. */
  readonly now?: Now | undefined;
}

/** What {@link reportData} needs besides the history. */
export interface ReportContext {
  readonly lineName: string;
  readonly range: Period;
  readonly zone: Zone;
  readonly createdAt: number;
  readonly contract: ContractRates;
  readonly marginLimits: MarginLimits;
  readonly method: Pick<Method, 'exporterVersion' | 'prometheusVersion' | 'clockDifference' | 'line'>;
}

/** Nothing was measured in the range. */
export class NoDataError extends Error {
  override readonly name = 'NoDataError';
}

/**
 * Computes the data of a report.
 *
 * @param history may begin before the range: events take the values before them from there
 * @throws {NoDataError}
 */
export function reportData(history: LineHistory, context: ReportContext): ReportData {
  const { zone } = context;
  const first = rowFrom(history, context.range.from);
  const last = rowFrom(history, context.range.to + 1) - 1;
  if (first > last) throw new NoDataError('There is no data of this line in this range.');
  const range = withoutEdges(context.range, history, { first, last });
  const events = eventsOf(history).filter((event) => isInRange(event, range));
  const interruptions = interruptionEvents(events);
  const strip = stripOf(history, interruptions, range);
  const rebooting = interruptions.filter(({ kind }) => kind === 'reboot').map((each) => spanOf(each, range));
  const seconds = secondsOf(strip, rebooting, range);
  const accumulator = accumulate(history, { first, last }, zone);
  const counted = seconds.up + seconds.down;
  const drops = interruptions.filter(({ kind }) => kind !== 'reboot');
  return {
    lineName: context.lineName,
    timeZone: zone.name,
    createdAt: context.createdAt,
    range,
    seconds,
    availability: counted > 0 ? seconds.up / counted : undefined,
    downUncertainty: drops.reduce((sum, { start, end }) => sum + uncertainty(start) + uncertainty(end), 0),
    drops: drops.length,
    reboots: interruptions.length - drops.length,
    longest: longestOf(drops, range),
    directions: accumulator.total,
    contract: context.contract,
    marginLimits: context.marginLimits,
    belowGuaranteed: accumulator.below(context.contract),
    events,
    days: daysOf(range, zone).map((day) => {
      const began = interruptions.filter(
        ({ start }) => middleOf(start) >= day.from && middleOf(start) < day.to,
      );
      const reboots = began.filter(({ kind }) => kind === 'reboot').length;
      return {
        ...day,
        seconds: secondsOf(strip, rebooting, day),
        drops: began.length - reboots,
        reboots,
        directions: accumulator.days.get(zone.at(day.from).date) ?? {},
      };
    }),
    hours: accumulator.hours,
    strip,
    method: {
      first: history.times[first]!,
      last: history.times[last]!,
      scrapes: last - first + 1,
      interval: scrapeInterval(history),
      telnet: history.columns.has('uptime'),
      exporterVersion: context.method.exporterVersion,
      prometheusVersion: context.method.prometheusVersion,
      clockDifference: context.method.clockDifference,
      line: context.method.line,
    },
  };
}

/** Time until the first scrape and since the last one that is no longer than usual between scrapes is not missing. */
function withoutEdges(
  { from, to }: Period,
  history: LineHistory,
  { first, last }: { readonly first: number; readonly last: number },
): Period {
  const usual = 2 * (scrapeInterval(history) ?? 0);
  const [earliest, latest] = [history.times[first]!, history.times[last]!];
  return { from: earliest - from <= usual ? earliest : from, to: to - latest <= usual ? latest : to };
}

function isInRange(event: LineEvent, range: Period): boolean {
  const end = 'end' in event ? (event.end?.to ?? Infinity) : event.start.to;
  return end >= range.from && event.start.to <= range.to;
}

/** The most probable span of an interruption, within a range. */
const spanOf = ({ start, end }: InterruptionEvent, range: Period): Period => ({
  from: Math.max(middleOf(start), range.from),
  to: Math.min(end === undefined ? range.to : middleOf(end), range.to),
});

/** Half of the length of a moment. What is before the first scrape is not part of it. */
const uncertainty = (moment: InterruptionEvent['end']): number =>
  moment === undefined || moment.from === -Infinity ? 0 : (moment.to - moment.from) / 2;

function longestOf(drops: readonly InterruptionEvent[], range: Period): ReportData['longest'] {
  const spans = drops
    .map((each) => spanOf(each, range))
    .toSorted((one, other) => other.to - other.from - (one.to - one.from));
  const [longest] = spans;
  return longest && { seconds: longest.to - longest.from, from: longest.from };
}

/** The state of the line over the whole range, in order and without holes. */
function stripOf(
  history: LineHistory,
  interruptions: readonly InterruptionEvent[],
  range: Period,
): StripSegment[] {
  const measured = stretchesOf(history, gapsOf(history)).map(({ from, to, measured: what }) => ({
    from,
    to,
    state: what === 'measured' ? ('up' as const) : what,
  }));
  const strip: { from: number; to: number; state: StripState }[] = [];
  const append = (from: number, to: number, state: StripState): void => {
    const [start, end] = [Math.max(from, range.from), Math.min(to, range.to)];
    if (start >= end) return;
    const before = strip.at(-1);
    if (before?.state === state && before.to === start) before.to = end;
    else strip.push({ from: start, to: end, state });
  };
  let at = range.from;
  for (const { from, to, state } of measured) {
    append(at, from, 'missing');
    at = Math.max(at, from);
    if (state === 'up') {
      for (const interruption of interruptions) {
        const span = spanOf(interruption, range);
        if (span.to <= at || span.from >= to) continue;
        append(at, span.from, 'up');
        append(Math.max(at, span.from), Math.min(span.to, to), 'down');
        at = Math.min(span.to, to);
      }
    }
    append(at, to, state);
    at = Math.max(at, to);
  }
  append(at, range.to, 'missing');
  return strip;
}

function secondsOf(
  strip: readonly StripSegment[],
  rebooting: readonly Period[],
  period: Period,
): StateSeconds {
  const seconds = { up: 0, down: 0, rebooting: 0, unreachable: 0, missing: 0 };
  for (const segment of strip) {
    const [from, to] = [Math.max(segment.from, period.from), Math.min(segment.to, period.to)];
    if (from >= to) continue;
    const booting = segment.state === 'down' ? overlap({ from, to }, rebooting) : 0;
    seconds.rebooting += booting;
    seconds[segment.state] += to - from - booting;
  }
  return seconds;
}

/** The days that a range touches, cut to it. */
function daysOf(range: Period, zone: Zone): Period[] {
  const days: Period[] = [];
  for (let from = range.from; from < range.to;) {
    const { to } = zone.dayOf(from);
    days.push({ from, to: Math.min(to, range.to) });
    from = to;
  }
  return days;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type MutableSummary = Mutable<Omit<DirectionSummary, 'errors'>> & { errors: Mutable<ErrorCounts> };

type HourValues = Mutable<NonNullable<Hour['directions'][Direction]>>;
type MutableHour = Omit<Hour, 'directions'> & { directions: Partial<Record<Direction, HourValues>> };

interface Accumulated {
  readonly total: PerDirection<DirectionSummary>;
  /** By date. */
  readonly days: ReadonlyMap<string, PerDirection<DirectionSummary>>;
  readonly hours: readonly Hour[];
  below(contract: ContractRates): PerDirection<number>;
}

const errorColumns = ['erroredSeconds', 'severelyErroredSeconds', 'crcErrors'] as const;

/**
 * Goes through all rows once. Errors that a counter gained over a gap belong to the whole range, and to a day or hour only if
 * the gap lies within it. A drop is such a gap.
 */
function accumulate(
  history: LineHistory,
  rows: { readonly first: number; readonly last: number },
  zone: Zone,
): Accumulated {
  const { times } = history;
  const total: Partial<Record<Direction, MutableSummary>> = {};
  const days = new Map<string, Partial<Record<Direction, MutableSummary>>>();
  const hours = new Map<string, MutableHour>();
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
      const { date, hour } = zone.at(time);
      const summaries = () => {
        const day = days.get(date) ?? {};
        days.set(date, day);
        return [(total[direction] ??= { errors: {} }), (day[direction] ??= { errors: {} })] as const;
      };
      const inHour = () => {
        const key = `${date} ${hour}`;
        const known = hours.get(key) ?? { date, hour, from: Math.floor(time / 900) * 900, directions: {} };
        hours.set(key, known);
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
        for (const summary of summaries()) {
          const { lowest = Infinity, highest = 0 } = summary.syncRate ?? {};
          if (rate < lowest || rate > highest) {
            summary.syncRate = { lowest: Math.min(lowest, rate), highest: Math.max(highest, rate) };
          }
        }
        inHour().syncRate = rate;
      }
      for (const counter of counters) {
        const value = counter.values?.[row] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const { before, row: rowBefore } = counter;
        counter.before = value;
        counter.row = row;
        if (Number.isNaN(before)) continue;
        const gained = value >= before ? value - before : value;
        const [whole, day] = summaries();
        add(whole.errors, counter.name, gained);
        const isGap = rowBefore < row - 1 || gaps.has(time);
        const since = zone.at(times[rowBefore]!);
        const isSameDay = since.date === date;
        if (!isGap || isSameDay) add(day.errors, counter.name, gained);
        if (counter.name === 'erroredSeconds' && (!isGap || (isSameDay && since.hour === hour))) {
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
