import { BitsPerSecondSI, Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import { alertList } from '../alert-list.ts';
import { palette } from '../palette.ts';
import { dashed } from '../panel.ts';
import { graph, stateTimeline } from '../panels.ts';
import { bits, dsl } from '../promql.ts';
import { exporterHistory, lineHistory, modemHistory } from '../states.ts';
import { limit } from '../thresholds.ts';
import { retrainsLately } from './retrains.ts';

const states = () =>
  stateTimeline({
    title: 'Line, modem and exporter',
    description:
      'The worst that each interval saw, so that a drop of half a minute shows on a month too. Where a row is ' +
      'empty, nothing was measured: an unreachable modem leaves the line open, not up and not down.',
    noValue: 'Nothing was scraped in this range',
    width: 13,
    height: 7,
    unit: NoUnit,
    interval: '1m',
    queries: [
      { expr: lineHistory(), legend: 'Line' },
      { expr: modemHistory(), legend: 'Modem' },
      { expr: exporterHistory(), legend: 'Exporter' },
    ],
  });

/** The state of things over time, how often the line dropped, and what is wrong now. */
export const stateAndAlerts = () => [
  states(),
  retrainsLately({ width: 3, height: 7 }),
  alertList({ width: 8, height: 7 }),
];

const rates = () =>
  graph({
    title: 'Sync and attainable rate',
    description:
      'Solid: what the line is synchronised at. Dashed: what it could hold by its own estimate. Sync above ' +
      'attainable means that the line was synchronised under better conditions than it has now.',
    noValue: 'The line was not up in this range, or the modem did not answer',
    width: 12,
    height: 9,
    unit: BitsPerSecondSI,
    decimals: 1,
    min: 0,
    shape: 'steps',
    queries: [
      { expr: bits(dsl('sync_rate_bytes_per_second')), legend: '{{direction}} sync' },
      { expr: bits(dsl('attainable_rate_bytes_per_second')), legend: '{{direction}} attainable' },
    ],
    overrides: [
      dashed(/^downstream attainable/, palette.downstreamSoft),
      dashed(/^upstream attainable/, palette.upstreamSoft),
    ],
  });

const margin = () => {
  const measured = dsl('snr_margin_decibels');
  return graph({
    title: 'SNR margin',
    description:
      'How much worse the noise may get before the line drops; it may be negative. The dashed lines are the ' +
      'thresholds of HG612SnrMarginLow and HG612SnrMarginCritical.',
    noValue:
      'No SNR margin in this range. On VDSL2 only telnet tells it (MODEM_TELNET), and only of a line that is up.',
    width: 12,
    height: 9,
    unit: Decibel,
    decimals: 1,
    softMin: 0,
    softMax: 10,
    queries: [
      { expr: measured, legend: '{{direction}}' },
      { expr: limit('snr_margin_low_decibels', measured), legend: 'low' },
      { expr: limit('snr_margin_critical_decibels', measured), legend: 'critical' },
    ],
    overrides: [dashed(/^low$/, palette.warning), dashed(/^critical$/, palette.bad)],
  });
};

/** The two curves that people look at first. */
export const ratesAndMargin = () => [rates(), margin()];
