import { type Html, html } from '../../../../lib/html.ts';
import { bytesToMegabits } from '../../../../modem/src/line/units.ts';
import {
  type IntervalState,
  type LastDay,
  type LastDayResult,
  STEP,
  type Values,
} from '../../history/last-day.ts';
import { chart, runs, strip } from './chart.ts';
import { formatClock } from './times.ts';

/** Interruptions that are listed with their time. */
const MAX_LISTED = 8;

/** The last 24 hours from Prometheus, or why they are missing. */
export function lastDaySection(result: LastDayResult): Html {
  return html`<section>
    <h2>Last 24 hours</h2>
    ${
      result.ok
        ? charts(result.day)
        : html`<p class="quiet">The history is not available. Prometheus: ${result.reason}</p>`
    }
  </section>`;
}

function charts(day: LastDay): Html {
  if (day.states.every((state) => state === undefined)) {
    return html`<p class="quiet">Prometheus has no history of this line yet.</p>`;
  }
  const retrains = day.retrains === undefined ? '' : ` Retrains: ${day.retrains}.`;
  return html`<figure>
      <figcaption><strong>State</strong> ${stateText(day)}${retrains}</figcaption>
      ${strip(day.states)}
    </figure>
    ${directionalChart('SNR margin', 'lowest value per 10 minutes', day.margin, day.states, decibels)}
    ${directionalChart('Sync rate', '', day.syncRate, day.states, megabits)} ${timeAxis(day.end)}
    <p class="quiet">
      <span class="key up"></span> up, <span class="key interrupted"></span> down or retrained,
      <span class="key unknown"></span> not read
    </p>`;
}

/** The strip in words. */
function stateText({ states, end }: LastDay): string {
  const startOf = (index: number) => new Date(end.getTime() - (states.length - index) * STEP * 1000);
  const interruptions = runs(states).filter(({ state }) => state === 'interrupted');
  const times = interruptions.map(({ from, length }) => {
    const [start, last] = [formatClock(startOf(from)), formatClock(startOf(from + length))];
    return `${start} to ${last}`;
  });
  const listed = times.slice(-MAX_LISTED).join(', ');
  const others = times.length > MAX_LISTED ? `${times.length - MAX_LISTED} more before, ` : '';
  const unread = states.filter((state) => state === undefined).length * STEP;
  const gaps = unread === 0 ? '' : ` Not read for ${hours(unread)}.`;
  return (interruptions.length === 0 ? 'Never seen down.' : `Down or retrained ${others}${listed}.`) + gaps;
}

const hours = (seconds: number): string =>
  seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;

interface Unit {
  readonly of: (value: number) => number;
  readonly digits: number;
  readonly name: string;
}
const decibels: Unit = { of: (value) => value, digits: 1, name: 'dB' };
const megabits: Unit = { of: bytesToMegabits, digits: 1, name: 'Mbit/s' };

/** Both directions in one chart; nothing when neither was measured. */
function directionalChart(
  title: string,
  remark: string,
  byDirection: LastDay['margin'],
  states: readonly IntervalState[],
  unit: Unit,
): Html | undefined {
  const curves = (
    [
      ['downstream', 'ds'],
      ['upstream', 'us'],
    ] as const
  ).flatMap(([direction, className]) => {
    const values = byDirection.get(direction)?.map((value) => (value === undefined ? value : unit.of(value)));
    const range = values === undefined ? undefined : rangeText(values, unit);
    return values === undefined || range === undefined ? [] : [{ direction, className, values, range }];
  });
  if (curves.length === 0) return undefined;
  const keys = curves.map(
    ({ direction, className, range }) =>
      html` <span class="legend"><span class="key ${className}"></span> ${direction} ${range}</span>`,
  );
  return html`<figure>
    <figcaption><strong>${title}</strong>${remark === '' ? '' : ` (${remark})`}${keys}</figcaption>
    ${chart(curves, states, (value) => `${Number(value.toFixed(unit.digits))} ${unit.name}`)}
  </figure>`;
}

/** `5.9 to 6.7 dB`, or `55.0 Mbit/s` if it did not change; `undefined` without any value. */
function rangeText(values: Values, { digits, name }: Unit): string | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  const [low, high] = [Math.min(...known).toFixed(digits), Math.max(...known).toFixed(digits)];
  return low === high ? `${low} ${name}` : `${low} to ${high} ${name}`;
}

/** Every six hours, below all charts. */
const timeAxis = (end: Date): Html =>
  html`<div class="hours" aria-hidden="true">
    ${[24, 18, 12, 6].map((ago) => html`<span>${formatClock(new Date(end.getTime() - ago * 3_600_000))}</span>`)}
    <span>now</span>
  </div>`;
