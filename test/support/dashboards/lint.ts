import * as units from '@grafana/grafana-foundation-sdk/units';
import { dBm } from '../../../grafana/src/units.ts';
import type { DashboardJson, PanelJson } from './dashboard.ts';
import { queriesOf } from './dashboard.ts';
import { type Selector, selectorsOf } from '../promql.ts';

/** Checks a dashboard. Returns one message per problem. */
export type Rule = (dashboard: DashboardJson) => string[];

const knownUnits = new Set<unknown>([...Object.values(units), dBm]);

const visiblePanels = (dashboard: DashboardJson): PanelJson[] =>
  dashboard.panels.filter(({ type }) => type !== 'row');
const withQueries = (dashboard: DashboardJson): PanelJson[] =>
  visiblePanels(dashboard).filter(({ targets }) => targets);

/** Series without an exporter's job and instance: thresholds, and metrics of Prometheus and Alertmanager. */
const notOfExporter =
  /^(?:hg612:threshold:|hg612:dlm:errored_seconds_per_day$|prometheus_|alertmanager_|ALERTS$)/;

/** Windows other than `$__rate_interval`, and the words for each that the panel's title must contain. */
const namedWindows: Readonly<Record<string, string>> = {
  '5m': 'last 5 min',
  '1h': 'last hour',
  $__range: 'in this range',
};

/** The words for a window; for an unknown window, words that no title contains. */
const windowName = (range: string): string => namedWindows[range] ?? '(no title names this window)';

/** Whether a selector has `label=~"$label"`. */
const followsVariable = ({ matchers }: Selector, label: string): boolean =>
  matchers.some((one) => one.label === label && one.operator === '=~' && one.value === `$${label}`);

/** Whether a selector is the argument of a function that turns a counter into its growth. */
const takesGrowth = ({ call, range }: Selector): boolean =>
  range !== undefined && ['rate', 'irate', 'increase'].includes(call ?? '');

const overlap = (a: PanelJson['gridPos'], b: PanelJson['gridPos']): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** All values of a key in a nested value. */
function* deep(value: unknown, key: string): Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) yield inner;
    yield* deep(inner, key);
  }
}

/** The rules by title. */
export const rules: Readonly<Record<string, Rule>> = {
  'has the variables datasource, job and instance': ({ templating: { list } }) => {
    const [datasource, job, instance, ...more] = list;
    const problems: string[] = [];
    if (list.map(({ name }) => name).join() !== 'datasource,job,instance') problems.push('other variables');
    if (datasource?.type !== 'datasource' || datasource.query !== 'prometheus')
      problems.push('datasource: type');
    if (!job?.multi || !job.includeAll || job.allValue !== '.+') problems.push('job: all, as ".+"');
    if (instance?.multi || instance?.includeAll) problems.push('instance: one line at a time');
    for (const { name, label, datasource: source } of [job, instance, ...more].filter(
      (one) => one !== undefined,
    )) {
      if (!label) problems.push(`${name}: no label`);
      if (source?.uid !== '${datasource}') problems.push(`${name}: not from the chosen data source`);
    }
    return problems;
  },

  'uses the selected data source and has no import inputs': (dashboard) => {
    const sources = [...deep(dashboard, 'datasource')].filter((source) => typeof source === 'object');
    const foreign = sources.filter(
      (source) => !/"\$\{datasource\}"|"-- Grafana --"/.test(JSON.stringify(source)),
    );
    return [
      ...foreign.map((source) => `data source ${JSON.stringify(source)}`),
      ...['id', '__inputs', '__requires', '__elements'].filter((key) => key in dashboard),
      ...withQueries(dashboard)
        .filter(
          (panel) => !('datasource' in panel) || panel.targets!.some((target) => !('datasource' in target)),
        )
        .map(({ title }) => `${title}: a query without a data source`),
    ];
  },

  'restricts every query to the selected job and instance': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr }) =>
      selectorsOf(expr)
        .filter(({ metric }) => !notOfExporter.test(metric))
        .filter((selector) => !['job', 'instance'].every((label) => followsVariable(selector, label)))
        .map(({ metric }) => `${where}: ${metric}`),
    ),

  'has a title and a description on every panel': (dashboard) =>
    visiblePanels(dashboard).flatMap(({ title, description = '' }) =>
      title.length > 2 && description.length > 30 ? [] : [`${title}: title or description`],
    ),

  'has a unit known to Grafana on every panel': (dashboard) =>
    withQueries(dashboard).flatMap((panel) => {
      const own = panel.fieldConfig?.defaults.unit;
      const overridden = panel.fieldConfig?.overrides.flatMap(({ properties }) =>
        properties.filter(({ id }) => id === 'unit').map(({ value }) => value),
      );
      return [own, ...(overridden ?? [])]
        .filter((unit) => !knownUnits.has(unit))
        .map((unit) => `${panel.title}: ${String(unit)}`);
    }),

  'has a text for missing values on every panel': (dashboard) =>
    withQueries(dashboard).flatMap(({ title, fieldConfig }) =>
      /[a-z]{3}/i.test(fieldConfig?.defaults.noValue ?? '') ? [] : [`${title}: noValue`],
    ),

  // Grafana also shows the text for an empty panel in every empty cell and in the tooltip of every gap.
  'has a short text for a single missing value': (dashboard) =>
    withQueries(dashboard)
      .filter(({ type }) => type !== 'stat')
      .filter(({ fieldConfig }) => {
        const [first] = fieldConfig?.overrides ?? [];
        const text = first?.properties.find(({ id }) => id === 'noValue')?.value;
        return first?.matcher.options !== '/.*/' || typeof text !== 'string' || !/^\D{1,20}$/.test(text);
      })
      .map(({ title }) => title),

  'uses $__rate_interval, or a window that the title states': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr, panelTitle }) =>
      selectorsOf(expr)
        .filter(takesGrowth)
        .filter(({ range = '' }) => range !== '$__rate_interval' && !panelTitle.includes(windowName(range)))
        .map(({ call, range }) => `${where}: ${call} over ${range}`),
    ),

  'shows no counter without rate or increase': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr }) =>
      selectorsOf(expr)
        .filter((selector) => selector.metric.endsWith('_total') && !takesGrowth(selector))
        .map(({ metric }) => `${where}: ${metric}`),
    ),

  'shows gaps where nothing was measured': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'timeseries' || type === 'state-timeline')
      .filter(({ fieldConfig }) => fieldConfig?.defaults.custom?.spanNulls !== false)
      .map(({ title }) => title),

  // Otherwise Grafana reports a missing time field.
  'shows the text for missing values in an empty timeline': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'state-timeline')
      .filter(({ transformations }) => transformations?.[0]?.id !== 'filterFieldsByName')
      .map(({ title }) => title),

  'queries stat panels at the end of the range, other panels over the range or at its end': (dashboard) =>
    withQueries(dashboard).flatMap(({ type, title, targets }) =>
      targets!
        .filter(({ instant, range }) => instant === range || (type === 'stat' && !instant))
        .map(({ refId }) => `${title} [${refId}]`),
    ),

  'finds events between steps': ({ annotations: { list } }) =>
    list
      .filter(({ target }) => target !== undefined && !target.expr.includes('[$__interval]'))
      .map(({ name }) => `annotation ${name}`),

  'has unique panel ids and query refIds': (dashboard) => {
    const ids = dashboard.panels.map(({ id }) => id);
    const repeated = ids.filter((id, index) => !Number.isInteger(id) || id < 1 || ids.indexOf(id) !== index);
    const refIds = withQueries(dashboard).filter(
      ({ targets }) => new Set(targets!.map(({ refId }) => refId)).size < targets!.length,
    );
    return [...repeated.map((id) => `panel ${id}`), ...refIds.map(({ title }) => `${title}: refId`)];
  },

  'fits 24 columns without overlap': (dashboard) =>
    dashboard.panels.flatMap((panel, index) => {
      const { x, w, h } = panel.gridPos;
      const fits = x >= 0 && w > 0 && h > 0 && x + w <= 24;
      const over = dashboard.panels.slice(index + 1).filter((other) => overlap(panel.gridPos, other.gridPos));
      return [
        ...(fits ? [] : [`${panel.title}: outside`]),
        ...over.map((other) => `${panel.title} over ${other.title}`),
      ];
    }),

  'shows links and annotations outside menus': (dashboard) =>
    [...deep(dashboard, 'placement')].filter((placement) => placement === 'inControlsMenu').map(String),
};
