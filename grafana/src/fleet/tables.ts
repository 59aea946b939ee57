import {
  BitsPerSecondSI,
  DatetimeLocal,
  Decibel,
  NoUnit,
  PercentUnit,
  Seconds,
  Short,
} from '@grafana/grafana-foundation-sdk/units';
import { columns, table } from '../table.ts';
import { date, roundedDown } from '../promql.ts';
import type { Section } from '../layout.ts';
import { lineStates, reachability, stateMappings, type State } from '../states.ts';
import { figureTable, ROWS } from './figure-table.ts';
import { lineUp, modemUp, ofLine, ofSite, selectLines, unreachable } from './select.ts';

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
    noValue: 'No line is reported as down',
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
        expr: roundedDown(`1 - ${down} / ${linesOfSite}`, 1),
        unit: PercentUnit,
        decimals: 1,
      },
      Margin: {
        expr: `min by (${ofSite}) (${selectLines('hg612_dsl_snr_margin_decibels')})`,
        unit: Decibel,
        decimals: 1,
      },
    },
    sortBy: 'Down',
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
    noValue: 'No alert is reported as firing',
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

/** Alerts by name, lines by name, and slow modems. */
export const more = (): Section => ({
  title: 'Alerts, names and reads',
  rows: [[alerts(), byName(), slowest()]],
});
