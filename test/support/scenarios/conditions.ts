import { selectorsOf } from '../promql.ts';
import { type Alert, recordings } from '../rules.ts';

const recorded = new Map(recordings.map(({ record, expr }) => [record, expr]));

/**
 * Series about sites. They have no values, since the simulated line has no site; some would be expensive to expand,
 * because they read a day minute by minute.
 */
const ofSites = new Set(recordings.filter(({ file }) => file === 'fleet.yml').map(({ record }) => record));

/** Whether an expression never has a value, like those in overrides.yml: no matcher selects anything of it. */
const isEmpty = (expression: string): boolean => expression.trim() === 'vector(0) < 0';

/**
 * An expression in which every recorded series is replaced by the expression that records it. The result can be queried
 * at any time, not only while the recordings were kept. A recording that reads its own past keeps the reference, which
 * finds nothing.
 *
 * @param kept recorded series to leave as they are
 * @throws {Error} on a recorded series that no rule records, or one with matchers that could select some of its values
 */
export function expandRecordings(expression: string, kept: ReadonlySet<string> = new Set()): string {
  let expanded = expression;
  // From right to left, so that the offsets of the selectors before stay valid.
  for (const { metric, matchers, range, from, to } of selectorsOf(expression).toReversed()) {
    if (!metric.startsWith('hg612:') || kept.has(metric) || ofSites.has(metric)) continue;
    const inner = recorded.get(metric);
    if (inner === undefined) throw new Error(`${metric} is recorded by no rule`);
    if (matchers.length > 0 && !isEmpty(inner))
      throw new Error(`${metric}: expected a recorded series without matchers`);
    const subquery = range === undefined ? '' : `[${range}:1m]`;
    expanded = `${expanded.slice(0, from)}(${expandRecordings(inner, new Set([...kept, metric]))})${subquery}${expanded.slice(to)}`;
  }
  return expanded;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

function seconds(duration: string): number {
  const [, amount, unit = ''] = /^(\d+)([smh])$/.exec(duration) ?? [];
  const found = Number(amount) * (unitSeconds[unit] ?? Number.NaN);
  if (Number.isNaN(found)) throw new Error(`expected a duration such as 1m, found ${duration}`);
  return found;
}

/** From the first to the last evaluation at which an alert fires, both included. Unix seconds. */
export interface Firing {
  readonly from: number;
  readonly to: number;
}

/**
 * When an alert fires whose condition held at these moments. As in Prometheus: pending from the first moment, firing
 * once the condition has held at every evaluation for `for`, and for `keep_firing_for` after it last held.
 *
 * @param moments Unix seconds, in order
 * @param step evaluation interval in seconds
 */
export function firings(
  { for: wait = '0s', keep_firing_for: keep = '0s' }: Pick<Alert, 'for' | 'keep_firing_for'>,
  moments: readonly number[],
  step: number,
): Firing[] {
  const [pending, kept] = [seconds(wait), seconds(keep)];
  const found: { from: number; to: number }[] = [];
  let since = Number.NaN;
  let before = Number.NaN;
  for (const moment of moments) {
    const firing = found.at(-1);
    if (firing !== undefined && moment - firing.to <= Math.max(kept, step) && firing.to === before) {
      firing.to = moment;
    } else {
      if (moment - before !== step) since = moment;
      if (moment - since >= pending) found.push({ from: moment, to: moment });
    }
    before = moment;
  }
  return found.map(({ from, to }) => ({ from, to: to + kept }));
}
