import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

const ruleFile = v.object({
  groups: v.array(
    v.object({
      interval: v.optional(v.string()),
      rules: v.array(
        v.object({
          record: v.optional(v.string()),
          alert: v.optional(v.string()),
          expr: v.string(),
          for: v.optional(v.string()),
          keep_firing_for: v.optional(v.string()),
          // Templates in labels are not expanded.
          labels: v.optional(v.record(v.string(), v.pipe(v.string(), v.excludes('{{'))), {}),
        }),
      ),
    }),
  ),
});

/** A rule of Prometheus: either `record` or `alert` is set. */
export interface Rule {
  readonly record?: string | undefined;
  readonly alert?: string | undefined;
  readonly expr: string;
  /** Seconds. */
  readonly for: number;
  /** Seconds. */
  readonly keepFiringFor: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether its group sets an interval of its own: a baseline over days. */
  readonly isBaseline: boolean;
}

/** Files whose rules have no results in the past: a single line has no site, and the stack itself did not run. */
const LEFT_OUT = new Set(['fleet.yml', 'stack.yml']);
/** But by this one the dashboards recognise that the alerts were evaluated. */
export const WATCHDOG = 'Watchdog';

/**
 * Reads the rules of a line.
 *
 * @param directory `prometheus/rules`
 * @throws {Error} on a rule file that cannot be read
 */
export async function readRules(directory: string): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const file of (await readdir(directory)).filter((name) => name.endsWith('.yml')).toSorted()) {
    const { groups } = v.parse(ruleFile, parse(await readFile(path.join(directory, file), 'utf8')));
    for (const { interval, rules: own } of groups) {
      for (const { for: wait, keep_firing_for: keep, ...rule } of own) {
        if (LEFT_OUT.has(file) && rule.alert !== WATCHDOG) continue;
        rules.push({
          ...rule,
          for: seconds(wait),
          keepFiringFor: seconds(keep),
          isBaseline: interval !== undefined,
        });
      }
    }
  }
  return rules;
}

/** The chosen rules and those that they need, each after those that it reads. A rule may read its own result. */
export function inOrder(rules: readonly Rule[], isChosen: (rule: Rule) => boolean): Rule[] {
  const ordered = new Set<Rule>();
  const visited = new Set<Rule>();
  const visit = (rule: Rule): void => {
    if (visited.has(rule)) return;
    visited.add(rule);
    const names = new Set(rule.expr.match(/hg612:[\w:]+/g));
    for (const needed of rules) if (needed.record !== undefined && names.has(needed.record)) visit(needed);
    ordered.add(rule);
  };
  for (const rule of rules) if (isChosen(rule)) visit(rule);
  return [...ordered];
}

/** Names of the scraped metrics that rules read. */
export const metricsOf = (rules: readonly Rule[]): Set<string> =>
  new Set(rules.flatMap(({ expr }) => expr.match(/\b(?:hg612_\w+|up)\b/g) ?? []));

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

function seconds(duration = '0s'): number {
  const [, amount, unit = ''] = /^(\d+)([smh])$/.exec(duration) ?? [];
  const found = Number(amount) * (unitSeconds[unit] ?? Number.NaN);
  if (Number.isNaN(found)) throw new Error(`expected a duration such as 10m, found ${duration}`);
  return found;
}
