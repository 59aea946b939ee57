import { chartStyle } from '../../lib/chart-style.ts';
import { describeErrorHistory } from '../doctor/error-history.ts';
import { Html, html } from '../../lib/html.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import {
  errorChart,
  heatKey,
  heatMap,
  marginChart,
  rateChart,
  reportChartStyle,
  stripChart,
  stripKey,
} from './charts.ts';
import type { Day, ReportData } from './data.ts';
import type { Now } from './exporter.ts';
import { durationText, errorsBefore, eventNames, remarksOf } from './event-text.ts';
import type { InterruptionEvent, LineEvent } from './events.ts';
import { middleOf } from './interruptions.ts';
import { methodOf, summaryOf } from './sentences.ts';
import { count, duration, mbit } from './units.ts';
import { spectrumSection } from './spectrum-section.ts';
import type { Zone } from './zone.ts';

/** More events than this would fill pages: the table has the longest outages, the CSV data has all. */
const MAX_EVENTS = 60;

/** Marks a value that was not measured. */
const NOT_MEASURED = '–';

const style = new Html(`
:root { color-scheme: light dark; --text: #1b1b1b; --muted: #555; --line: #bbb; --page: #fff; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e6e6e6; --muted: #aaa; --line: #555; --page: #161616; } }
@page { size: A4; margin: 13mm 12mm; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; font: 15px/1.45 system-ui, sans-serif; color: var(--text); background: var(--page); }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.2rem 0 .3rem; } .muted { color: var(--muted); margin: .1rem 0; }
figure { margin: .3rem 0; } figcaption { color: var(--muted); font-size: .85rem; }
.summary { padding-left: 1.2rem; margin: .5rem 0; } .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .8rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .15rem .4rem; border-bottom: 1px solid var(--line); vertical-align: top; } td.n, th.n { text-align: right; } td.n { white-space: nowrap; } th { vertical-align: bottom; } td.w { white-space: nowrap; }
tr.down td:nth-child(2) { color: var(--down); font-weight: 600; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .8rem; font-size: .85rem; margin: .3rem 0; } dt { color: var(--muted); } dd { margin: 0; }
.key { white-space: nowrap; margin-right: .9rem; } .key::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .35em; border: 1px solid var(--muted); vertical-align: -.05em; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.key-up::before { background: var(--up); } .key-down::before { background: var(--down); } .key-unreachable::before { background: var(--unreachable); } .key-missing::before { background: repeating-linear-gradient(45deg, var(--missing) 0 1.5px, transparent 1.5px 5px); }
.key-downstream::before { background: var(--chart-downstream); } .key-upstream::before { background: var(--chart-upstream); }
.key-heat-0::before { background: var(--heat-0); } .key-heat-1::before { background: var(--heat-1); } .key-heat-2::before { background: var(--heat-2); } .key-heat-3::before { background: var(--heat-3); } .key-heat-4::before { background: var(--heat-4); }
@media screen and (max-width: 40rem) { .pair { grid-template-columns: 1fr; } dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } .wide .chart { min-width: 38rem; } .wide .chart text { font-size: 15px; } .pair .chart text { font-size: 13px; } }
@media print { body { max-width: none; padding: 0; font-size: 8.5pt; line-height: 1.3; } h1 { font-size: 15pt; } h2 { break-after: avoid; font-size: 10.5pt; margin: .5rem 0 .15rem; } .summary { margin: .2rem 0; } figure { margin: .1rem 0; } figcaption, dl { font-size: 8pt; } figure, tr { break-inside: avoid; } table { font-size: 7.5pt; } th, td { padding: .05rem .3rem; } thead { display: table-header-group; } .scroll { overflow: visible; } .screen { display: none; } svg, td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`);

/** A report as one self-contained HTML page without script. @param csv the data appendix, which the page contains */
export function renderReport(data: ReportData, zone: Zone, csv: string): string {
  const title = `Line report: ${data.lineName}`;
  const subtitle = `${zone.longDay(data.range.from)} to ${zone.longDay(data.range.to)}`;
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="generator" content="hg612 report" />
      <title>${title}, ${subtitle}</title>
      <link rel="icon" href="data:," />
      <style>
        ${chartStyle}${reportChartStyle}${style}
      </style>
    </head>
    <body>
      <header>
        <h1>${title}</h1>
        <p class="muted">
          ${subtitle}. Created on ${zone.dateTime(data.createdAt)}. All times: ${zone.name}.
        </p>
      </header>
      <main>
        <h2>Summary</h2>
        <ul class="summary">
          ${summaryOf(data, zone).map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
        ${figure('State of the line', stripChart(data, zone), stripKey(data), ['Outages are drawn at least two pixels wide.'])}
        ${figure('Lowest SNR margin of each hour, dB', marginChart(data, zone), directionKey(data))}
        ${rateFigures(data, zone)}
        ${figure('Errored seconds of each day', errorChart(data, zone), directionKey(data))}
        ${figure('Errored seconds by hour of the day, both directions', heatMap(data, zone), heatKey())}
        ${eventSection(data, zone)} ${daySection(data, zone)}
        ${data.now && spectrumSection(data.now.spectrum, zone)}
        ${data.now && errorPeriodsSection(data.now.errorPeriods, zone)}
        <h2>How it was measured</h2>
        <dl>
          ${methodOf(data, zone).map(
            ([term, text]) =>
              html`<dt>${term}</dt>
                <dd>${text}</dd>`,
          )}
        </dl>
        <p class="screen">
          <a
            download="${fileName(data, zone)}"
            href="data:text/csv;charset=utf-8;base64,${Buffer.from(csv).toString('base64')}"
            >Data of this report as CSV</a
          >
          (events, days and hours)
        </p>
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${page.toString()}\n`;
}

/** Name of the file with the CSV data. */
export const fileName = ({ lineName, range }: ReportData, zone: Zone): string =>
  `${lineName.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}-${zone.at(range.from).date}-to-${zone.at(range.to).date}.csv`;

/** A chart with its caption, or the statement that there is no data for it. */
function figure(
  title: string,
  chart: Html | undefined,
  key: readonly Html[] = [],
  remarks: readonly string[] = [],
): Html {
  if (chart === undefined)
    return html`<h2>${title}</h2>
      <p class="muted">Not measured.</p>`;
  return html`<h2>${title}</h2>
    <figure>
      <div class="scroll wide" tabindex="0" role="region" aria-label="${title}">${chart}</div>
      <figcaption>${key} ${remarks.join(' ')}</figcaption>
    </figure>`;
}

const directionKey = ({ directions: known }: ReportData): Html[] =>
  directions
    .filter((direction) => known[direction] !== undefined)
    .map((direction) => html`<span class="key key-${direction}">${direction}</span>`);

function rateFigures(data: ReportData, zone: Zone): Html {
  const charts = directions.flatMap((direction) => rateChart(data, direction, zone) ?? []);
  if (charts.length === 0) return figure('Sync rate, Mbit/s', undefined);
  const hasContract = directions.some((direction) => data.contract[direction] !== undefined);
  return html`<h2>Sync rate, Mbit/s</h2>
    <figure>
      <div class="pair">${charts}</div>
      <figcaption>${directionKey(data)} ${hasContract ? 'Red lines: rates of the contract.' : ''}</figcaption>
    </figure>`;
}

const isInterruption = (event: LineEvent): event is InterruptionEvent =>
  'before' in event && 'after' in event && 'reasons' in event;

function eventSection({ events: all, range }: ReportData, zone: Zone): Html {
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

/** What the driver counted by itself: also before anything was recorded. */
function errorPeriodsSection(result: Now['errorPeriods'], zone: Zone): Html {
  const title = "The modem's own error periods";
  if ('problem' in result) {
    return html`<h2>${title}</h2>
      <p class="muted">Not read: ${result.problem}.</p>`;
  }
  const { periods, uptime, readAt } = result.document;
  const lines = describeErrorHistory(periods, uptime ?? undefined);
  return html`<h2>${title}, read on ${zone.dateTime(Date.parse(readAt) / 1000)}</h2>
    ${
      lines.length === 0
        ? html`<p class="muted">None: the modem prints them only while the line is up.</p>`
        : html`<ul class="summary">
            ${lines.map((line) => html`<li>${line}</li>`)}
          </ul>`
    }
    <p class="muted">
      They begin when the modem starts, not at midnight, and are independent of what was recorded.
    </p>`;
}

function daySection({ days }: ReportData, zone: Zone): Html {
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
