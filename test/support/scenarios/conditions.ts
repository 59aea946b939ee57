import { selectorsOf } from '../promql.ts';
import { type Alert, recordings } from '../rules.ts';

const recorded = new Map(recordings.map(({ record, expr }) => [record, expr]));

/**
 * An expression in which every recorded series is replaced by the expression that records it. The result can be
 * queried at any time, not only while the recordings were kept.
 *
 * @throws {Error} on a recorded series that no rule records, or one with matchers
 */
export function expandRecordings(expression: string): string {
  let expanded = expression;
  // From right to left, so that the offsets of the selectors before stay valid.
  for (const { metric, matchers, range, from, to } of selectorsOf(expression).toReversed()) {
    if (!metric.startsWith('hg612:')) continue;
    const inner = recorded.get(metric);
    if (inner === undefined) throw new Error(`${metric} is recorded by no rule`);
    if (matchers.length > 0) throw new Error(`${metric}: expected a recorded series without matchers`);
    const subquery = range === undefined ? '' : `[${range}:1m]`;
    expanded = `${expanded.slice(0, from)}(${expandRecordings(inner)})${subquery}${expanded.slice(to)}`;
  }
  return expanded;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Time for which an alert's condition must hold before the alert fires (`for`), in seconds. */
export function pendingSeconds({ alert, for: wait = '0s' }: Alert): number {
  const [, amount, unit = ''] = /^(\d+)([smh])$/.exec(wait) ?? [];
  const seconds = Number(amount) * (unitSeconds[unit] ?? Number.NaN);
  if (Number.isNaN(seconds)) throw new Error(`${alert}: expected a duration such as 1m, found ${wait}`);
  return seconds;
}

/**
 * Whether a condition that held at these moments makes its alert fire. As in Prometheus: pending from the first moment,
 * firing once the condition has held at every evaluation for `seconds`.
 *
 * @param moments Unix seconds, in order
 * @param step evaluation interval in seconds
 */
export function fires(moments: readonly number[], step: number, seconds: number): boolean {
  let since = Number.NaN;
  let before = Number.NaN;
  return moments.some((moment) => {
    if (moment - before !== step) since = moment;
    before = moment;
    return moment - since >= seconds;
  });
}
