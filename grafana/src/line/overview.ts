import { BitsPerSecondSI, Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import { alertList } from '../alert-list.ts';
import { palette } from '../palette.ts';
import { dashed, limitLine } from '../panel.ts';
import { graph, stateTimeline } from '../panels.ts';
import { bits, dsl, lowestPerStep } from '../promql.ts';
import { alertHistory, exporterHistory, lineHistory, modemHistory } from '../states.ts';
import { contractRate, marginThreshold } from '../thresholds.ts';
import { retrainsTile } from './retrains.ts';

/** Title of the timeline, in which alerts are marked. */
export const timelineTitle = 'Line, modem and exporter';

const states = () =>
  stateTimeline({
    title: timelineTitle,
    description:
      'Worst state of each interval, so that a drop of half a minute is visible on a range of a month. A gap means ' +
      'that nothing was measured: while the modem is unreachable, the state of the line is unknown. Alerts: the ' +
      'highest severity of the firing alerts; a gap means that the rules were not evaluated.',
    noValue: 'No scrapes in this range',
    width: 11,
    height: 6,
    unit: NoUnit,
    interval: '1m',
    queries: [
      { expr: lineHistory(), legend: 'Line' },
      { expr: modemHistory(), legend: 'Modem' },
      { expr: exporterHistory(), legend: 'Exporter' },
      { expr: alertHistory(), legend: 'Alerts' },
    ],
  });

/** States over time, number of retrains, and current alerts. */
export const stateAndAlerts = () => [
  states(),
  retrainsTile({ width: 4, height: 6 }),
  alertList({ width: 9, height: 6 }),
];

const rates = () =>
  graph({
    title: 'Sync and attainable rate',
    description:
      'Solid: sync rate. Dashed: attainable rate as estimated by the modem. Limit lines: rates of the contract, if set (CONTRACT_DOWN_MBIT, CONTRACT_UP_MBIT). A sync rate above the attainable rate ' +
      'is common on healthy lines; what matters is how the two change after a sync.',
    noValue: 'No data in this range: the line was down or the modem did not respond',
    width: 12,
    height: 8,
    unit: BitsPerSecondSI,
    decimals: 1,
    min: 0,
    shape: 'steps',
    queries: [
      { expr: bits(dsl('sync_rate_bytes_per_second')), legend: '{{direction}} sync' },
      { expr: bits(dsl('attainable_rate_bytes_per_second')), legend: '{{direction}} attainable' },
      { expr: bits(contractRate), legend: '{{direction}} {{kind}}' },
    ],
    overrides: [
      dashed(/^downstream attainable/, palette.downstreamSoft),
      dashed(/^upstream attainable/, palette.upstreamSoft),
      limitLine(/ guaranteed$/, palette.bad),
      limitLine(/ ordered$/, palette.warning),
    ],
  });

const margin = () => {
  const measured = dsl('snr_margin_decibels');
  return graph({
    title: 'SNR margin',
    description:
      'Lowest of each step: the increase in noise that the line can tolerate before errors exceed the target; may be negative. Dashed: ' +
      'current thresholds of HG612SnrMarginLow and HG612SnrMarginCritical.',
    noValue: 'No SNR margin in this range. On VDSL2 it requires telnet (MODEM_TELNET) and a line that is up.',
    width: 12,
    height: 8,
    unit: Decibel,
    decimals: 1,
    softMin: 0,
    softMax: 10,
    queries: [
      { expr: lowestPerStep(measured), legend: '{{direction}}' },
      { expr: marginThreshold('low'), legend: '{{direction}} low' },
      { expr: marginThreshold('critical'), legend: '{{direction}} critical' },
    ],
    overrides: [limitLine(/ low$/, palette.warning), limitLine(/ critical$/, palette.bad)],
  });
};

/** The main graphs of the first screen. */
export const ratesAndMargin = () => [rates(), margin()];
