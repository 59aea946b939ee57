import { describe, expect, it } from 'vitest';
import { metricRows } from '../../exporter/src/metrics/exposition.ts';
import { spectrumMetrics } from '../../exporter/src/metrics/spectrum.ts';
import { metricNamesOf, numbersOf, type Selector, selectorsOf } from '../support/promql.ts';
import { alerts, expectations, inputSeries, recordings } from '../support/rules.ts';

/** All alerts with their severities. Routes, dashboards and users depend on them. */
const catalogue: Readonly<Record<string, string>> = {
  HG612ExporterDown: 'critical',
  HG612ExportersDown: 'critical',
  HG612ModemUnreachable: 'critical',
  HG612CollectorFailing: 'warning',
  HG612ScrapeSlow: 'warning',
  HG612SiteDown: 'critical',
  HG612SiteDownRecently: 'none',
  HG612SyncLost: 'critical',
  HG612LineRetrained: 'warning',
  HG612LineFlapping: 'critical',
  HG612RetrainsHigh: 'warning',
  HG612RetrainsCritical: 'critical',
  HG612DlmProfileChanged: 'info',
  HG612SnrMarginLow: 'warning',
  HG612SnrMarginCritical: 'critical',
  HG612SnrMarginDropped: 'warning',
  HG612SnrMarginUnknown: 'info',
  HG612SyncRateDropped: 'warning',
  HG612SyncRateFault: 'critical',
  HG612SyncBelowContract: 'warning',
  HG612SyncAboveAttainable: 'info',
  HG612CrcErrorsHigh: 'warning',
  HG612ErroredSecondsHigh: 'warning',
  HG612SeverelyErroredSeconds: 'critical',
  HG612FecStorm: 'info',
  HG612AttenuationChanged: 'warning',
  HG612ModemRebooted: 'info',
  Watchdog: 'none',
  PrometheusRuleFailures: 'warning',
  PrometheusReloadFailed: 'warning',
  PrometheusNotificationsFailing: 'warning',
  PrometheusStorageFailing: 'critical',
  PrometheusCompactionsFailing: 'warning',
  AlertmanagerReloadFailed: 'warning',
  AlertmanagerNotificationsFailing: 'warning',
  NobodyToNotify: 'warning',
};

/** Values of the label `subject` by `layer`. Alertmanager's inhibition rules depend on them. */
const subjects: Readonly<Record<string, readonly string[]>> = {
  exporter: ['exporter'],
  modem: ['modem', 'collector', 'scrape', 'device'],
  line: ['site', 'sync', 'retrain', 'profile', 'snr_margin', 'sync_rate', 'errors', 'attenuation'],
  stack: ['watchdog', 'prometheus', 'alertmanager'],
};

/** Metrics of Prometheus and Alertmanager that the rules use. */
const foreignMetrics = [
  'up',
  'ALERTS',
  'prometheus_rule_evaluation_failures_total',
  'prometheus_config_last_reload_successful',
  'prometheus_notifications_errors_total',
  'prometheus_notifications_alertmanagers_discovered',
  'prometheus_tsdb_compactions_failed_total',
  'alertmanager_config_last_reload_successful',
  'alertmanager_notification_requests_total',
  'alertmanager_notification_requests_failed_total',
  'alertmanager_integrations',
];

const rows = [...metricRows, ...spectrumMetrics];
const metrics = new Set([...rows.map(({ name }) => name), ...foreignMetrics]);
const recorded = new Set(recordings.map(({ record }) => record));
const thresholds = recordings.filter(({ file }) => file === 'thresholds.yml');

/** Names of metrics and recorded series in the queries of a Go template, e.g. `{{ query "hg612_up" }}`. */
const namesInTemplate = (text: string): string[] => text.match(/\bhg612[_:][a-z0-9_:]+/g) ?? [];

it('has exactly the alerts of the catalogue, with these severities', () => {
  expect(Object.fromEntries(alerts.map(({ alert, labels }) => [alert, labels['severity']]))).toEqual(
    catalogue,
  );
  expect(alerts).toHaveLength(Object.keys(catalogue).length);
});

/** Alerts on no series of any target. */
const withoutSeries = new Set(['Watchdog', 'PrometheusStorageFailing']);

/** The label that says what the other alerts are about: `instance`, unless named here. */
const about: Readonly<Record<string, string>> = {
  HG612SiteDown: 'site',
  HG612SiteDownRecently: 'site',
  HG612ExportersDown: 'job',
};

describe.each(alerts.map((alert) => [alert.alert, alert] as const))('%s', (name, alert) => {
  const { labels, annotations, expr } = alert;

  it('has the labels severity, layer and subject', () => {
    expect(Object.keys(labels).toSorted()).toEqual(['layer', 'severity', 'subject']);
    expect(subjects[labels['layer']!]).toContain(labels['subject']);
  });

  it('has a static summary and a description with measured values', () => {
    expect(Object.keys(annotations).toSorted()).toEqual(['description', 'runbook_url', 'summary']);
    expect(annotations['summary']).toMatch(/^[A-Z][^{}]+[^.{}]$/);
    if (withoutSeries.has(name)) expect(annotations['description']).not.toContain('{{');
    else expect(annotations['description']).toContain(`{{ $labels.${about[name] ?? 'instance'} }}`);
    expect(annotations['description']).toMatch(/[.}]$/);
  });

  it('has rule tests in which it fires and in which it does not', () => {
    const tests = expectations.filter(({ alertname }) => alertname === name);
    const firing = tests.flatMap(({ exp_alerts = [] }) => exp_alerts);
    expect(firing.length).toBeGreaterThan(0);
    expect(firing.every(({ exp_annotations }) => Object.keys(exp_annotations).length === 3)).toBe(true);
    const silent = tests.filter(({ exp_alerts = [] }) => exp_alerts.length === 0);
    // Watchdog always fires.
    if (name === 'Watchdog') expect(silent).toEqual([]);
    else expect(silent.length).toBeGreaterThan(0);
  });

  it('compares with recorded thresholds only', () => {
    // A factor of 3600 converts a rate per second to one per hour.
    const figures = numbersOf(expr.replaceAll(/\* 3600\b/g, '* 1'));
    // 0 and 1 are states or "any", not thresholds.
    expect(figures.filter((figure) => !['0', '1'].includes(figure))).toEqual([]);
  });
});

it('queries only metrics and recorded series that exist', () => {
  const queried = [...alerts, ...recordings].flatMap(({ expr, annotations }) => [
    ...metricNamesOf(expr),
    ...namesInTemplate(annotations?.['description'] ?? ''),
  ]);
  expect(queried.length).toBeGreaterThan(60);
  expect(queried.filter((name) => !metrics.has(name) && !recorded.has(name))).toEqual([]);
});

describe('rules for the line', () => {
  const ofLine = [...alerts, ...recordings].filter(({ file }) => file !== 'stack.yml');
  const texts = ofLine.flatMap(({ expr, annotations }) => [expr, annotations?.['description'] ?? '']);

  it('name no job and no instance', () => {
    const values = texts.flatMap((text) => text.match(/\b(?:job|instance)(?:=~|!~|!=|=)"[^"]+"/g) ?? []);
    expect(values).toEqual([]);
    expect(texts.length).toBeGreaterThan(100);
  });

  it('keep the site where they aggregate by line', () => {
    expect(texts.filter((text) => /\bby \(job, instance\)/.test(text))).toEqual([]);
    expect(texts.filter((text) => text.includes('by (job, instance, site)')).length).toBeGreaterThan(3);
  });

  it('work without rules/stack.yml, and that file needs only the thresholds', () => {
    const elsewhere = (file: string) =>
      recordings.filter((rule) => rule.file !== file).map(({ record }) => record);
    const used = (rules: typeof ofLine) => rules.flatMap(({ expr }) => metricNamesOf(expr));
    // hg612:exporter:expected is empty without the rules for an installation.
    const onlyInStack = recordings
      .map(({ record, file }) => (file === 'stack.yml' ? record : ''))
      .filter((record) => record !== '' && !elsewhere('stack.yml').includes(record));
    expect(onlyInStack).toEqual(['hg612:exporter:expected']);
    expect(used(ofLine).filter((name) => /^(?:prometheus|alertmanager)_/.test(name))).toEqual([]);
    const stack = [...alerts, ...recordings].filter(({ file }) => file === 'stack.yml');
    const needed = used(stack).filter((name) => name.startsWith('hg612'));
    expect(needed.filter((name) => !name.startsWith('hg612:threshold:'))).toEqual([]);
  });
});

it('has rule tests with existing metrics and their labels only', () => {
  const ofTarget = new Set(['instance', 'job', 'site']);
  const wrong = inputSeries.filter((series) => {
    const [{ metric, matchers }] = selectorsOf(series) as [Selector];
    const row = rows.find(({ name }) => name === metric);
    const labels = matchers.map(({ label }) => label);
    if (row === undefined) return !foreignMetrics.includes(metric) && !recorded.has(metric);
    const ofMetric = labels.filter((label) => !ofTarget.has(label));
    const isOfTarget = labels.includes('job') && labels.includes('instance');
    return !isOfTarget || ofMetric.toSorted().join() !== row.labels.toSorted().join();
  });
  expect(inputSeries.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});

describe('thresholds', () => {
  it('are constants without labels, in one file', () => {
    for (const { record, expr, labels } of thresholds) {
      expect(record).toMatch(/^hg612:threshold:[a-z_]+$/);
      expect(expr).toMatch(/^vector\([\d.]+\)$/);
      expect(labels).toBeUndefined();
    }
    const elsewhere = recordings.filter(
      ({ record, file }) => record.startsWith('hg612:threshold:') && file !== 'thresholds.yml',
    );
    expect(elsewhere).toEqual([]);
  });

  it('are each used by a rule', () => {
    const used = new Set([...alerts, ...recordings].flatMap(({ expr }) => metricNamesOf(expr)));
    expect(thresholds.map(({ record }) => record).filter((record) => !used.has(record))).toEqual([]);
  });
});
