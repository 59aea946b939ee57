import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProcessRegistry, metricRows } from '../../exporter/src/metrics/exposition.ts';
import { failureReasons } from '../../modem/src/errors.ts';
import { lineStates } from '../../modem/src/line/status.ts';
import { type DashboardJson, queriesOf, readDashboards, readText } from '../support/dashboards/dashboard.ts';
import { rules } from '../support/dashboards/lint.ts';
import { metricNamesOf } from '../support/promql.ts';
import { dashboards, toJson } from '../../grafana/src/dashboards.ts';
import { runbooks } from '../../grafana/src/create-dashboard.ts';

interface RuleFile {
  groups: { rules: { record?: string; alert?: string; annotations?: { runbook_url?: string } }[] }[];
}

const rulesFolder = new URL('../../prometheus/rules/', import.meta.url);
const ruleList = readdirSync(rulesFolder)
  .filter((name) => name.endsWith('.yml'))
  .flatMap((name) => (parse(readFileSync(new URL(name, rulesFolder), 'utf8')) as RuleFile).groups)
  .flatMap(({ rules: ofGroup }) => ofGroup);

const committed = readDashboards();
const names = [...committed.keys()];

/** Series that Prometheus adds to a scrape, and metrics of Prometheus and Alertmanager themselves. */
const fromPrometheus = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'ALERTS',
  'prometheus_rule_evaluation_failures_total',
  'prometheus_rule_group_last_duration_seconds',
  'prometheus_notifications_sent_total',
  'prometheus_notifications_errors_total',
  'alertmanager_notifications_total',
  'alertmanager_notifications_failed_total',
];

describe('generated dashboards', () => {
  it.each(dashboards().map((dashboard) => [dashboard.uid, dashboard] as const))(
    'the committed %s.json is up to date (npm run generate:dashboards)',
    (uid, dashboard) => {
      expect(readText(`${uid}.json`)).toBe(toJson(dashboard));
    },
  );

  it('has no other files, and the output is deterministic', () => {
    expect(names.toSorted()).toEqual(
      dashboards()
        .map(({ uid }) => `${uid}.json`)
        .toSorted(),
    );
    expect(dashboards().map(toJson)).toEqual(dashboards().map(toJson));
  });
});

describe.each(names)('%s', (name) => {
  const dashboard = committed.get(name)!;

  it.each(Object.keys(rules))('%s', (rule) => {
    expect(rules[rule]!(dashboard)).toEqual([]);
  });

  it('queries only metrics that exist', () => {
    const existing = new Set([
      ...metricRows.map((row) => row.name),
      ...createProcessRegistry({ version: '', revision: '' })
        .getMetricsAsArray()
        .flatMap((metric) => [metric.name, `${metric.name}_sum`]),
      ...ruleList.map(({ record }) => record),
      ...fromPrometheus,
    ]);
    const asked = queriesOf(dashboard).flatMap(({ where, expr }) =>
      metricNamesOf(expr).map((metric) => ({ where, metric })),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(({ metric }) => !existing.has(metric))).toEqual([]);
  });

  it('names only alerts that exist', () => {
    const existing = new Set(ruleList.map(({ alert }) => alert));
    const named = [...readText(name).matchAll(/\bHG612[A-Z]\w+/g)].map(([alert]) => alert);
    expect(named.filter((alert) => !existing.has(alert))).toEqual([]);
  });
});

describe('the home dashboard', () => {
  const queries = queriesOf(committed.get('hg612-line.json')!).map(({ expr }) => expr);
  const expressions = queries.join('\n');

  it.each(lineStates)('has a code for the state %s', (state) => {
    expect(expressions).toContain(`state="${state}"`);
  });

  it.each(failureReasons)('has a code for the failure reason %s', (reason) => {
    expect(expressions).toContain(`reason="${reason}"`);
  });

  it('shows every metric of the line', () => {
    const shown = new Set(queries.flatMap(metricNamesOf));
    const ofLine = metricRows.map((row) => row.name).filter((metric) => metric.startsWith('hg612_dsl_'));
    expect(ofLine.filter((metric) => !shown.has(metric))).toEqual([]);
  });

  it('links to the same runbooks as the alerts', () => {
    const urls = ruleList.flatMap(({ annotations }) => annotations?.runbook_url ?? []);
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => !url.startsWith(`${runbooks}#`))).toEqual([]);
  });
});

describe('each lint rule reports a dashboard that breaks it', () => {
  const query = (expr: string) => (dashboard: DashboardJson) => {
    dashboard.panels.find(({ targets }) => targets)!.targets![0]!.expr = expr;
  };
  const chosen = '{job=~"$job", instance=~"$instance"}';
  const panel = (dashboard: DashboardJson, type: string) =>
    dashboard.panels.find((one) => one.type === type)!;

  const breakRule: Readonly<Record<string, (dashboard: DashboardJson) => void>> = {
    'has the variables datasource, job and instance': (dashboard) => void dashboard.templating.list.pop(),
    'uses the selected data source and has no import inputs': (dashboard) =>
      void Object.assign(dashboard, { __inputs: [] }),
    'restricts every query to the selected job and instance': query('hg612_up{job=~"$job"}'),
    'has a title and a description on every panel': (dashboard) =>
      void (panel(dashboard, 'stat').description = ''),
    'has a unit known to Grafana on every panel': (dashboard) =>
      void (panel(dashboard, 'stat').fieldConfig!.defaults.unit = 'furlongs'),
    'has a text for missing values on every panel': (dashboard) =>
      void (panel(dashboard, 'stat').fieldConfig!.defaults.noValue = '0'),
    'has a short text for a single missing value': (dashboard) =>
      void panel(dashboard, 'table').fieldConfig!.overrides.shift(),
    'uses $__rate_interval, or a window that the title states': query(
      `rate(hg612_dsl_crc_errors_total${chosen}[7m])`,
    ),
    'shows no counter without rate or increase': query(`hg612_dsl_crc_errors_total${chosen}`),
    'shows gaps where nothing was measured': (dashboard) =>
      void (panel(dashboard, 'timeseries').fieldConfig!.defaults.custom!.spanNulls = true),
    'shows the text for missing values in an empty timeline': (dashboard) =>
      void delete panel(dashboard, 'state-timeline').transformations,
    'queries stat panels at the end of the range, other panels over the range or at its end': (dashboard) =>
      void Object.assign(panel(dashboard, 'stat').targets![0]!, { instant: false, range: true }),
    'finds events between steps': (dashboard) =>
      void (dashboard.annotations.list.at(-1)!.target!.expr = `ALERTS${chosen}`),
    'has unique panel ids and query refIds': (dashboard) =>
      void (dashboard.panels[1]!.id = dashboard.panels[0]!.id),
    'fits 24 columns without overlap': (dashboard) => void (dashboard.panels[0]!.gridPos.w += 1),
    'shows links and annotations outside menus': (dashboard) =>
      void Object.assign(dashboard.links[0]!, { placement: 'inControlsMenu' }),
  };

  it.each(Object.keys(rules))('%s', (rule) => {
    const dashboard = structuredClone(committed.get('hg612-line.json')!);
    breakRule[rule]!(dashboard);
    expect(rules[rule]!(dashboard)).not.toEqual([]);
  });
});
