import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  BitsPerSecondSI,
  DatetimeLocal,
  Decibel,
  NoUnit,
  PercentUnit,
  Seconds,
  Short,
} from '@grafana/grafana-foundation-sdk/units';
import { column, type PanelSpec } from '../panel.ts';
import { columns, table } from '../panels.ts';
import { date } from '../promql.ts';
import type { Section } from '../layout.ts';
import { lineStates, reachability, stateMappings, type State } from '../states.ts';
import { lineUp, modemUp, ofLine, ofSite, selectLines, unreachable } from './select.ts';

/** Rows of a table of lines. With any number of lines, a query returns at most so many of each. */
const ROWS = 20;

interface Figure {
  expr: string;
  unit?: string;
  decimals?: number;
  properties?: DynamicConfigValue[];
}

/** The line's own dashboard, at the time range of this one. */
const linkToLine: DynamicConfigValue = {
  id: 'links',
  value: [
    {
      title: 'Dashboard of the line',
      url:
        '/d/hg612-line?var-datasource=${datasource}&var-job=${__data.fields.Job:percentencode}' +
        '&var-instance=${__data.fields.Line:percentencode}&${__url_time_range}',
    },
  ],
};

/** Lines of one site on this dashboard. */
const linkToSite: DynamicConfigValue = {
  id: 'links',
  value: [
    {
      title: 'Lines of the site',
      url:
        '/d/hg612-fleet?var-datasource=${datasource}&var-job=${__data.fields.Job:percentencode}' +
        '&var-site=${__data.fields.Site:percentencode}&${__url_time_range}',
    },
  ],
};

const names: Readonly<Record<string, string>> = {
  instance: 'Line',
  site: 'Site',
  direction: 'Direction',
  job: 'Job',
};

interface FigureTable extends Omit<PanelSpec, 'queries' | 'transformations' | 'unit'> {
  /** Labels shown as columns, from left to right; `job` is a hidden one. */
  by: readonly string[];
  /** Columns with values by title, from left to right. Each query returns the rows of the first one at most. */
  figures: Readonly<Record<string, Figure>>;
  sortBy?: string;
}

/** A table with a row for each combination of labels and a column for each figure, at the end of the time range. */
function figureTable({ by, figures, ...spec }: FigureTable): Panel {
  const titles = Object.keys(figures);
  const [first = ''] = titles;
  const bounded = (title: string, expr: string): string =>
    title === first ? expr : `(${expr}) and on (${by.join(', ')}) (${figures[first]?.expr})`;
  const valueColumn = (index: number): string => (titles.length === 1 ? 'Value' : `Value #${refIdOf(index)}`);
  return table({
    ...spec,
    unit: Short,
    queries: Object.entries(figures).map(([title, { expr }], index) => ({
      expr: bounded(title, expr),
      instant: true,
      table: true,
      refId: refIdOf(index),
    })),
    transformations: [
      ...(titles.length === 1 ? [] : [{ id: 'merge', options: {} }]),
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true, __name__: true },
          indexByName: Object.fromEntries(
            [...by, ...titles.map((_, index) => valueColumn(index))].map((name, index) => [name, index]),
          ),
          renameByName: {
            ...Object.fromEntries(by.map((label) => [label, names[label] ?? label])),
            ...Object.fromEntries(titles.map((title, index) => [valueColumn(index), title])),
          },
        },
      },
    ],
    overrides: [
      column('Job', [{ id: 'custom.hidden', value: true }]),
      ...(by.includes('instance') ? [column('Line', [linkToLine])] : []),
      ...(by.includes('site') ? [column('Site', [linkToSite])] : []),
      ...Object.entries(figures).map(([title, { unit = Short, decimals = 0, properties = [] }]) =>
        column(title, [{ id: 'unit', value: unit }, { id: 'decimals', value: decimals }, ...properties]),
      ),
      ...(spec.overrides ?? []),
    ],
  });
}

const refIdOf = (index: number): string => String.fromCodePoint('A'.codePointAt(0)! + index);

/** The code of the state of each line that is down: its modem is unreachable, or what its modem says. */
const stateOfLinesDown = (): string => {
  const { code: unreachableCode } = reachability.modemUnreachable;
  const coded = Object.entries<State>(lineStates)
    .filter(([state]) => state !== 'up')
    .map(
      ([state, { code }]) => `${code} * (${selectLines('hg612_dsl_state', { state: `"${state}"` })} == 1)`,
    );
  return `max by (${ofLine}) (${unreachableCode} + ${unreachable} or ${coded.join(' or ')})`;
};

const linesDown = () =>
  figureTable({
    title: 'Lines down now',
    description:
      `At most ${ROWS} lines that are not in sync or whose modem is unreachable. Since: the first read of the outage, for ` +
      'lines with a site, from the rules of this project.',
    noValue: 'No line is down',
    width: 12,
    height: 9,
    by: ['instance', 'site', 'job'],
    figures: {
      State: {
        expr: `topk(${ROWS}, ${stateOfLinesDown()})`,
        unit: NoUnit,
        properties: [
          { id: 'mappings', value: stateMappings() },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ],
      },
      Since: {
        expr: `max by (${ofLine}) (${date(selectLines('hg612:line_outage:timestamp_seconds'))})`,
        unit: DatetimeLocal,
      },
    },
  });

const down = `sum by (${ofSite}) (${lineUp} == bool 0 or ${modemUp} == bool 0)`;
const linesOfSite = `count by (${ofSite}) (${modemUp})`;

const sites = () =>
  figureTable({
    title: 'Sites',
    description:
      'At most 50 sites, those with the most lines down first. Down: not in sync, or unreachable. Margin: the lowest of all ' +
      'lines of the site, both directions.',
    noValue: 'No lines',
    width: 12,
    height: 9,
    by: ['site', 'job'],
    figures: {
      Down: { expr: `topk(50, ${down})` },
      Lines: { expr: linesOfSite },
      Up: {
        expr: `1 - ${down} / ${linesOfSite}`,
        unit: PercentUnit,
      },
      Margin: {
        expr: `min by (${ofSite}) (${selectLines('hg612_dsl_snr_margin_decibels')})`,
        unit: Decibel,
        decimals: 1,
      },
    },
    sortBy: 'Down',
  });

const margin = selectLines('hg612_dsl_snr_margin_decibels');

const lowestMargins = () =>
  figureTable({
    title: 'Lowest SNR margins now',
    description:
      `The ${ROWS} lines with the lowest margin. Limit: below it HG612SnrMarginLow fires after ten minutes; it follows the ` +
      'margin that the line was trained to.',
    noValue: 'No margin is known. On VDSL2 it requires telnet.',
    width: 12,
    height: 9,
    by: ['instance', 'direction', 'site', 'job'],
    figures: {
      Margin: {
        expr: `bottomk(${ROWS}, max by (${ofLine}, direction) (${margin}))`,
        unit: Decibel,
        decimals: 1,
      },
      Limit: {
        expr: `max by (${ofLine}, direction) (${selectLines('hg612:snr_margin_decibels:low')})`,
        unit: Decibel,
        decimals: 1,
      },
    },
  });

const uptime = selectLines('hg612_dsl_uptime_seconds');
const retrains = `resets(${uptime}[$__range]) or changes(${lineUp}[$__range]) - resets(${lineUp}[$__range])`;

const mostDrops = () =>
  figureTable({
    title: 'Most retrains in this range',
    description: `The ${ROWS} lines that retrained most often: their uptime was reset or, without telnet, they came back after a drop.`,
    noValue: 'No line retrained in this range',
    width: 12,
    height: 9,
    by: ['instance', 'site', 'job'],
    figures: { Retrains: { expr: `topk(${ROWS}, max by (${ofLine}) (${retrains}) > 0)` } },
    sortBy: 'Retrains',
  });

const errors = (counter: string): string =>
  `topk(${ROWS}, max by (${ofLine}, direction) (increase(${selectLines(counter)}[$__range])) > 0)`;

const mostErroredSeconds = () =>
  figureTable({
    title: 'Most errored seconds in this range',
    description: `The ${ROWS} lines and directions with the most errored seconds. Requires telnet.`,
    noValue: 'No errored seconds in this range, or none known: they require telnet',
    width: 12,
    height: 9,
    by: ['instance', 'direction', 'site', 'job'],
    figures: { 'Errored s': { expr: errors('hg612_dsl_errored_seconds_total') } },
    sortBy: 'Errored s',
  });

const mostCrcErrors = () =>
  figureTable({
    title: 'Most CRC errors in this range',
    description: `The ${ROWS} lines and directions with the most CRC errors: blocks of data that were lost.`,
    noValue: 'No CRC errors in this range, or none known',
    width: 12,
    height: 9,
    by: ['instance', 'direction', 'site', 'job'],
    figures: { 'CRC errors': { expr: errors('hg612_dsl_crc_errors_total') } },
    sortBy: 'CRC errors',
  });

const slowest = () =>
  figureTable({
    title: 'Slowest reads now',
    description: `The ${ROWS} modems whose last read took longest.`,
    noValue: 'Nothing was read',
    width: 8,
    height: 9,
    by: ['instance', 'site', 'job'],
    figures: {
      Duration: {
        expr: `topk(${ROWS}, max by (${ofLine}) (${selectLines('hg612_scrape_duration_seconds')}))`,
        unit: Seconds,
        decimals: 2,
      },
    },
    sortBy: 'Duration',
  });

const alerts = () =>
  table({
    title: 'Firing alerts',
    description: 'Number of firing alerts by name, without those that are never sent.',
    noValue: 'No alert is firing',
    width: 8,
    height: 9,
    unit: Short,
    decimals: 0,
    queries: [
      {
        expr:
          'sum by (alertname, severity) (ALERTS{alertstate="firing", layer=~"exporter|modem|line", severity!="none", ' +
          'job=~"$job", site=~"$site"})',
        instant: true,
        table: true,
      },
    ],
    transformations: [columns({ alertname: 'Alert', severity: 'Severity', Value: 'Firing' })],
    sortBy: 'Firing',
  });

/** The lines whose names contain what was entered. */
const found = { instance: '~"(?i:.*$find.*)"' };

const byName = () =>
  figureTable({
    title: 'Lines by name',
    description: `At most ${ROWS} lines whose name contains the text of "Find a line".`,
    noValue: 'No line has such a name',
    width: 8,
    height: 9,
    by: ['instance', 'site', 'job'],
    figures: {
      'Modem up': { expr: `topk(${ROWS}, max by (${ofLine}) (${selectLines('hg612_up', found)}))` },
      'Line up': { expr: `max by (${ofLine}) (${selectLines('hg612_dsl_up', found)})` },
      'Sync ↓': {
        expr: `max by (${ofLine}) (${selectLines('hg612_dsl_sync_rate_bytes_per_second', { direction: '"downstream"', ...found })}) * 8`,
        unit: BitsPerSecondSI,
        decimals: 1,
      },
    },
  });

/** What is down now. */
export const nowTables = () => [linesDown(), sites()];

/** The worst lines by margin, retrains and errors, and the slowest modems. */
export const worst = (): Section => ({
  title: 'Worst lines',
  rows: [
    [lowestMargins(), mostDrops()],
    [mostErroredSeconds(), mostCrcErrors()],
  ],
});

/** Alerts by name, lines by name, and slow modems. */
export const more = (): Section => ({
  title: 'Alerts, names and reads',
  rows: [[alerts(), byName(), slowest()]],
});
