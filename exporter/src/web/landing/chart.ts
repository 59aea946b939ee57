import { type Html, html } from '../../../../lib/html.ts';
import type { IntervalState, Values } from '../../history/last-day.ts';

const HEIGHT = 100;

/** A curve of a chart. */
export interface Curve {
  /** Sets colour and dashes. */
  readonly className: 'ds' | 'us';
  readonly values: Values;
}

/**
 * Draws curves over a day as SVG, from zero to a round number above the highest value. A curve is broken at every
 * interval without a value. What a chart shows is in its caption, too, so it is hidden from screen readers.
 *
 * @param format label of a value of the axis
 */
export function chart(
  curves: readonly Curve[],
  states: readonly IntervalState[],
  format: (value: number) => string,
): Html {
  const all = curves.flatMap(({ values }) => values.filter((value) => value !== undefined));
  const { low, high, step } = axis(all);
  const y = (value: number) => round(HEIGHT - ((value - low) / (high - low)) * HEIGHT);
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);
  return html`<div class="plot" aria-hidden="true">
    <svg viewBox="0 0 ${states.length} ${HEIGHT}" preserveAspectRatio="none">
      ${bands(states, HEIGHT)}
      <path class="grid" d="${ticks.map((tick) => `M0 ${y(tick)}h${states.length}`).join('')}" />
      ${curves.map(({ className, values }) => html`<path class="${className}" d="${pathOf(values, y)}" />`)}
    </svg>
    ${ticks.map((tick) => html`<span style="bottom:${round(100 - y(tick))}%">${format(tick)}</span>`)}
  </div>`;
}

/** Draws the state of each interval as a strip. */
export const strip = (states: readonly IntervalState[]): Html =>
  html`<svg class="strip" viewBox="0 0 ${states.length} 10" preserveAspectRatio="none" aria-hidden="true">
    ${bands(states, 10)}
  </svg>`;

/** One rectangle for each run of equal states. */
function bands(states: readonly IntervalState[], height: number): Html[] {
  return runs(states).map(
    ({ state = 'unknown', from, length }) =>
      html`<rect class="${state}" x="${from}" width="${length}" height="${height}" />`,
  );
}

/** Runs of equal states. */
export function runs(
  states: readonly IntervalState[],
): { state: IntervalState; from: number; length: number }[] {
  const found: { state: IntervalState; from: number; length: number }[] = [];
  for (const [index, state] of states.entries()) {
    const last = found.at(-1);
    if (last !== undefined && last.state === state) last.length += 1;
    else found.push({ state, from: index, length: 1 });
  }
  return found;
}

/** A path through the middles of intervals. It starts again after each interval without a value. */
function pathOf(values: Values, y: (value: number) => number): string {
  let previous: number | undefined;
  const parts = values.map((value, index) => {
    const start = previous === undefined;
    previous = value;
    if (value === undefined) return '';
    // A single point is a line of no length, which has round ends.
    const isSingle = start && values[index + 1] === undefined;
    return `${start ? 'M' : 'L'}${index + 0.5} ${y(value)}${isSingle ? 'h0' : ''}`;
  });
  return parts.join('');
}

/** Bounds and steps of an axis that has zero and all values, in round numbers. */
function axis(values: readonly number[]): { low: number; high: number; step: number } {
  const highest = Math.max(0, ...values);
  const lowest = Math.min(0, ...values);
  const rough = (highest - lowest || 1) / 3;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 5].find((factor) => factor * magnitude >= rough) ?? 10);
  return { low: Math.floor(lowest / step) * step, high: Math.ceil(highest / step || 1) * step, step };
}

const round = (value: number): number => Math.round(value * 10) / 10;
