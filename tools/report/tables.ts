import { type Html, html } from '../../lib/html.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import type { Day, ReportData } from './report-data.ts';
import { durationText, errorsBefore, eventNames, remarksOf } from './event-text.ts';
import { type InterruptionEvent, isInterruption, type LineEvent } from './event-types.ts';
import { middleOf } from './interruptions.ts';
import { count, duration, mbit } from './units.ts';
import { type Column, type Row, wideTable } from './wide-table.ts';
import type { Zone } from './zone.ts';

/** More events than this would fill pages: the table has the longest outages, the CSV data has all. */
const MAX_EVENTS = 60;

/** Marks a value that was not measured. */
const NOT_MEASURED = '–';

const EVENT_COLUMNS: readonly Column[] = [
  { title: 'Time', kind: 'time' },
  { title: 'Event' },
  { title: 'Duration', kind: 'time' },
  { title: 'Margin ↓ before → after, dB', kind: 'number' },
  { title: 'Rate ↓, Mbit/s', kind: 'number' },
  { title: 'Rate ↑, Mbit/s', kind: 'number' },
  { title: 'Attainable ↓ before', kind: 'number' },
  { title: 'ES / CRC in the 15 min before', kind: 'number' },
  { title: 'Reason, remarks' },
];

const DAY_COLUMNS: readonly Column[] = [
  { title: 'Day', kind: 'time' },
  { title: 'Measured', kind: 'number' },
  { title: 'Drops', kind: 'number' },
  { title: 'Down', kind: 'number' },
  { title: 'Margin ↓ / ↑ lowest, dB', kind: 'number' },
  { title: 'Rate ↓, Mbit/s', kind: 'number' },
  { title: 'Rate ↑, Mbit/s', kind: 'number' },
  { title: 'ES ↓ / ↑', kind: 'number' },
  { title: 'SES ↓ / ↑', kind: 'number' },
  { title: 'CRC ↓ / ↑', kind: 'number' },
];

/** All events, or the longest, as a table. */
export function eventSection({ events: all, range }: ReportData, zone: Zone): Html {
  // The row of a resync has its rates already.
  const events = all.filter((event) => event.kind !== 'rate-change' || !event.resync);
  if (events.length === 0)
    return html`<h2>Events</h2>
      <p>None.</p>`;
  const shown = mostImportant(events);
  const rest = events.length - shown.length;
  return html`<h2>Events</h2>
    ${wideTable(
      'Events',
      EVENT_COLUMNS,
      shown.map((event) => eventRow(event, range.from, zone)),
    )}
    ${rest > 0 ? html`<p class="muted">${count(rest)} shorter or less important events are in the CSV data only.</p>` : undefined}`;
}

/** Duration of an event in seconds. */
const lengthOf = (event: LineEvent): number =>
  'end' in event ? (event.end?.to ?? Infinity) - middleOf(event.start) : 0;

/** All events, or the longest of them, in the order of time. */
function mostImportant(events: readonly LineEvent[]): LineEvent[] {
  if (events.length <= MAX_EVENTS) return [...events];
  const shown = new Set(
    events.toSorted((one, other) => lengthOf(other) - lengthOf(one)).slice(0, MAX_EVENTS),
  );
  return events.filter((event) => shown.has(event));
}

function eventRow(event: LineEvent, from: number, zone: Zone): Row {
  const time = middleOf(event.start);
  const when = `${time < from ? 'before ' : ''}${zone.day(Math.max(time, from))}, ${zone.timeOfDay(Math.max(time, from))}`;
  return {
    cells: [
      when,
      eventNames[event.kind],
      durationText(event),
      ...(isInterruption(event) ? interruptionCells(event) : []),
      remarksOf(event),
    ],
    isMarked: event.kind === 'drop' || event.kind === 'retrain',
  };
}

function interruptionCells(event: InterruptionEvent): string[] {
  const { before, after } = event;
  const pair = (one: string | undefined, other: string | undefined): string =>
    one === undefined && other === undefined
      ? NOT_MEASURED
      : `${one ?? NOT_MEASURED} → ${other ?? NOT_MEASURED}`;
  const rates = (direction: Direction) =>
    pair(maybe(before[direction]?.syncRate, mbit), maybe(after[direction]?.syncRate, mbit));
  const errors = (['erroredSeconds', 'crcErrors'] as const).map((of) =>
    maybe(errorsBefore(event, of), count),
  );
  return [
    pair(maybe(before.downstream?.margin, marginText), maybe(after.downstream?.margin, marginText)),
    rates('downstream'),
    rates('upstream'),
    maybe(before.downstream?.attainableRate, mbit) ?? NOT_MEASURED,
    errors.every((each) => each === undefined)
      ? NOT_MEASURED
      : errors.map((each) => each ?? NOT_MEASURED).join(' / '),
  ];
}

/** A margin without its unit. */
const marginText = (value: number): string => value.toFixed(1).replace('-', '−');

const maybe = <T>(value: T | undefined, format: (value: T) => string): string | undefined =>
  value === undefined ? undefined : format(value);

/** A table with a row for each day. */
export function daySection({ days }: ReportData, zone: Zone): Html {
  return html`<h2>Days</h2>
    ${wideTable(
      'Days',
      DAY_COLUMNS,
      days.map((day) => dayRow(day, zone)),
    )}
    <p class="muted">
      ↓ downstream, ↑ upstream; ES errored seconds, SES severely errored seconds, CRC checksum errors;
      ${NOT_MEASURED} not measured.
    </p>`;
}

function dayRow(day: Day, zone: Zone): Row {
  const { seconds, drops, reboots, directions: each } = day;
  const measured = (seconds.up + seconds.down + seconds.rebooting) / (day.to - day.from);
  const both = (read: (direction: Direction) => string | undefined): string => {
    const values = directions.map(read);
    return values.every((value) => value === undefined)
      ? NOT_MEASURED
      : values.map((value) => value ?? NOT_MEASURED).join(' / ');
  };
  const rates = (direction: Direction): string => {
    const range = each[direction]?.syncRate;
    if (range === undefined) return NOT_MEASURED;
    const [lowest, highest] = [mbit(range.lowest), mbit(range.highest)];
    return lowest === highest ? lowest : `${lowest} to ${highest}`;
  };
  const errors = (of: 'erroredSeconds' | 'severelyErroredSeconds' | 'crcErrors') =>
    both((direction) => maybe(each[direction]?.errors[of], count));
  const isMeasured = measured > 0;
  return {
    cells: [
      zone.day(day.from),
      `${Math.floor(measured * 100 + 1e-6)} %`,
      isMeasured ? `${count(drops)}${reboots > 0 ? ' + reboot' : ''}` : NOT_MEASURED,
      isMeasured ? (seconds.down > 0 ? duration(seconds.down) : '0') : NOT_MEASURED,
      both((direction) => maybe(each[direction]?.lowestMargin?.value, marginText)),
      rates('downstream'),
      rates('upstream'),
      errors('erroredSeconds'),
      errors('severelyErroredSeconds'),
      errors('crcErrors'),
    ],
  };
}
