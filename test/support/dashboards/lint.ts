import * as units from '@grafana/grafana-foundation-sdk/units';
import { dBm } from '../../../grafana/src/units.ts';
import type { DashboardJson, PanelJson } from './dashboard.ts';
import { queriesOf } from './dashboard.ts';
import { type Selector, selectorsOf } from '../promql.ts';

/** What is wrong with a dashboard by one rule: a sentence per fault, none if it keeps the rule. */
export type Rule = (dashboard: DashboardJson) => string[];

const knownUnits = new Set<unknown>([...Object.values(units), dBm]);

const drawn = (dashboard: DashboardJson): PanelJson[] =>
  dashboard.panels.filter(({ type }) => type !== 'row');
const withQueries = (dashboard: DashboardJson): PanelJson[] =>
  drawn(dashboard).filter(({ targets }) => targets);

/** Series that have no exporter's job and instance: the rules' figures, and what watches the exporter. */
const ofNoExporter = /^(?:hg612:threshold:|prometheus_|alertmanager_|ALERTS$)/;

/** Windows other than `$__rate_interval`, and how the panel's title has to name them. */
const namedWindows: Readonly<Record<string, string>> = {
  '5m': 'last 5 min',
  '1h': 'last hour',
  $__range: 'in this range',
};

/** The words with which a title names a window; what no title contains for an unknown one. */
const windowName = (range: string): string => namedWindows[range] ?? '(no title names this window)';

/** Whether a selector has `label=~"$label"`. */
const followsVariable = ({ matchers }: Selector, label: string): boolean =>
  matchers.some((one) => one.label === label && one.operator === '=~' && one.value === `$${label}`);

/** Whether a selector is the argument of a function that turns a counter into its growth. */
const takesGrowth = ({ call, range }: Selector): boolean =>
  range !== undefined && ['rate', 'irate', 'increase'].includes(call ?? '');

const overlap = (a: PanelJson['gridPos'], b: PanelJson['gridPos']): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Values of a key anywhere in a value. */
function* deep(value: unknown, key: string): Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) yield inner;
    yield* deep(inner, key);
  }
}

/** The rules by what they ask for. */
export const rules: Readonly<Record<string, Rule>> = {
  'has the variables datasource, job and instance': ({ templating: { list } }) => {
    const [datasource, job, instance, ...more] = list;
    const faults: string[] = [];
    if (list.map(({ name }) => name).join() !== 'datasource,job,instance') faults.push('other variables');
    if (datasource?.type !== 'datasource' || datasource.query !== 'prometheus')
      faults.push('datasource: type');
    if (!job?.multi || !job.includeAll || job.allValue !== '.+') faults.push('job: all, as ".+"');
    if (instance?.multi || instance?.includeAll) faults.push('instance: one line at a time');
    for (const { name, label, datasource: source } of [job, instance, ...more].filter(
      (one) => one !== undefined,
    )) {
      if (!label) faults.push(`${name}: no label`);
      if (source?.uid !== '${datasource}') faults.push(`${name}: not from the chosen data source`);
    }
    return faults;
  },

  'asks the chosen data source, and nothing that an import would have to fill in': (dashboard) => {
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

  'holds every query to the chosen job and instance': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr }) =>
      selectorsOf(expr)
        .filter(({ metric }) => !ofNoExporter.test(metric))
        .filter((selector) => !['job', 'instance'].every((label) => followsVariable(selector, label)))
        .map(({ metric }) => `${where}: ${metric}`),
    ),

  'says of every panel what it shows': (dashboard) =>
    drawn(dashboard).flatMap(({ title, description = '' }) =>
      title.length > 2 && description.length > 30 ? [] : [`${title}: title or description`],
    ),

  'gives every panel a unit that Grafana knows': (dashboard) =>
    withQueries(dashboard).flatMap((panel) => {
      const own = panel.fieldConfig?.defaults.unit;
      const overridden = panel.fieldConfig?.overrides.flatMap(({ properties }) =>
        properties.filter(({ id }) => id === 'unit').map(({ value }) => value),
      );
      return [own, ...(overridden ?? [])]
        .filter((unit) => !knownUnits.has(unit))
        .map((unit) => `${panel.title}: ${String(unit)}`);
    }),

  'says in words why there is no value': (dashboard) =>
    withQueries(dashboard).flatMap(({ title, fieldConfig }) =>
      /[a-z]{3}/i.test(fieldConfig?.defaults.noValue ?? '') ? [] : [`${title}: noValue`],
    ),

  // Grafana puts the text for an empty panel into every empty cell and every gap's tooltip, too.
  'has a short word for one value that is missing among others': (dashboard) =>
    withQueries(dashboard)
      .filter(({ type }) => type !== 'stat')
      .filter(({ fieldConfig }) => {
        const [first] = fieldConfig?.overrides ?? [];
        const text = first?.properties.find(({ id }) => id === 'noValue')?.value;
        return first?.matcher.options !== '/.*/' || typeof text !== 'string' || !/^\D{1,20}$/.test(text);
      })
      .map(({ title }) => title),

  'takes growth over $__rate_interval, or over a window that the title names': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr, panelTitle }) =>
      selectorsOf(expr)
        .filter(takesGrowth)
        .filter(({ range = '' }) => range !== '$__rate_interval' && !panelTitle.includes(windowName(range)))
        .map(({ call, range }) => `${where}: ${call} over ${range}`),
    ),

  'never shows a bare total': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr }) =>
      selectorsOf(expr)
        .filter((selector) => selector.metric.endsWith('_total') && !takesGrowth(selector))
        .map(({ metric }) => `${where}: ${metric}`),
    ),

  'leaves gaps where nothing was measured': (dashboard) =>
    drawn(dashboard)
      .filter(({ type }) => type === 'timeseries' || type === 'state-timeline')
      .filter(({ fieldConfig }) => fieldConfig?.defaults.custom?.spanNulls !== false)
      .map(({ title }) => title),

  // Else it speaks of a time field that is missing.
  'lets an empty timeline say why it is empty': (dashboard) =>
    drawn(dashboard)
      .filter(({ type }) => type === 'state-timeline')
      .filter(({ transformations }) => transformations?.[0]?.id !== 'filterFieldsByName')
      .map(({ title }) => title),

  'shows the present by the end of the range, the past by all of it': (dashboard) =>
    withQueries(dashboard).flatMap(({ type, title, targets }) =>
      targets!
        .filter(({ instant, range }) => instant === range || (type === 'stat' && !instant))
        .map(({ refId }) => `${title} [${refId}]`),
    ),

  'marks an event however long the step is': ({ annotations: { list } }) =>
    list
      .filter(({ target }) => target !== undefined && !target.expr.includes('[$__interval]'))
      .map(({ name }) => `annotation ${name}`),

  'numbers panels and queries without repetition': (dashboard) => {
    const ids = dashboard.panels.map(({ id }) => id);
    const repeated = ids.filter((id, index) => !Number.isInteger(id) || id < 1 || ids.indexOf(id) !== index);
    const refIds = withQueries(dashboard).filter(
      ({ targets }) => new Set(targets!.map(({ refId }) => refId)).size < targets!.length,
    );
    return [...repeated.map((id) => `panel ${id}`), ...refIds.map(({ title }) => `${title}: refId`)];
  },

  'lies within 24 columns, without overlap': (dashboard) =>
    dashboard.panels.flatMap((panel, index) => {
      const { x, w, h } = panel.gridPos;
      const fits = x >= 0 && w > 0 && h > 0 && x + w <= 24;
      const over = dashboard.panels.slice(index + 1).filter((other) => overlap(panel.gridPos, other.gridPos));
      return [
        ...(fits ? [] : [`${panel.title}: outside`]),
        ...over.map((other) => `${panel.title} over ${other.title}`),
      ];
    }),

  'hides no link or annotation in a menu': (dashboard) =>
    [...deep(dashboard, 'placement')].filter((placement) => placement === 'inControlsMenu').map(String),
};
