import {
  type ErrorPeriod,
  type ErrorPeriodName,
  errorPeriodNames,
  type ErrorPeriods,
  type PeriodErrors,
} from '../../modem/src/collectors/xdslcmd-periods.ts';
import { directions } from '../../modem/src/line/status.ts';

const titles: Readonly<Record<ErrorPeriodName, string>> = {
  latestQuarterHour: 'latest 15 minutes',
  previousQuarterHour: '15 minutes before',
  latestDay: 'latest day',
  previousDay: 'day before',
};

/** What is worth a mention, in words. FEC is not: it is corrected. */
const words: readonly { readonly field: keyof PeriodErrors; readonly one: string; readonly many: string }[] =
  [
    { field: 'crcErrors', one: 'CRC error', many: 'CRC errors' },
    { field: 'erroredSeconds', one: 'errored second', many: 'errored seconds' },
    { field: 'severelyErroredSeconds', one: 'severely errored second', many: 'severely errored seconds' },
    { field: 'unavailableSeconds', one: 'unavailable second', many: 'unavailable seconds' },
    { field: 'lossOfSignal', one: 'loss of signal', many: 'losses of signal' },
    { field: 'lossOfMargin', one: 'loss of margin', many: 'losses of margin' },
  ];

/**
 * The driver's own error periods in words, one per line. They cover the time before monitoring began.
 *
 * @param uptime Seconds since the last sync, if known: the periods do not count retrains.
 */
export function describeErrorHistory(periods: ErrorPeriods, uptime: number | undefined): string[] {
  let before = 0;
  return errorPeriodNames.flatMap((name) => {
    const period = periods[name];
    if (name === 'latestDay') before = 0;
    if (period === undefined) return [];
    const from = before;
    before += period.seconds;
    const synchronised = uptime !== undefined && uptime >= from && uptime < before;
    return [`${titles[name]} (${durationText(period.seconds)}): ${describePeriod(period, synchronised)}`];
  });
}

const NONE = 'no errors';
const NOT_REPORTED = 'errors not reported';

function describePeriod(period: ErrorPeriod, synchronised: boolean): string {
  const sync = synchronised ? ['the line synchronised'] : [];
  const texts = directions.map((direction) => ({ direction, text: describeErrors(period[direction]) }));
  const isKnown = texts.every(({ text }) => text !== NOT_REPORTED);
  const [same, other] = new Set(texts.map(({ text }) => text));
  if (other === undefined && (same === NONE || same === NOT_REPORTED)) return [...sync, same].join('; ');
  const parts = texts
    .filter(({ text }) => text !== NONE || !isKnown)
    .map(({ direction, text }) => `${direction} ${text}`);
  return [...sync, ...parts].join('; ');
}

/** The errors of a direction; that there were none only if the driver reported any of these fields. */
function describeErrors(errors: PeriodErrors): string {
  if (words.every(({ field }) => errors[field] === undefined)) return NOT_REPORTED;
  const counts = words.flatMap(({ field, one, many }) => {
    const count = errors[field] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return counts.join(', ') || NONE;
}

/** `24 h`, `3 h 54 min`, `9 min`, `40 s`. */
function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`].filter(Boolean).join(' ');
}
