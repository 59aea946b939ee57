/* oxlint-disable unicorn/no-array-sort -- `sort` here is a method of the SDK's builders */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type VariableModel,
  type VariableOption,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource } from './queries.ts';

/** What the dashboards of one line are selected by. */
export const lineVariables = (): VariableModel[] =>
  [dataSourceVariable(), jobVariable(), instanceVariable()].map(withoutIntervalOptions);

/** What the dashboard of many lines is selected by. */
export const fleetVariables = (): VariableModel[] =>
  [dataSourceVariable(), jobVariable(), siteVariable(), findVariable()].map(withoutIntervalOptions);

/** A variable without the options of interval variables, which the SDK adds to every variable. */
function withoutIntervalOptions(variable: Builder<VariableModel>): VariableModel {
  const { auto: _auto, auto_min: _min, auto_count: _count, ...rest } = variable.build();
  return rest;
}

/** No preselected value: Grafana takes the first one. */
const noPreselection = (): VariableOption => ({ text: '', value: '' });

const dataSourceVariable = () =>
  new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus')
    .multi(false)
    .current(noPreselection());

/** Sorted values of a label. @param query such as `label_values(hg612_up, job)` */
const ofLabel = (variable: QueryVariableBuilder, query: string): QueryVariableBuilder =>
  variable
    .datasource(dataSource())
    .query({ qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

/** Any number of values; all of them by default. @param allValue the regular expression for all */
const several = (variable: QueryVariableBuilder, allValue: string): QueryVariableBuilder =>
  variable.multi(true).includeAll(true).allValue(allValue).current({ text: 'All', value: '$__all' });

/**
 * The jobs with a modem. Restricts the values of `instance`. Hidden, since most people have one; with several, the URL
 * parameter `var-job` selects one.
 */
function jobVariable(): QueryVariableBuilder {
  const variable = new QueryVariableBuilder('job').label('Job').hide(VariableHide.HideVariable);
  return several(ofLabel(variable, 'label_values(hg612_up, job)'), '.+');
}

/** A single value: a panel must not mix the values of two lines. */
function instanceVariable(): QueryVariableBuilder {
  const variable = new QueryVariableBuilder('instance')
    .label('Instance')
    .description('One exporter: one modem and its line.');
  return ofLabel(variable, 'label_values(hg612_up{job=~"$job"}, instance)')
    .multi(false)
    .includeAll(false)
    .current(noPreselection());
}

/** Some sites or all lines, also those without a site. With tens of thousands of lines, this list is still short. */
function siteVariable(): QueryVariableBuilder {
  const variable = new QueryVariableBuilder('site')
    .label('Site')
    .description('The label "site" of the targets. All includes lines without it.');
  return several(ofLabel(variable, 'label_values(hg612_up{job=~"$job"}, site)'), '.*');
}

/** Part of the name of a line. A list of all lines would be too long. */
const findVariable = () =>
  new TextBoxVariableBuilder('find')
    .label('Find a line')
    .description('Part of its name, for the table "Lines by name".')
    .defaultValue('')
    .current(noPreselection());
