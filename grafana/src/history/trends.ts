import { NoUnit, PercentUnit, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { palette } from '../palette.ts';
import { coloredQuery, limitLine } from '../panel.ts';
import { graph, stat } from '../panels.ts';
import { dsl, lowestPerStep, roundedDown } from '../promql.ts';
import { retrainsOver, retrainsInRange } from '../retrains.ts';
import { needsTelnet } from '../texts.ts';

const noState = 'No data in this range';

/** Share of the time in sync that people expect of a line: 43 minutes down in 30 days. */
const goal = 0.999;

/** Seconds in sync, counted every 30 s. */
const inSync = `30 * sum_over_time(${dsl('up')}[$__range:30s])`;

const available = `avg_over_time(${dsl('up')}[$__range:1m])`;

/** Availability over the whole range. */
export const availabilityTile = () =>
  stat({
    title: 'Availability',
    description:
      'Share of the time in sync, of the time in which the state of the line was known, in this range. Green from ' +
      '99.9 %, which is 43 minutes down in 30 days.',
    noValue: noState,
    width: 4,
    height: 4,
    unit: PercentUnit,
    decimals: 2,
    queries: [
      {
        expr: roundedDown(`${available} >= ${goal}`, 2),
        legend: 'in sync',
        instant: true,
        refId: 'Reached',
      },
      { expr: roundedDown(`${available} < ${goal}`, 2), legend: 'in sync', instant: true, refId: 'Missed' },
    ],
    overrides: [coloredQuery('Reached', palette.good), coloredQuery('Missed', palette.warning)],
  });

/** Retrains over the whole range. */
export const dropsTile = () =>
  stat({
    title: 'Retrains',
    description: 'Retrains in this range: from the line uptime with telnet, from the line state without.',
    noValue: noState,
    width: 4,
    height: 4,
    unit: NoUnit,
    decimals: 0,
    queries: [
      {
        expr: retrainsInRange(),
        legend: 'retrains',
        instant: true,
      },
    ],
  });

/** Mean time between retrains and between errored seconds. */
export const meanTimeTile = () =>
  stat({
    title: 'Mean between',
    description:
      'Mean time in sync between retrains and between errored seconds in this range, by direction. No value: none in ' +
      'this range.',
    noValue: 'None',
    width: 8,
    height: 4,
    unit: Seconds,
    decimals: 1,
    queries: [
      {
        expr: `${inSync} / ${retrainsOver('$__range')}`,
        legend: 'retrains',
        instant: true,
      },
      {
        expr: `(${inSync}) / on (job, instance) group_right () (increase(${dsl('errored_seconds_total')}[$__range]) > 0)`,
        legend: '{{direction}} ES',
        instant: true,
      },
    ],
  });

/** Best sync rate of the range. */
export const bestRateTile = () =>
  stat({
    title: 'Now against the best rate',
    description: 'Sync rate as a share of the best of this range, by direction.',
    noValue: 'Line is down or not read',
    width: 8,
    height: 4,
    unit: PercentUnit,
    decimals: 1,
    queries: [
      {
        expr: `${dsl('sync_rate_bytes_per_second')} / max_over_time(${dsl('sync_rate_bytes_per_second')}[$__range])`,
        legend: '{{direction}}',
        instant: true,
      },
    ],
  });

/** Availability of each day. */
export const availability = () =>
  graph({
    title: 'Availability per day',
    description:
      'Share of each day in sync, of the time in which the state of the line was known. Each bar covers the day ' +
      'before its time. Dashed: 99.9 %.',
    noValue: noState,
    width: 12,
    height: 8,
    unit: PercentUnit,
    softMin: 0.98,
    max: 1,
    shape: 'bars',
    color: palette.good,
    interval: '1d',
    queries: [
      { expr: `avg_over_time(${dsl('up')}[$__interval:1m])`, legend: 'in sync' },
      { expr: `${goal} + 0 * ${dsl('up')}`, legend: 'goal' },
    ],
    overrides: [limitLine(/^goal$/, palette.warning)],
  });

/** Sync rate against the best of the range. */
export const rateAgainstBest = () =>
  graph({
    title: 'Sync rate against the best',
    description:
      'Lowest sync rate of each step as a share of the best of this range. It falls when line management (DLM) trades ' +
      'speed for stability, or when the line has a fault.',
    noValue: noState,
    width: 12,
    height: 8,
    unit: PercentUnit,
    softMin: 0.7,
    max: 1,
    shape: 'steps',
    queries: [
      {
        expr: `(${lowestPerStep(dsl('sync_rate_bytes_per_second'))}) / max_over_time(${dsl('sync_rate_bytes_per_second')}[$__range] @ end())`,
        legend: '{{direction}}',
      },
    ],
  });

/** Errored seconds of each day against the budgets that DLM is known to apply. */
export const erroredSecondsPerDay = () => {
  const measured = `increase(${dsl('errored_seconds_total')}[$__interval])`;
  return graph({
    title: 'Errored seconds per day',
    description:
      'Errored seconds of the day before each point, on a logarithmic axis. Dashed: the numbers per day at which line ' +
      'management (DLM) is known to act, for its profiles fast, standard and stable. Downstream: counted by the modem; ' +
      'upstream: reported by the far end.',
    noValue: needsTelnet,
    width: 24,
    height: 8,
    unit: NoUnit,
    decimals: 0,
    logarithmic: true,
    interval: '1d',
    queries: [
      { expr: measured, legend: '{{direction}}' },
      {
        expr: `hg612:dlm:errored_seconds_per_day @ end() and on () (${measured})`,
        legend: 'DLM budget, {{profile}}',
      },
    ],
    overrides: [limitLine(/^DLM budget/, palette.warning)],
  });
};
