import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';

const folder = new URL('../../prometheus/', import.meta.url);

/** A rule in prometheus/rules/*.yml. */
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
  /** Its file, e.g. `sync.yml`. */
  readonly file: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Recording extends Rule {
  readonly record: string;
  readonly file: string;
}

/** An expectation of `promtool test rules`: one alert, firing with these texts, or not firing. */
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

/** All expectations of the rule tests. */
export const expectations: readonly Expectation[] = ruleTests.flatMap((test) => test.alert_rule_test ?? []);

/** Input series of the rule tests, e.g. `hg612_up{job="hg612",instance="exporter:9612"}`. */
export const inputSeries: readonly string[] = ruleTests.flatMap((test) =>
  test.input_series.map(({ series }) => series),
);
