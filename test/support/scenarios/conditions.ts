import { type Alert, recordings } from '../rules.ts';

const recorded = new Map(recordings.map(({ record, expr }) => [record, expr]));

/**
 * An expression with what the rules record written out, so that it can be asked of any time and not only of one for
 * which the recordings were kept.
 */
export function writtenOut(expression: string): string {
  return expression.replaceAll(/\b(hg612:[\w:]+)(\[[^\]:]+\])?/g, (_, name: string, range?: string) => {
    const inner = recorded.get(name);
    if (inner === undefined) throw new Error(`${name} is recorded by no rule`);
    const expanded = `(${writtenOut(inner)})`;
    return range === undefined ? expanded : `${expanded}${range.slice(0, -1)}:1m]`;
  });
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** How long an alert's condition has to hold before it fires, in seconds. */
export function patience({ alert, for: wait = '0s' }: Alert): number {
  const [, amount, unit = ''] = /^(\d+)([smh])$/.exec(wait) ?? [];
  const seconds = Number(amount) * (unitSeconds[unit] ?? Number.NaN);
  if (Number.isNaN(seconds)) throw new Error(`${alert}: expected a duration such as 1m, found ${wait}`);
  return seconds;
}

/**
 * Does a condition that held at these moments make its alert fire? As Prometheus does it: pending from the first
 * moment, firing once it has held at every evaluation for as long as the alert waits.
 *
 * @param moments Unix seconds, in order
 * @param step seconds from evaluation to evaluation
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
