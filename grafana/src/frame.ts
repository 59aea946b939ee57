/* oxlint-disable unicorn/no-array-sort -- `sort` here is a method of the SDK's builders */
import {
  type AnnotationQuery,
  type Dashboard,
  type DashboardLink,
  type VariableModel,
  type VariableOption,
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type Section, layOut } from './layout.ts';
import { palette } from './palette.ts';
import { dataSource, prometheusQuery } from './queries.ts';
import { retrained } from './retrains.ts';

/** Where the alerts' runbooks are published; the same as in the rules' `runbook_url`. */
export const runbooks =
  'https://github.com/hg612-observability/hg612-observability/blob/main/docs/runbooks/README.md';

/** What two dashboards do not share. */
interface DashboardSpec {
  uid: string;
  title: string;
  description: string;
  sections: readonly Section[];
}

/** Found by it: the links between the dashboards. */
const tag = 'hg612';

/** A dashboard with its variables, links and annotations; one JSON for provisioning and for import. */
export function frame(spec: DashboardSpec): Dashboard {
  const dashboard = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([tag])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .build();
  dashboard.templating = {
    list: [dataSourceVariable(), jobVariable(), instanceVariable()].map(withoutInterval),
  };
  dashboard.annotations = { list: [builtInAnnotations(), retrainAnnotations(), alertAnnotations()] };
  dashboard.links = [otherDashboards(), runbookLink()];
  dashboard.panels = layOut(spec.sections);
  return dashboard;
}

/** A variable without what only an interval variable has; the SDK gives it to all. */
function withoutInterval(variable: Builder<VariableModel>): VariableModel {
  const { auto: _auto, auto_min: _min, auto_count: _count, ...rest } = variable.build();
  return rest;
}

const dataSourceVariable = () =>
  new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus')
    .multi(false)
    .current(theFirst());

/** No choice of ours: Grafana takes the first that it finds. */
const theFirst = (): VariableOption => ({ text: '', value: '' });

const labelValues = (selector: string, label: string) => ({
  qryType: 1,
  query: `label_values(${selector}, ${label})`,
  refId: 'PrometheusVariableQueryEditor-VariableQuery',
});

/** Of all jobs that have a modem; only narrows what `instance` offers. */
const jobVariable = () =>
  new QueryVariableBuilder('job')
    .label('Job')
    .datasource(dataSource())
    .query(labelValues('hg612_up', 'job'))
    .definition('label_values(hg612_up, job)')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: 'All', value: '$__all' });

/** One at a time: a panel that mixed two lines would say nothing true of either. */
const instanceVariable = () =>
  new QueryVariableBuilder('instance')
    .label('Instance')
    .description('One exporter, which is one modem and its line.')
    .datasource(dataSource())
    .query(labelValues('hg612_up{job=~"$job"}', 'instance'))
    .definition('label_values(hg612_up{job=~"$job"}, instance)')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(false)
    .includeAll(false)
    .current(theFirst());

/** The notes that people make in Grafana themselves; a dashboard without them cannot take any. */
const builtInAnnotations = (): AnnotationQuery =>
  shownAbove(
    new AnnotationQueryBuilder()
      .name('Annotations & Alerts')
      .datasource({ type: 'grafana', uid: '-- Grafana --' })
      .builtIn(1)
      .type('dashboard')
      .enable(true)
      .hide(true)
      .iconColor(palette.downstream)
      .build(),
  );

const eventAnnotations = (
  name: string,
  color: string,
  expr: string,
  title: string,
  text: string,
): AnnotationQuery =>
  shownAbove(
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(dataSource())
      .enable(true)
      .iconColor(color)
      .target(prometheusQuery({ expr, refId: 'Anno' }, 0))
      .titleFormat(title)
      .textFormat(text)
      .build(),
  );

const retrainAnnotations = () =>
  eventAnnotations(
    'Retrains',
    palette.unclear,
    `(${retrained()}) * 0 + 1`,
    'Retrain',
    'The line came back into sync.',
  );

/**
 * At the end of a step in which an alert fired, so that one of a minute shows on a month too. An alert for an
 * absent target has no instance: shown on every line.
 */
const alertAnnotations = () =>
  eventAnnotations(
    'Alerts',
    palette.bad,
    'max_over_time(ALERTS{alertstate="firing", severity=~"critical|warning", job=~"$job", instance=~"$instance|"}[$__interval])',
    '{{alertname}}',
    '{{severity}}',
  );

/** The SDK's default would hide them in a menu. */
function shownAbove<T extends { placement?: unknown }>(item: T): T {
  delete item.placement;
  return item;
}

const otherDashboards = (): DashboardLink =>
  shownAbove(
    new DashboardLinkBuilder('HG612 dashboards')
      .type(DashboardLinkType.Dashboards)
      .tags([tag])
      .includeVars(true)
      .keepTime(true)
      .build(),
  );

const runbookLink = (): DashboardLink =>
  shownAbove(
    new DashboardLinkBuilder('Runbooks')
      .type(DashboardLinkType.Link)
      .icon('doc')
      .tooltip('What each alert means and what to do')
      .url(runbooks)
      .targetBlank(true)
      .build(),
  );
