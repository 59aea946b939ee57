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

/** What Prometheus adds to a scrape, and what it and Alertmanager tell of themselves. */
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
    'the committed %s.json is what grafana/src makes: npm run generate:dashboards',
    (uid, dashboard) => {
      expect(readText(`${uid}.json`)).toBe(toJson(dashboard));
    },
  );

  it('has no other file, and gives the same twice', () => {
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

  it('asks only for metrics that exist', () => {
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

  it.each(lineStates)('knows the state %s', (state) => {
    expect(expressions).toContain(`state="${state}"`);
  });

  it.each(failureReasons)('knows the reason %s', (reason) => {
    expect(expressions).toContain(`reason="${reason}"`);
  });

  it('shows every metric of the line', () => {
    const shown = new Set(queries.flatMap(metricNamesOf));
    const ofLine = metricRows.map((row) => row.name).filter((metric) => metric.startsWith('hg612_dsl_'));
    expect(ofLine.filter((metric) => !shown.has(metric))).toEqual([]);
  });

  it('leads to the runbooks that the alerts lead to', () => {
    const urls = ruleList.flatMap(({ annotations }) => annotations?.runbook_url ?? []);
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => !url.startsWith(`${runbooks}#`))).toEqual([]);
  });
});

describe('each rule can fail', () => {
  const query = (expr: string) => (dashboard: DashboardJson) => {
    dashboard.panels.find(({ targets }) => targets)!.targets![0]!.expr = expr;
  };
  const chosen = '{job=~"$job", instance=~"$instance"}';
  const panel = (dashboard: DashboardJson, type: string) =>
    dashboard.panels.find((one) => one.type === type)!;

  const spoilers: Readonly<Record<string, (dashboard: DashboardJson) => void>> = {
    'has the variables datasource, job and instance': (dashboard) => void dashboard.templating.list.pop(),
    'asks the chosen data source, and nothing that an import would have to fill in': (dashboard) =>
      void Object.assign(dashboard, { __inputs: [] }),
    'holds every query to the chosen job and instance': query('hg612_up{job=~"$job"}'),
    'says of every panel what it shows': (dashboard) => void (panel(dashboard, 'stat').description = ''),
    'gives every panel a unit that Grafana knows': (dashboard) =>
      void (panel(dashboard, 'stat').fieldConfig!.defaults.unit = 'furlongs'),
    'says in words why there is no value': (dashboard) =>
      void (panel(dashboard, 'stat').fieldConfig!.defaults.noValue = '0'),
    'has a short word for one value that is missing among others': (dashboard) =>
      void panel(dashboard, 'table').fieldConfig!.overrides.shift(),
    'takes growth over $__rate_interval, or over a window that the title names': query(
      `rate(hg612_dsl_crc_errors_total${chosen}[7m])`,
    ),
    'never shows a bare total': query(`hg612_dsl_crc_errors_total${chosen}`),
    'leaves gaps where nothing was measured': (dashboard) =>
      void (panel(dashboard, 'timeseries').fieldConfig!.defaults.custom!.spanNulls = true),
    'lets an empty timeline say why it is empty': (dashboard) =>
      void delete panel(dashboard, 'state-timeline').transformations,
    'shows the present by the end of the range, the past by all of it': (dashboard) =>
      void Object.assign(panel(dashboard, 'stat').targets![0]!, { instant: false, range: true }),
    'marks an event however long the step is': (dashboard) =>
      void (dashboard.annotations.list.at(-1)!.target!.expr = `ALERTS${chosen}`),
    'numbers panels and queries without repetition': (dashboard) =>
      void (dashboard.panels[1]!.id = dashboard.panels[0]!.id),
    'lies within 24 columns, without overlap': (dashboard) => void (dashboard.panels[0]!.gridPos.w += 1),
    'hides no link or annotation in a menu': (dashboard) =>
      void Object.assign(dashboard.links[0]!, { placement: 'inControlsMenu' }),
  };

  it.each(Object.keys(rules))('%s', (rule) => {
    const dashboard = structuredClone(committed.get('hg612-line.json')!);
    spoilers[rule]!(dashboard);
    expect(rules[rule]!(dashboard)).not.toEqual([]);
  });
});
