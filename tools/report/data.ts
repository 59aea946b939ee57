import type { ContractRates } from '../../modem/src/line/contract.ts';
import { gapsOf, overlap, type Period, scrapeInterval, stretchesOf } from './coverage.ts';
import { interruptionEvents, type InterruptionEvent, type LineEvent } from './event-types.ts';
import { eventsOf } from './events.ts';
import { type LineHistory, rowFrom } from './history.ts';
import { accumulate } from './accumulate.ts';
import { middleOf } from './interruptions.ts';
import type {
  MarginLimits,
  Method,
  ReportData,
  StateSeconds,
  StripSegment,
  StripState,
} from './report-data.ts';
import type { Zone } from './zone.ts';

/** What {@link reportData} needs besides the history. */
interface ReportContext {
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
