import { type Selector, selectorsOf } from '../../promql.ts';
import { queriesOf, type PlacedQuery } from '../dashboard.ts';
import { deep, isFleet, isLimit, type Rule, withQueries } from './rule.ts';

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

/** Series with the current state of lines, which tables of many lines show beside measurements. */
const isCurrentState = (metric: string): boolean => metric === 'hg612:line_outage:timestamp_seconds';

/** Whether the number of series of a query does not depend on the number of lines. */
const isBounded = (expr: string): boolean =>
  /\b(?:topk|bottomk)\(\d{1,2},/.test(expr) ||
  (/^(?:floor\(\d+ \* \()?(?:sum|count|min|max|quantile)\b/.test(expr) &&
    !/\bby \([^)]*\binstance\b/.test(expr));

/** The variables of a dashboard besides data source and job. */
const variablesOf = (uid: string): string[] => (isFleet(uid) ? ['site', 'find'] : ['instance']);

/** Whether a selector has `label=~"$label"`. */
const followsVariable = ({ matchers }: Selector, label: string): boolean =>
  matchers.some((one) => one.label === label && one.operator === '=~' && one.value === `$${label}`);

/** Whether a selector is the argument of a function that turns a counter into its growth. */
const takesGrowth = ({ call, range }: Selector): boolean =>
  range !== undefined && ['rate', 'irate', 'increase'].includes(call ?? '');

/** Rules on queries and variables: what is selected, and how it is aggregated. */
export const queryRules: Readonly<Record<string, Rule>> = {
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
};
