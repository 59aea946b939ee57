import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Labels and annotations of an alert, as the rules give them. */
interface AlertRule {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const RULES = join(import.meta.dirname, '../../../prometheus/rules');

/** All alerts, from Prometheus' rule files. */
export const catalogue: ReadonlyMap<string, AlertRule> = new Map(
  readdirSync(RULES)
    .filter((file) => file.endsWith('.yml'))
    .flatMap((file) => {
      const { groups } = parse(readFileSync(join(RULES, file), 'utf8')) as {
        groups: { rules: Partial<AlertRule>[] }[];
      };
      return groups
        .flatMap(({ rules }) => rules)
        .filter((rule): rule is AlertRule => rule.alert !== undefined);
    })
    .map((rule) => [rule.alert, rule]),
);

/** Labels that the series of an alert adds. */
export type SeriesLabels = Readonly<Record<string, string>>;

export const LINE: SeriesLabels = { job: 'hg612', instance: 'exporter:9612' };

/** An alert as Prometheus sends it, with the labels of the rule and the series. */
export function alert(name: string, series: SeriesLabels = LINE, extra: object = {}): PostedAlert {
  const rule = catalogue.get(name);
  if (rule === undefined) throw new Error(`no rule for ${name} in prometheus/rules`);
  return {
    labels: { alertname: name, ...rule.labels, ...series },
    annotations: {
      summary: rule.annotations['summary'] ?? '',
      runbook_url: rule.annotations['runbook_url'] ?? '',
    },
    startsAt: new Date().toISOString(),
    generatorURL: 'http://localhost:9090/graph?g0.expr=hg612_up&g0.tab=1',
    ...extra,
  };
}

export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly generatorURL: string;
  readonly endsAt?: string;
}

/** The same alert, resolved. */
export const resolved = (posted: PostedAlert): PostedAlert => ({
  ...posted,
  endsAt: new Date().toISOString(),
});

/** The part of Alertmanager's webhook body that tests use. */
export interface WebhookBody {
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}
