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
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type Section, layOut } from './layout.ts';
import { palette } from './palette.ts';
import { dataSource, prometheusQuery } from './queries.ts';
import { retrainsPerStep } from './retrains.ts';
import { firing } from './states.ts';

/** Address of the published runbooks; the same as in the rules' `runbook_url`. */
export const runbooks =
  'https://github.com/hg612-observability/hg612-observability/blob/main/docs/runbooks/README.md';

/** What differs between the dashboards. */
interface DashboardSpec {
  uid: string;
  title: string;
  description: string;
  sections: readonly Section[];
  /** Time range when the dashboard is opened. */
  from: string;
  /** How often the dashboard is refreshed. Empty: never. */
  refresh: string;
  /** Titles of the panels that show the starts of alerts. On other panels they would hide the measurement. */
  panelsWithAlerts: readonly string[];
  /** One line, or the lines of some jobs and sites. */
  subject: 'line' | 'fleet';
}

/** The links between the dashboards select by this tag. */
const tag = 'hg612';

/** Builds a dashboard with the common variables, links and annotations. Its JSON can be provisioned or imported. */
export function createDashboard(spec: DashboardSpec): Dashboard {
  const dashboard = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([tag])
    .time({ from: spec.from, to: 'now' })
    .refresh(spec.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .build();
  dashboard.templating = {
    list: [dataSourceVariable(), jobVariable(), ...subjectVariables[spec.subject]()].map(
      withoutIntervalOptions,
    ),
  };
  dashboard.links = [otherDashboards(), runbookLink()];
  dashboard.panels = layOut(spec.sections);
  const ids = dashboard.panels.flatMap(({ id, title = '' }) =>
    id !== undefined && spec.panelsWithAlerts.includes(title) ? [id] : [],
  );
  // Later ones are drawn over earlier ones.
  dashboard.annotations = {
    list:
      spec.subject === 'line'
        ? [builtInAnnotations(), alertAnnotations(ids), retrainAnnotations()]
        : [builtInAnnotations(), siteAnnotations(ids)],
  };
  return dashboard;
}

/** A variable without the options of interval variables, which the SDK adds to every variable. */
function withoutIntervalOptions(variable: Builder<VariableModel>): VariableModel {
  const { auto: _auto, auto_min: _min, auto_count: _count, ...rest } = variable.build();
  return rest;
}

const dataSourceVariable = () =>
  new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus')
    .multi(false)
    .current(noPreselection());

/** No preselected value: Grafana takes the first one. */
const noPreselection = (): VariableOption => ({ text: '', value: '' });

const labelValues = (selector: string, label: string) => ({
  qryType: 1,
  query: `label_values(${selector}, ${label})`,
  refId: 'PrometheusVariableQueryEditor-VariableQuery',
});

/**
 * The jobs with a modem. Restricts the values of `instance`. Hidden, since most people have one; with several, the URL
 * parameter `var-job` selects one.
 */
const jobVariable = () =>
  new QueryVariableBuilder('job')
    .label('Job')
    .hide(VariableHide.HideVariable)
    .datasource(dataSource())
    .query(labelValues('hg612_up', 'job'))
    .definition('label_values(hg612_up, job)')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: 'All', value: '$__all' });

/** A single value: a panel must not mix the values of two lines. */
const instanceVariable = () =>
  new QueryVariableBuilder('instance')
    .label('Instance')
    .description('One exporter: one modem and its line.')
    .datasource(dataSource())
    .query(labelValues('hg612_up{job=~"$job"}', 'instance'))
    .definition('label_values(hg612_up{job=~"$job"}, instance)')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(false)
    .includeAll(false)
    .current(noPreselection());

/** Some sites or all lines, also those without a site. With tens of thousands of lines, this list is still short. */
const siteVariable = () =>
  new QueryVariableBuilder('site')
    .label('Site')
    .description('The label "site" of the targets. All includes lines without it.')
    .datasource(dataSource())
    .query(labelValues('hg612_up{job=~"$job"}', 'site'))
    .definition('label_values(hg612_up{job=~"$job"}, site)')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: 'All', value: '$__all' });

/** Part of the name of a line. A list of all lines would be too long. */
const findVariable = () =>
  new TextBoxVariableBuilder('find')
    .label('Find a line')
    .description('Part of its name, for the table "Lines by name".')
    .defaultValue('')
    .current(noPreselection());

const subjectVariables = {
  line: () => [instanceVariable()],
  fleet: () => [siteVariable(), findVariable()],
};

/** Annotations that users add in Grafana. A dashboard without this entry does not accept any. */
const builtInAnnotations = (): AnnotationQuery =>
  withoutPlacement(
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
  withoutPlacement(
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
  eventAnnotations('Retrains', palette.unclear, retrainsPerStep(), 'Retrain', 'The line is in sync again.');

const firingInStep = (offset = ''): string =>
  `max_over_time(${firing('severity=~"critical|warning"')}[$__interval]${offset})`;

/**
 * Marks the end of each step in which an alert started to fire, so that an alert of one minute is visible on a range of a
 * month. Grafana would draw an alert that is marked in several steps as a region, over the event that caused it.
 */
const alertAnnotations = (ids: number[]): AnnotationQuery => ({
  ...eventAnnotations(
    'Alerts',
    palette.bad,
    `${firingInStep()} unless ${firingInStep(' offset $__interval')}`,
    '{{alertname}}',
    '{{severity}}',
  ),
  filter: { exclude: false, ids },
});

const siteDownInStep = (offset = ''): string =>
  `max_over_time(ALERTS{alertstate="firing", alertname="HG612SiteDown", job=~"$job", site=~"$site"}[$__interval]${offset})`;

/** Marks the end of each step in which the outage of a site was reported. */
const siteAnnotations = (ids: number[]): AnnotationQuery => ({
  ...eventAnnotations(
    'Alerts',
    palette.bad,
    `${siteDownInStep()} unless ${siteDownInStep(' offset $__interval')}`,
    '{{site}}',
    'Many lines are down.',
  ),
  filter: { exclude: false, ids },
});

/** Removes the SDK's default placement, which hides links and annotations in a menu. */
function withoutPlacement<T extends { placement?: unknown }>(item: T): T {
  delete item.placement;
  return item;
}

const otherDashboards = (): DashboardLink =>
  withoutPlacement(
    new DashboardLinkBuilder('HG612 dashboards')
      .type(DashboardLinkType.Dashboards)
      .tags([tag])
      .includeVars(true)
      .keepTime(true)
      .build(),
  );

const runbookLink = (): DashboardLink =>
  withoutPlacement(
    new DashboardLinkBuilder('Runbooks')
      .type(DashboardLinkType.Link)
      .icon('doc')
      .tooltip('Meaning of each alert and what to do')
      .url(runbooks)
      .targetBlank(true)
      .build(),
  );
