import { BitsPerSecondSI, Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import { column, named } from '../panel.ts';
import { table } from '../table.ts';
import { bits, dsl, withLabel, downstream, upstream } from '../promql.ts';
import { retrainsOver } from '../retrains.ts';
import { calendarDay } from '../units.ts';

/** The day after the start of each step. Steps of a day start at midnight in the time zone of the viewer. */
const day = (selector: string): string => `${selector}[1d] offset -1d`;
/** Minutes of the day for which an expression is true: looked up every 30 s. */
const minutes = (condition: string): string => `0.5 * count_over_time((${condition})[1d:30s] offset -1d)`;

const ofBoth = (title: string, counter: string): Record<string, string> => ({
  [`${title} ↓`]: `increase(${day(dsl(counter, downstream))})`,
  [`${title} ↑`]: `increase(${day(dsl(counter, upstream))})`,
});

/** The columns by title, from left to right. */
const columns: Readonly<Record<string, string>> = {
  Drops: retrainsOver('1d', ' offset -1d'),
  'Down (min)': minutes(`${dsl('up')} == 0`),
  'Read (min)': minutes(dsl('up')),
  'Margin ↓': `min_over_time(${day(dsl('snr_margin_decibels', downstream))})`,
  'Margin ↑': `min_over_time(${day(dsl('snr_margin_decibels', upstream))})`,
  ...ofBoth('ES', 'errored_seconds_total'),
  ...ofBoth('SES', 'severely_errored_seconds_total'),
  'Sync ↓ min': bits(`min_over_time(${day(dsl('sync_rate_bytes_per_second', downstream))})`),
  'Sync ↓ max': bits(`max_over_time(${day(dsl('sync_rate_bytes_per_second', downstream))})`),
  'Sync ↑ min': bits(`min_over_time(${day(dsl('sync_rate_bytes_per_second', upstream))})`),
  'Sync ↑ max': bits(`max_over_time(${day(dsl('sync_rate_bytes_per_second', upstream))})`),
};

/** One row per day. */
export const days = () =>
  table({
    title: 'Days',
    description:
      'One row per calendar day, today so far included. Drops: retrains. Down: minutes in which the modem reported the ' +
      'line as down. Read: minutes in which the state of the line was known, 1440 on a full day. Margin: the lowest. ES ' +
      'and SES: errored and severely errored seconds. Sync: lowest and highest sync rate. Margin, ES and SES require ' +
      'telnet on VDSL2.',
    noValue: 'No data in this range',
    width: 24,
    height: 13,
    unit: NoUnit,
    decimals: 0,
    columnWidth: 70,
    interval: '1d',
    queries: Object.entries(columns).map(([title, expr]) => ({
      expr: withLabel(`max by (job, instance) (${expr})`, 'figure', title),
      legend: title,
    })),
    transformations: [
      { id: 'joinByField', options: { byField: 'Time', mode: 'outer' } },
      {
        id: 'organize',
        options: {
          excludeByName: {},
          indexByName: Object.fromEntries(
            ['Time', ...Object.keys(columns)].map((title, index) => [title, index]),
          ),
          renameByName: { Time: 'Day' },
        },
      },
    ],
    overrides: [
      column('Day', [
        { id: 'unit', value: calendarDay },
        { id: 'custom.minWidth', value: 130 },
      ]),
      named(/^Margin/, [
        { id: 'unit', value: Decibel },
        { id: 'decimals', value: 1 },
      ]),
      named(/^Sync/, [
        { id: 'unit', value: BitsPerSecondSI },
        { id: 'decimals', value: 1 },
        { id: 'custom.minWidth', value: 85 },
      ]),
    ],
    sortBy: 'Day',
  });
