import { BitsPerSecondSI, Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import { alertList } from '../alert-list.ts';
import { palette } from '../palette.ts';
import { dashed } from '../panel.ts';
import { graph, stateTimeline } from '../panels.ts';
import { bits, dsl } from '../promql.ts';
import { exporterHistory, lineHistory, modemHistory } from '../states.ts';
import { marginThreshold } from '../thresholds.ts';
import { retrainsTile } from './retrains.ts';

const states = () =>
  stateTimeline({
    title: 'Line, modem and exporter',
    description:
      'Worst state of each interval, so that a drop of half a minute is visible on a range of a month. A gap means ' +
      'that nothing was measured: while the modem is unreachable, the state of the line is unknown.',
    noValue: 'No scrapes in this range',
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

/** States over time, number of retrains, and current alerts. */
export const stateAndAlerts = () => [
  states(),
  retrainsTile({ width: 3, height: 7 }),
  alertList({ width: 8, height: 7 }),
];

const rates = () =>
  graph({
    title: 'Sync and attainable rate',
    description:
      'Solid: sync rate. Dashed: attainable rate as estimated by the modem. A sync rate above the attainable rate ' +
      'is common on healthy lines; what matters is how the two change after a sync.',
    noValue: 'No data in this range: the line was down or the modem did not respond',
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
      'Increase in noise that the line can tolerate before errors exceed the target; may be negative. Dashed: ' +
      'thresholds of HG612SnrMarginLow and HG612SnrMarginCritical.',
    noValue: 'No SNR margin in this range. On VDSL2 it requires telnet (MODEM_TELNET) and a line that is up.',
    width: 12,
    height: 9,
    unit: Decibel,
    decimals: 1,
    softMin: 0,
    softMax: 10,
    queries: [
      { expr: measured, legend: '{{direction}}' },
      { expr: marginThreshold('low'), legend: '{{direction}} low' },
      { expr: marginThreshold('critical'), legend: '{{direction}} critical' },
    ],
    overrides: [dashed(/ low$/, palette.warning), dashed(/ critical$/, palette.bad)],
  });
};

/** The main graphs of the first screen. */
export const ratesAndMargin = () => [rates(), margin()];
