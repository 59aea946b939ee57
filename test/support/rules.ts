import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';

const folder = new URL('../../prometheus/', import.meta.url);

/** A rule as it stands in prometheus/rules/*.yml. */
interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Alert extends Rule {
  readonly alert: string;
  /** The file it stands in, e.g. `sync.yml`. */
  readonly file: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Recording extends Rule {
  readonly record: string;
  readonly file: string;
}

/** What `promtool test rules` is to find at some time: one alert, firing (with which texts) or silent. */
export interface Expectation {
  readonly alertname: string;
  readonly exp_alerts?: readonly {
    readonly exp_labels: Readonly<Record<string, string>>;
    readonly exp_annotations: Readonly<Record<string, string>>;
  }[];
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

interface RuleTestFile {
  readonly tests: readonly {
    readonly input_series: readonly { readonly series: string }[];
    readonly alert_rule_test?: readonly Expectation[];
  }[];
}

/** Names of the YAML files in a folder below prometheus/. */
export const yamlFiles = (below: 'rules' | 'tests'): string[] =>
  readdirSync(new URL(`${below}/`, folder))
    .filter((name) => name.endsWith('.yml'))
    .toSorted();

/** The text of a file below prometheus/. */
export const readPrometheusFile = (path: string): string => readFileSync(new URL(path, folder), 'utf8');

const rules = yamlFiles('rules').flatMap((file) =>
  (parse(readPrometheusFile(`rules/${file}`)) as RuleFile).groups.flatMap((group) =>
    group.rules.map((rule) => ({ ...rule, file })),
  ),
);

export const alerts: readonly Alert[] = rules.flatMap((rule) =>
  rule.alert === undefined ? [] : { labels: {}, annotations: {}, ...rule, alert: rule.alert },
);

export const recordings: readonly Recording[] = rules.flatMap((rule) =>
  rule.record === undefined ? [] : { ...rule, record: rule.record },
);

const ruleTests = yamlFiles('tests').flatMap(
  (file) => (parse(readPrometheusFile(`tests/${file}`)) as RuleTestFile).tests,
);

/** Everything that the rule tests expect of alerts. */
export const expectations: readonly Expectation[] = ruleTests.flatMap((test) => test.alert_rule_test ?? []);

/** The series that the rule tests feed in, e.g. `hg612_up{job="hg612",instance="exporter:9612"}`. */
export const inputSeries: readonly string[] = ruleTests.flatMap((test) =>
  test.input_series.map(({ series }) => series),
);
