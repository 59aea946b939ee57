import { type Direction, directions } from '../../modem/src/line/status.ts';
import { bytesToMegabits } from '../../modem/src/line/units.ts';
import type { DirectionSummary, ReportData, StateSeconds } from './report-data.ts';
import { eventNames, remarksOf } from './event-text.ts';
import { type Errors, type Levels, type LineEvent, isInterruption } from './event-types.ts';
import type { Zone } from './zone.ts';

type Cell = string | number | undefined;

const perDirection = (names: readonly string[]): string[] =>
  directions.flatMap((direction) => names.map((name) => `${direction}_${name}`));

/** Columns of events, beside `record` and the times. */
const EVENT_NAMES = [
  'margin_before_db',
  'margin_after_db',
  'lowest_margin_before_db',
  'sync_rate_before_mbit',
  'sync_rate_after_mbit',
  'attainable_rate_before_mbit',
  'attainable_rate_after_mbit',
  'errored_seconds_before',
  'crc_errors_before',
];
/** Columns of days and hours. */
const PERIOD_NAMES = [
  'lowest_margin_db',
  'lowest_sync_rate_mbit',
  'highest_sync_rate_mbit',
  'errored_seconds',
  'severely_errored_seconds',
  'crc_errors',
];
const STATES = ['up', 'down', 'rebooting', 'unreachable', 'missing'] as const;

const HEADER = [
  'record',
  'start',
  'end',
  'start_earliest',
  'end_earliest',
  ...STATES.map((state) => `seconds_${state}`),
  'drops',
  'reboots',
  ...perDirection(PERIOD_NAMES),
  ...perDirection(EVENT_NAMES),
  'remarks',
];

/**
 * The data of a report as CSV (RFC 4180): a row for each event, each day and each hour, as the column `record` states.
 * Times are ISO 8601 in UTC. An event happened after its earliest time, at `start` at the latest. A value that was not
 * measured is empty.
 */
export function renderCsv(data: ReportData, zone: Zone): string {
  const rows = [HEADER, ...data.events.map(eventRow), ...data.days.map(dayRow), ...data.hours.map(hourRow)];
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');

  function dayRow({
    from,
    to,
    seconds,
    drops,
    reboots,
    directions: each,
  }: ReportData['days'][number]): Cell[] {
    return [
      `day ${zone.at(from).date}`,
      ...spanOf(from, to),
      ...STATES.map((state): Cell => Math.round(seconds[state satisfies keyof StateSeconds])),
      drops,
      reboots,
      ...directions.flatMap((direction) => summaryCells(each[direction])),
      ...empty(EVENT_NAMES.length * 2 + 1),
    ];
  }
}

function summaryCells(summary: DirectionSummary | undefined): Cell[] {
  const { errors = {}, lowestMargin, syncRate } = summary ?? {};
  return [
    lowestMargin?.value,
    mbit(syncRate?.lowest),
    mbit(syncRate?.highest),
    errors.erroredSeconds,
    errors.severelyErroredSeconds,
    errors.crcErrors,
  ];
}

function hourRow({ from, directions: each }: ReportData['hours'][number]): Cell[] {
  return [
    'hour',
    ...spanOf(from, from + 3600),
    ...empty(STATES.length + 2),
    ...directions.flatMap((direction): Cell[] => {
      const values = each[direction];
      return [
        values?.lowestMargin,
        mbit(values?.syncRate?.lowest),
        mbit(values?.syncRate?.highest),
        values?.erroredSeconds,
        undefined,
        undefined,
      ];
    }),
    ...empty(EVENT_NAMES.length * 2 + 1),
  ];
}

function eventRow(event: LineEvent): Cell[] {
  const end = 'end' in event ? event.end : undefined;
  const levels = (direction: Direction): Cell[] => {
    if (event.kind === 'rate-change') {
      if (event.direction !== direction) return empty(EVENT_NAMES.length);
      return [undefined, undefined, undefined, mbit(event.before), mbit(event.after), ...empty(4)];
    }
    if (!isInterruption(event)) return empty(EVENT_NAMES.length);
    const before: Levels & Errors = event.before[direction] ?? {};
    const after: Levels = event.after[direction] ?? {};
    return [
      before.margin,
      after.margin,
      before.lowestMargin,
      mbit(before.syncRate),
      mbit(after.syncRate),
      mbit(before.attainableRate),
      mbit(after.attainableRate),
      before.erroredSeconds,
      before.crcErrors,
    ];
  };
  return [
    eventNames[event.kind],
    iso(event.start.to),
    iso(end?.to),
    iso(event.start.from),
    iso(end?.from),
    ...empty(STATES.length + 2 + PERIOD_NAMES.length * 2),
    ...directions.flatMap(levels),
    remarksOf(event),
  ];
}

const empty = (length: number): undefined[] => Array.from({ length }, () => undefined);
const spanOf = (from: number, to: number): Cell[] => [iso(from), iso(to), undefined, undefined];
const mbit = (value: number | undefined): Cell =>
  value === undefined ? undefined : Number(bytesToMegabits(value).toFixed(3));

const iso = (time: number | undefined): Cell =>
  time === undefined || !Number.isFinite(time)
    ? undefined
    : new Date(Math.round(time) * 1000).toISOString().replace('.000Z', 'Z');

/** Spreadsheets take text that begins with one of `=+-@` for a formula. */
function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
