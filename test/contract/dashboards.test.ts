import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { metricRows } from '../../exporter/src/metrics/exposition.ts';
import { createProcessRegistry } from '../../exporter/src/metrics/process.ts';
import { spectrumMetrics } from '../../exporter/src/metrics/spectrum.ts';
import { failureReasons } from '../../modem/src/errors.ts';
import { lineStates } from '../../modem/src/line/status.ts';
import {
  allPanels,
  type DashboardJson,
  type PanelJson,
  queriesOf,
  readDashboards,
  readText,
} from '../support/dashboards/dashboard.ts';
import { rules } from '../support/dashboards/lint/index.ts';
import { metricNamesOf } from '../support/promql.ts';
import { dashboards, toJson } from '../../grafana/src/dashboards.ts';
import { reasonWords } from '../../grafana/src/line/retrains.ts';
import { verdictAlerts } from '../../grafana/src/verdict.ts';
import { retrainReasons } from '../../modem/src/line/retrain-reason.ts';
import { runbooks } from '../../grafana/src/create-dashboard.ts';

interface RuleFile {
  groups: {
    rules: {
      record?: string;
      alert?: string;
      labels?: { severity?: string; subject?: string };
      annotations?: { runbook_url?: string };
    }[];
  }[];
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
    'the committed %s.json is up to date (npm run generate)',
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
      ...spectrumMetrics.map((row) => row.name),
      ...createProcessRegistry({ version: '', revision: '' })
        .getMetricsAsArray()
        .flatMap((metric) => [metric.name, `${metric.name}_sum`]),
      ...ruleList.map(({ record }) => record),
      ...fromPrometheus,
    ]);
    const asked = queriesOf(dashboard).flatMap(({ where, expr }) =>
      metricNamesOf(expr).map((metric) => ({ where, metric })),
    );
    expect(asked.length).toBeGreaterThanOrEqual(allPanels(dashboard).filter(({ targets }) => targets).length);
    expect(asked.filter(({ metric }) => !existing.has(metric))).toEqual([]);
  });

  it('names only alerts that exist', () => {
    const existing = new Set(ruleList.map(({ alert }) => alert));
    const named = [...readText(name).matchAll(/\bHG612[A-Z]\w+/g)].map(([alert]) => alert);
    expect(named.filter((alert) => !existing.has(alert))).toEqual([]);
  });
});

describe('the verdict', () => {
  it('knows every critical and warning alert about the line, its modem and its exporter', () => {
    const ofLine = ruleList
      .filter(({ alert, labels }) => alert?.startsWith('HG612') && labels?.severity !== 'info')
      // Those are about many lines.
      .filter(({ alert, labels }) => alert !== 'HG612ExportersDown' && labels?.subject !== 'site')
      .flatMap(({ alert }) => alert ?? []);
    expect([...verdictAlerts].toSorted()).toEqual(ofLine.toSorted());
  });
});

describe('the retrain log', () => {
  it('has the same words for the retrain reasons as the exporter', () => {
    const words = Object.fromEntries(
      Array.from({ length: 31 }, (_, bit) => 2 ** bit).map((code) => [code, retrainReasons(code)[0]]),
    );
    const known = Object.entries(words).filter(([, text]) => !text!.startsWith('0x'));
    const { 0: none, ...shown } = reasonWords;
    expect(none).toContain('power-on');
    expect(shown).toEqual(Object.fromEntries(known));
  });
});

describe('the dashboard of the spectrum', () => {
  it('shows every metric of the spectrum', () => {
    const shown = new Set(
      queriesOf(committed.get('hg612-spectrum.json')!).flatMap(({ expr }) => metricNamesOf(expr)),
    );
    expect(spectrumMetrics.map(({ name }) => name).filter((metric) => !shown.has(metric))).toEqual([]);
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

  it('has at most two screens of 900 px before the collapsed rows', () => {
    const { panels } = committed.get('hg612-line.json')!;
    const first = panels.find(({ collapsed }) => collapsed === true)!;
    // A grid row is 38 px. The rest is Grafana's own bars.
    expect(first.gridPos.y * 38).toBeLessThan(2 * 900 - 180);
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
    allPanels(dashboard).find(({ type, targets }) => targets && type === 'timeseries')!.targets![0]!.expr =
      expr;
  };
  const chosen = '{job=~"$job", instance=~"$instance"}';
  const panel = (dashboard: DashboardJson, type: string) =>
    allPanels(dashboard).find((one) => one.type === type)!;
  const titled = (dashboard: DashboardJson, title: string): PanelJson =>
    allPanels(dashboard).find((one) => one.title === title)!;
  const tile = (expr: string) => (dashboard: DashboardJson) => {
    panel(dashboard, 'stat').targets![0]!.expr = expr;
  };

  const breakRule: Readonly<Record<string, (dashboard: DashboardJson) => void>> = {
    'has the variables datasource, job and what it is about': (dashboard) =>
      void dashboard.templating.list.pop(),
    'uses the selected data source and has no import inputs': (dashboard) =>
      void Object.assign(dashboard, { __inputs: [] }),
    'restricts every query to the selected job and instance, or site': query('hg612_up{job=~"$job"}'),
    'returns no series per line without a bound, where there are many lines': (dashboard) => {
      dashboard.uid = 'hg612-fleet';
      query('hg612_dsl_up{job=~"$job", site=~"$site"}')(dashboard);
    },
    'has a title and a description on every panel': (dashboard) =>
      void (panel(dashboard, 'stat').description = ''),
    'has a unit known to Grafana on every panel': (dashboard) =>
      void (panel(dashboard, 'stat').fieldConfig!.defaults.unit = 'furlongs'),
    'has a text for missing values on every panel': (dashboard) =>
      void (panel(dashboard, 'stat').fieldConfig!.defaults.noValue = '0'),
    'has a short text for a single missing value': (dashboard) =>
      void panel(dashboard, 'table').fieldConfig!.overrides.shift(),
    'uses $__rate_interval, the highest short rate, or a window that the panel states': query(
      `rate(hg612_dsl_crc_errors_total${chosen}[7m])`,
    ),
    'shows the highest rate and the lowest margin of each step': query(
      `hg612_dsl_snr_margin_decibels${chosen}`,
    ),
    'counts per hour as a rate, not as the increase of a step that may be longer': query(
      `increase(hg612_dsl_errored_seconds_total${chosen}[$__rate_interval])`,
    ),
    'shows no value in a tile that is older than the last scrape': tile(
      `rate(hg612_dsl_crc_errors_total${chosen}[5m])`,
    ),
    'reads raw metrics for everything but limits': query('hg612:retrains:count1d'),
    'applies the current limits to the whole range': query('hg612:threshold:crc_errors_per_hour'),
    'shows the time of a sample, not of an evaluation': query(`timestamp(hg612_dsl_up${chosen} == 1)`),
    'draws a state over the step that it describes': (dashboard) =>
      void (panel(dashboard, 'state-timeline').targets![0]!.expr =
        `max_over_time(hg612_up${chosen}[$__interval])`),
    'marks alerts on few panels, and retrains over them': (dashboard) =>
      void (dashboard.annotations.list = dashboard.annotations.list.toReversed()),
    'has titles that fit their panel in a window of 1280 px with the menu docked': (dashboard) =>
      void (panel(dashboard, 'stat').title = 'Errored seconds, last hour'),
    'has tiles with texts of a fixed size': (dashboard) =>
      void delete panel(dashboard, 'stat').options!['text'],
    'has short legends without limits': (dashboard) =>
      void (titled(dashboard, 'CRC errors').options!['legend'] = {
        displayMode: 'table',
        calcs: ['min'],
      }),
    'has tables whose columns fit': (dashboard) =>
      void panel(dashboard, 'table').fieldConfig!.overrides.push({
        matcher: { id: 'byName', options: 'Reason' },
        properties: [{ id: 'custom.width', value: 230 }],
      }),
    'shows timelines without page buttons': (dashboard) =>
      void (panel(dashboard, 'state-timeline').options!['perPage'] = 20),
    'has no axis below a logarithmic zero and no attenuation from zero': (dashboard) =>
      void (titled(dashboard, 'Attenuation').fieldConfig!.defaults.custom!['axisSoftMin'] = 0),
    'uses no unit that Grafana shows as "c/m", and no seconds for milliseconds': (dashboard) =>
      void (titled(dashboard, 'Interleaver delay').fieldConfig!.defaults.unit = 's'),
    'has colours by meaning, not by the hash of a name': (dashboard) =>
      void (titled(dashboard, 'CRC errors').fieldConfig!.defaults.color!.mode = 'palette-classic-by-name'),
    'shows dates in one format': (dashboard) =>
      void (titled(dashboard, 'Since').fieldConfig!.defaults.unit = 'dateTimeAsIso'),
    'shows no counter without rate or increase': query(`hg612_dsl_crc_errors_total${chosen}`),
    'shows gaps where nothing was measured': (dashboard) =>
      void (panel(dashboard, 'timeseries').fieldConfig!.defaults.custom!['spanNulls'] = true),
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
