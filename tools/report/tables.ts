import { type Html, html } from '../../lib/html.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import type { Day, ReportData } from './report-data.ts';
import { durationText, errorsBefore, eventNames, remarksOf } from './event-text.ts';
import { type InterruptionEvent, isInterruption, type LineEvent } from './event-types.ts';
import { middleOf } from './interruptions.ts';
import { count, duration, mbit } from './units.ts';
import type { Zone } from './zone.ts';

/** More events than this would fill pages: the table has the longest outages, the CSV data has all. */
const MAX_EVENTS = 60;

/** Marks a value that was not measured. */
const NOT_MEASURED = '–';

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
    <div class="scroll" tabindex="0" role="region" aria-label="Events">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">Duration</th>
            <th scope="col" class="n">Margin ↓ before → after, dB</th>
            <th scope="col" class="n">Rate ↓, Mbit/s</th>
            <th scope="col" class="n">Rate ↑, Mbit/s</th>
            <th scope="col" class="n">Attainable ↓ before</th>
            <th scope="col" class="n">ES / CRC in the 15 min before</th>
            <th scope="col">Reason, remarks</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((event) => eventRow(event, range.from, zone))}
        </tbody>
      </table>
    </div>
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

function eventRow(event: LineEvent, from: number, zone: Zone): Html {
  const time = middleOf(event.start);
  const when = `${time < from ? 'before ' : ''}${zone.day(Math.max(time, from))}, ${zone.timeOfDay(Math.max(time, from))}`;
  const isOutage = event.kind === 'drop' || event.kind === 'retrain';
  const remarks = remarksOf(event);
  return html`<tr class="${isOutage ? 'down' : 'other'}">
    <td class="w">${when}</td>
    <td>${eventNames[event.kind]}</td>
    <td class="w">${durationText(event)}</td>
    ${
      isInterruption(event)
        ? html`${interruptionCells(event).map((value) => html`<td class="n">${value}</td>`)}
            <td>${remarks}</td>`
        : html`<td colspan="6">${remarks}</td>`
    }
  </tr>`;
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
    <div class="scroll" tabindex="0" role="region" aria-label="Days">
      <table>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" class="n">Measured</th>
            <th scope="col" class="n">Drops</th>
            <th scope="col" class="n">Down</th>
            <th scope="col" class="n">Margin ↓ / ↑ lowest, dB</th>
            <th scope="col" class="n">Rate ↓, Mbit/s</th>
            <th scope="col" class="n">Rate ↑, Mbit/s</th>
            <th scope="col" class="n">ES ↓ / ↑</th>
            <th scope="col" class="n">SES ↓ / ↑</th>
            <th scope="col" class="n">CRC ↓ / ↑</th>
          </tr>
        </thead>
        <tbody>
          ${days.map((day) => dayRow(day, zone))}
        </tbody>
      </table>
    </div>
    <p class="muted">
      ↓ downstream, ↑ upstream; ES errored seconds, SES severely errored seconds, CRC checksum errors;
      ${NOT_MEASURED} not measured.
    </p>`;
}

function dayRow(day: Day, zone: Zone): Html {
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
  return html`<tr>
    <td class="w">${zone.day(day.from)}</td>
    <td class="n">${Math.floor(measured * 100 + 1e-6)} %</td>
    <td class="n">${isMeasured ? `${count(drops)}${reboots > 0 ? ' + reboot' : ''}` : NOT_MEASURED}</td>
    <td class="n">${isMeasured ? (seconds.down > 0 ? duration(seconds.down) : '0') : NOT_MEASURED}</td>
    <td class="n">${both((direction) => maybe(each[direction]?.lowestMargin?.value, marginText))}</td>
    <td class="n">${rates('downstream')}</td>
    <td class="n">${rates('upstream')}</td>
    <td class="n">${errors('erroredSeconds')}</td>
    <td class="n">${errors('severelyErroredSeconds')}</td>
    <td class="n">${errors('crcErrors')}</td>
  </tr>`;
}
