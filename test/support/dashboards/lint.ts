import * as units from '@grafana/grafana-foundation-sdk/units';
import * as ownUnits from '../../../grafana/src/units.ts';
import type { DashboardJson, PanelJson, PlacedQuery } from './dashboard.ts';
import { allPanels, queriesOf } from './dashboard.ts';
import { type Selector, selectorsOf } from '../promql.ts';

/** Checks a dashboard. Returns one message per problem. */
export type Rule = (dashboard: DashboardJson) => string[];

const knownUnits = new Set<unknown>([...Object.values(units), ...Object.values(ownUnits)]);

const visiblePanels = (dashboard: DashboardJson): PanelJson[] =>
  allPanels(dashboard).filter(({ type }) => type !== 'row');
const withQueries = (dashboard: DashboardJson): PanelJson[] =>
  visiblePanels(dashboard).filter(({ targets }) => targets);

/** Series without the job and instance of an exporter: thresholds, and metrics of Prometheus and Alertmanager. */
const notOfExporter =
  /^(?:hg612:threshold:|hg612:dlm:errored_seconds_per_day$|prometheus_|alertmanager_|ALERTS$)/;

/** Windows other than `$__rate_interval`, and the words for each that the panel's title or description must contain. */
const namedWindows: Readonly<Record<string, string>> = {
  '5m': 'last 5 min',
  '1h': 'each hour',
  '1d': 'day',
  $__interval: 'per day',
  $__range: 'in this range',
};

/** Windows of the short rates whose maximum a graph shows. */
const shortWindows: ReadonlySet<string> = new Set(['2m', '6m']);

/** Whether a query takes the maximum of short rates in each step. */
const takesHighestRate = ({ expr }: PlacedQuery): boolean =>
  expr.includes('max_over_time(') && expr.includes('[$__interval:30s]');

/** The words for a window; for an unknown window, words that no text contains. */
const windowName = (range: string): string => namedWindows[range] ?? '(no title names this window)';

/** Series that exist only where the rules do: what a panel compares a measurement with. */
const isLimit = (metric: string): boolean =>
  /^hg612:(?:threshold:|snr_margin_decibels:(?:low|critical)$|dlm:errored_seconds_per_day$)/.test(metric);

/** Series with the current state of lines, which tables of many lines show beside measurements. */
const isCurrentState = (metric: string): boolean => metric === 'hg612:line_outage:timestamp_seconds';

/** Whether a dashboard is about many lines. */
const isFleet = (uid: string): boolean => uid === 'hg612-fleet';

/** Whether the number of series of a query does not depend on the number of lines. */
const isBounded = (expr: string): boolean =>
  /\b(?:topk|bottomk)\(\d{1,2},/.test(expr) ||
  (/^(?:sum|count|min|max|quantile)\b/.test(expr) && !/\bby \([^)]*\binstance\b/.test(expr));

/** The variables of a dashboard besides data source and job. */
const variablesOf = (uid: string): string[] => (isFleet(uid) ? ['site', 'find'] : ['instance']);

/** Width of a panel in pixels, in a window of this width with Grafana's menu docked. */
const panelWidth = (columns: number, window: number): number => (columns * (window - 290 - 32 + 8)) / 24 - 8;
/** Width of a title in pixels, with the padding of the panel and the icon of its description. */
const titleWidth = (title: string): number => title.length * 7.5 + 56;

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
  'has the variables datasource, job and what it is about': ({ uid, templating: { list } }) => {
    const [datasource, job, ...subject] = list;
    const problems: string[] = [];
    if (datasource?.type !== 'datasource' || datasource.query !== 'prometheus')
      problems.push('datasource: type');
    if (job?.name !== 'job' || !job.multi || !job.includeAll || job.allValue !== '.+')
      problems.push('job: all, as ".+"');
    if (subject.map(({ name }) => name).join() !== variablesOf(uid).join()) problems.push('other variables');
    for (const { name, type, label, multi, includeAll, allValue, datasource: source } of subject) {
      if (name === 'instance' && (multi || includeAll)) problems.push('instance: one line at a time');
      // Also lines without the label.
      if (name === 'site' && (!multi || !includeAll || allValue !== '.*'))
        problems.push('site: all, as ".*"');
      if (!label) problems.push(`${name}: no label`);
      if (type === 'query' && source?.uid !== '${datasource}')
        problems.push(`${name}: not from the chosen data source`);
    }
    if (!job?.label || job.datasource?.uid !== '${datasource}') problems.push('job: label or data source');
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

  'restricts every query to the selected job and instance, or site': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr }) =>
      selectorsOf(expr)
        .filter(({ metric }) => !notOfExporter.test(metric))
        .filter(
          (selector) =>
            !['job', isFleet(dashboard.uid) ? 'site' : 'instance'].every((label) =>
              followsVariable(selector, label),
            ),
        )
        .map(({ metric }) => `${where}: ${metric}`),
    ),

  // With tens of thousands of lines, Grafana and Prometheus would fail on a list of all.
  'returns no series per line without a bound, where there are many lines': (dashboard) =>
    isFleet(dashboard.uid)
      ? queriesOf(dashboard)
          .filter(({ panelType, expr }) => panelType !== 'annotation' && !isBounded(expr))
          .map(({ where }) => where)
      : [],

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

  'uses $__rate_interval, the highest short rate, or a window that the panel states': (dashboard) =>
    queriesOf(dashboard).flatMap((query) =>
      selectorsOf(query.expr)
        .filter(takesGrowth)
        .filter(({ range = '' }) => range !== '$__rate_interval')
        .filter(
          ({ range = '' }) => !(shortWindows.has(range) && /\[(?:\$__interval:30s|1h:1m)\]/.test(query.expr)),
        )
        .filter(({ range = '' }) => !`${query.panelTitle} ${query.description}`.includes(windowName(range)))
        .map(({ call, range }) => `${query.where}: ${call} over ${range}`),
    ),

  // A mean over a step of hours would hide a burst of a minute. Seconds per hour are averages by name.
  'shows the highest rate and the lowest margin of each step': (dashboard) =>
    queriesOf(dashboard)
      .filter(({ panelType }) => panelType === 'timeseries')
      .flatMap((query) =>
        selectorsOf(query.expr)
          .filter(
            ({ call, metric, range }) =>
              (call === 'rate' && !takesHighestRate(query) && !query.expr.startsWith('3600 * rate(')) ||
              (metric === 'hg612_dsl_snr_margin_decibels' &&
                range === undefined &&
                !query.expr.includes('min_over_time(') &&
                !query.expr.includes('@ end()')),
          )
          .map(({ metric }) => `${query.where}: ${metric}`),
      ),

  'counts per hour as a rate, not as the increase of a step that may be longer': (dashboard) =>
    queriesOf(dashboard)
      .filter(({ panelType, expr }) => panelType === 'timeseries' && expr.includes('increase('))
      .filter(({ interval }) => interval !== '1d')
      .map(({ where }) => where),

  // A window keeps its value for minutes after the modem, telnet or the line went down.
  'shows no value in a tile that is older than the last scrape': (dashboard) =>
    queriesOf(dashboard)
      .filter(({ panelType }) => panelType === 'stat')
      .flatMap(({ where, expr }) => {
        const selectors = selectorsOf(expr);
        return selectors
          .filter((selector) => takesGrowth(selector) && selector.range !== '$__range')
          .filter(({ metric }) => !selectors.some((one) => one.metric === metric && one.range === undefined))
          .map(({ metric }) => `${where}: ${metric}`);
      }),

  // Recordings exist only since the rules were loaded.
  'reads raw metrics for everything but limits': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr }) =>
      selectorsOf(expr)
        .filter(({ metric }) => metric.includes(':') && !isLimit(metric) && !isCurrentState(metric))
        .map(({ metric }) => `${where}: ${metric}`),
    ),

  'applies the current limits to the whole range': (dashboard) =>
    queriesOf(dashboard)
      .filter(({ panelType }) => panelType === 'timeseries')
      .filter(
        ({ expr }) => selectorsOf(expr).some(({ metric }) => isLimit(metric)) && !expr.includes('@ end()'),
      )
      .map(({ where }) => where),

  'draws a state over the step that it describes': (dashboard) =>
    queriesOf(dashboard)
      .filter(({ panelType }) => panelType === 'state-timeline')
      .filter(({ expr }) => !expr.includes('[$__interval] offset -$__interval'))
      .map(({ where }) => where),

  'marks alerts on few panels, and retrains over them': ({ uid, annotations: { list } }) => {
    const names = list.map(({ name }) => name);
    const alerts = list.find(({ name }) => name === 'Alerts');
    return [
      ...(alerts?.filter?.exclude === false ? [] : ['alerts on every panel']),
      ...(alerts?.target?.expr.includes(' unless ') ? [] : ['alerts as regions']),
      ...(isFleet(uid) || names.indexOf('Retrains') > names.indexOf('Alerts')
        ? []
        : ['retrains under alerts']),
    ];
  },

  'has titles that fit their panel in a window of 1280 px with the menu docked': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ title, gridPos: { w } }) => titleWidth(title) > panelWidth(w, 1280))
      .map(({ title }) => title),

  'has tiles with texts of a fixed size': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'stat')
      .filter(({ gridPos: { w }, options }) => {
        const { wideLayout, text = {} } = (options ?? {}) as {
          wideLayout?: boolean;
          text?: Record<string, number>;
        };
        return (
          w < 3 || wideLayout !== false || !((text['titleSize'] ?? 0) >= 12 && (text['valueSize'] ?? 0) >= 16)
        );
      })
      .map(({ title }) => title),

  'has short legends without limits': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'timeseries')
      .flatMap(({ title, options, fieldConfig, targets = [], gridPos: { w, h } }) => {
        const legend = options?.['legend'] as { displayMode: string; calcs: string[] } | undefined;
        const hidden = (fieldConfig?.overrides ?? [])
          .filter(({ properties }) => properties.some(({ id }) => id === 'custom.hideFrom'))
          .map(({ matcher }) => new RegExp(String(matcher.options).slice(1, -1)));
        const names = targets.map(({ legendFormat = '' }) => legendFormat);
        const shown = names.filter((name) => !hidden.some((pattern) => pattern.test(name)));
        const limits = targets
          .filter(({ expr }) => selectorsOf(expr).some(({ metric }) => isLimit(metric)))
          .filter(({ legendFormat = '' }) => !hidden.some((pattern) => pattern.test(legendFormat)));
        // A direction stands for two entries.
        const length = shown.reduce(
          (sum, name) =>
            sum +
            (name.includes('{{direction}}') ? 2 : 1) *
              (name.replace('{{direction}}', 'downstream').length * 7 + 30),
          0,
        );
        const rows = Math.ceil(length / panelWidth(w, 1280));
        return [
          ...(legend?.displayMode === 'list' && legend.calcs.length === 0 ? [] : [`${title}: legend table`]),
          ...(rows * 22 <= (h * 38) / 4 ? [] : [`${title}: ${rows} rows of legend`]),
          ...limits.map(({ refId }) => `${title} [${refId}]: a limit in the legend`),
        ];
      }),

  'has tables whose columns fit': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'table')
      .flatMap(({ title, fieldConfig }) => [
        ...(typeof fieldConfig?.defaults.custom?.['minWidth'] === 'number'
          ? []
          : [`${title}: columns of 150 px`]),
        // A fixed width takes the space of the other columns on a phone.
        ...fieldConfig!.overrides
          .flatMap(({ properties }) => properties)
          .filter(({ id }) => id === 'custom.width')
          .map(() => `${title}: a fixed width`),
      ]),

  'shows timelines without page buttons': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type, options }) => type === 'state-timeline' && options?.['perPage'] !== 0)
      .map(({ title }) => title),

  'has no axis below a logarithmic zero and no attenuation from zero': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'timeseries')
      .flatMap(({ title, fieldConfig }) => {
        const { custom = {}, min } = fieldConfig!.defaults;
        const scale = custom['scaleDistribution'] as { type: string } | undefined;
        return [
          ...(scale?.type === 'symlog' || (scale?.type === 'log' && !(min! > 0))
            ? [`${title}: logarithmic axis`]
            : []),
          ...(/attenuation/i.test(title) && (min === 0 || custom['axisSoftMin'] === 0)
            ? [`${title}: from zero`]
            : []),
        ];
      }),

  'uses no unit that Grafana shows as "c/m", and no seconds for milliseconds': (dashboard) =>
    withQueries(dashboard)
      .filter(
        ({ title, fieldConfig }) =>
          fieldConfig?.defaults.unit === 'cpm' ||
          (/delay/i.test(title) && fieldConfig?.defaults.unit !== 'ms'),
      )
      .map(({ title }) => title),

  'has colours by meaning, not by the hash of a name': (dashboard) =>
    withQueries(dashboard)
      .filter(({ fieldConfig }) => fieldConfig?.defaults.color?.mode.startsWith('palette-classic'))
      .map(({ title }) => title),

  'shows dates in one format': (dashboard) =>
    [
      ...deep(dashboard, 'unit'),
      ...[...deep(dashboard, 'properties')].flatMap((list) =>
        (list as { id: string; value: unknown }[])
          .filter(({ id }) => id === 'unit')
          .map(({ value }) => value),
      ),
    ]
      .filter((unit): unit is string => typeof unit === 'string' && /^(?:dateTime|time:)/.test(unit))
      .filter((unit) => unit !== units.DatetimeLocal && unit !== ownUnits.calendarDay),

  // timestamp() of anything but a selector is the time of the evaluation.
  'shows the time of a sample, not of an evaluation': (dashboard) =>
    queriesOf(dashboard)
      .filter(({ expr }) => /\btimestamp\((?!\w+\{[^}]*\}\))/.test(expr))
      .map(({ where, expr }) => `${where}: ${expr}`),

  'shows no counter without rate or increase': (dashboard) =>
    queriesOf(dashboard).flatMap(({ where, expr }) =>
      selectorsOf(expr)
        .filter((selector) => selector.metric.endsWith('_total') && !takesGrowth(selector))
        // As a condition, its value does not matter.
        .filter(({ from }) => !/\band (?:on \(\) )?\(?$/.test(expr.slice(0, from)))
        .map(({ metric }) => `${where}: ${metric}`),
    ),

  'shows gaps where nothing was measured': (dashboard) =>
    visiblePanels(dashboard)
      .filter(({ type }) => type === 'timeseries' || type === 'state-timeline')
      .filter(({ fieldConfig }) => fieldConfig?.defaults.custom?.['spanNulls'] !== false)
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
      .filter(({ target }) => target !== undefined && !/\[\$__interval[\]:]/.test(target.expr))
      .map(({ name }) => `annotation ${name}`),

  'has unique panel ids and query refIds': (dashboard) => {
    const ids = allPanels(dashboard).map(({ id }) => id);
    const repeated = ids.filter((id, index) => !Number.isInteger(id) || id < 1 || ids.indexOf(id) !== index);
    const refIds = withQueries(dashboard).filter(
      ({ targets }) => new Set(targets!.map(({ refId }) => refId)).size < targets!.length,
    );
    return [...repeated.map((id) => `panel ${id}`), ...refIds.map(({ title }) => `${title}: refId`)];
  },

  'fits 24 columns without overlap': (dashboard) =>
    allPanels(dashboard).flatMap((panel, index, panels) => {
      const { x, w, h } = panel.gridPos;
      const fits = x >= 0 && w > 0 && h > 0 && x + w <= 24;
      const over = panels.slice(index + 1).filter((other) => overlap(panel.gridPos, other.gridPos));
      return [
        ...(fits ? [] : [`${panel.title}: outside`]),
        ...over.map((other) => `${panel.title} over ${other.title}`),
      ];
    }),

  'shows links and annotations outside menus': (dashboard) =>
    [...deep(dashboard, 'placement')].filter((placement) => placement === 'inControlsMenu').map(String),
};
