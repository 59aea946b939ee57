import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import {
  CountsPerMinute,
  DatetimeLocal,
  Decibel,
  BitsPerSecondSI,
  NoUnit,
} from '@grafana/grafana-foundation-sdk/units';
import { palette } from '../palette.ts';
import { coloredQuery } from '../panel.ts';
import { stat, stateTile } from '../panels.ts';
import { bits, date, dsl, increaseOver, unless, onlyWhile } from '../promql.ts';
import { lineNow, modemNow, absenceReason } from '../states.ts';
import { gradeAbove, gradeBelow, marginThreshold } from '../thresholds.ts';

const tile = { height: 4, noValue: 'Not scraped' } as const;

const line = () =>
  stateTile({
    ...tile,
    title: 'Line',
    description:
      'State of the line at the last scrape. While the modem or the exporter does not respond, the state is not ' +
      'known, and the tile shows which of them failed. "Unknown": the modem reported an unknown state.',
    width: 4,
    unit: NoUnit,
    queries: [{ expr: lineNow(), instant: true }],
  });

/** Evaluated at every scrape of the range: a larger step would miss short drops. */
const lastSeen = (value: 0 | 1) => date(`max_over_time(timestamp(${dsl('up')} == ${value})[$__range:30s])`);

const since = () =>
  stat({
    ...tile,
    title: 'Since',
    description:
      'When the line came up, from the line uptime, which requires telnet. Without telnet: when the line was last ' +
      'seen down (while it is down: last seen up) in the selected time range, if at all.',
    noValue: 'Unknown',
    width: 4,
    unit: DatetimeLocal,
    text: BigValueTextMode.ValueAndName,
    queries: [
      {
        expr: date(`timestamp(${dsl('uptime_seconds')}) - ${dsl('uptime_seconds')}`),
        legend: 'up since (line uptime)',
        instant: true,
      },
      {
        expr: unless(onlyWhile(lastSeen(0), `${dsl('up')} == 1`), dsl('uptime_seconds')),
        legend: 'up, last seen down',
        instant: true,
      },
      {
        expr: onlyWhile(lastSeen(1), `${dsl('up')} == 0`),
        legend: 'down, last seen up',
        instant: true,
      },
    ],
  });

const modem = () =>
  stateTile({
    ...tile,
    title: 'Modem',
    description:
      'Whether the modem responded to the last scrape; if not, the reason. While it does not respond, the state ' +
      'of the line is unknown.',
    width: 3,
    unit: NoUnit,
    queries: [{ expr: modemNow(), instant: true }],
  });

const rates = () =>
  stat({
    ...tile,
    title: 'Sync rate',
    reason: absenceReason(dsl('sync_rate_bytes_per_second'), false),
    description: 'Current sync rate, the sum of both bearers (modem: current rate, Bearer or Path).',
    width: 4,
    unit: BitsPerSecondSI,
    decimals: 1,
    queries: [{ expr: bits(dsl('sync_rate_bytes_per_second')), legend: '{{direction}}', instant: true }],
  });

const margin = () => {
  const measured = dsl('snr_margin_decibels');
  const critical = gradeBelow(measured, marginThreshold('critical'));
  const low = gradeBelow(critical.good, marginThreshold('low'));
  return stat({
    ...tile,
    title: 'SNR margin',
    reason: absenceReason(measured, true),
    description:
      'Yellow and red at the thresholds of HG612SnrMarginLow and HG612SnrMarginCritical. On VDSL2 the status page ' +
      'does not contain the margin: enable telnet (MODEM_TELNET).',
    width: 3,
    unit: Decibel,
    decimals: 1,
    queries: [
      { expr: critical.bad, legend: '{{direction}}', instant: true, refId: 'Critical' },
      { expr: low.bad, legend: '{{direction}}', instant: true, refId: 'Low' },
      { expr: low.good, legend: '{{direction}}', instant: true, refId: 'Good' },
      { expr: critical.ungraded, legend: '{{direction}}', instant: true, refId: 'Ungraded' },
    ],
    overrides: [
      coloredQuery('Critical', palette.bad),
      coloredQuery('Low', palette.warning),
      coloredQuery('Good', palette.good),
      coloredQuery('Ungraded', palette.plain),
    ],
  });
};

const crcErrors = () => {
  const measured = `rate(${dsl('crc_errors_total')}[5m])`;
  return stat({
    ...tile,
    title: 'CRC errors, last 5 min',
    reason: absenceReason(measured, true),
    description:
      'Corrupted blocks per minute, averaged over five minutes. Downstream: counted by the modem; upstream: ' +
      'reported by the far end. On VDSL2 the status page has no error counters: enable telnet (MODEM_TELNET).',
    width: 3,
    unit: CountsPerMinute,
    decimals: 1,
    queries: [{ expr: `${measured} * 60`, legend: '{{direction}}', instant: true }],
  });
};

const erroredSeconds = () => {
  const measured = increaseOver('1h', dsl('errored_seconds_total'));
  const graded = gradeAbove(measured, 'errored_seconds_per_hour');
  return stat({
    ...tile,
    title: 'Errored seconds, last hour',
    reason: absenceReason(measured, true),
    description:
      'Seconds of the last hour with at least one CRC error. Yellow above the threshold of ' +
      'HG612ErroredSecondsHigh. Requires telnet.',
    width: 3,
    unit: NoUnit,
    decimals: 0,
    queries: [
      { expr: graded.bad, legend: '{{direction}}', instant: true, refId: 'High' },
      { expr: graded.good, legend: '{{direction}}', instant: true, refId: 'Good' },
      { expr: graded.ungraded, legend: '{{direction}}', instant: true, refId: 'Ungraded' },
    ],
    overrides: [
      coloredQuery('High', palette.warning),
      coloredQuery('Good', palette.good),
      coloredQuery('Ungraded', palette.plain),
    ],
  });
};

/** The first row: state, sync time, modem, rates, margin and errors. */
export const now = () => [line(), since(), modem(), rates(), margin(), crcErrors(), erroredSeconds()];
