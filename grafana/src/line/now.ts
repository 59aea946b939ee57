import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { BitsPerSecondSI, DatetimeLocal, Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import { palette } from '../palette.ts';
import { type Override, coloredQuery } from '../panel.ts';
import { stat, stateTile } from '../panels.ts';
import type { Query } from '../queries.ts';
import { bits, date, dsl, onlyWhile, readAs, unless, whileRead } from '../promql.ts';
import { absenceReason, lineNow } from '../states.ts';
import { gradeAbove, gradeBelow, marginThreshold } from '../thresholds.ts';
import { eventsPerMinute } from '../units.ts';
import { verdictMappings, verdictNow } from '../verdict.ts';

const tile = { height: 4, width: 4, noValue: 'Not scraped' } as const;

const verdict = () =>
  stateTile({
    ...tile,
    title: 'Verdict',
    description:
      'OK, or the most serious firing alert (critical and warning) about this line, its modem and its exporter. The ' +
      'list of alerts below links to the runbook of each.',
    unit: NoUnit,
    mappings: verdictMappings(),
    queries: [{ expr: verdictNow(), instant: true }],
  });

const line = () =>
  stateTile({
    ...tile,
    title: 'Line',
    description:
      'State of the line at the last scrape. While the modem or the exporter does not respond, the state is not ' +
      'known, and the tile shows which of them failed. "Unknown": the modem reported an unknown state.',
    unit: NoUnit,
    queries: [{ expr: lineNow(), instant: true }],
  });

/** Evaluated at every scrape of the range: a larger step would miss short drops. */
const lastSeen = (value: 0 | 1) => date(`max_over_time(${readAs(dsl('up'), value)}[$__range:30s])`);

const since = () =>
  stat({
    ...tile,
    title: 'Since',
    description:
      'When the line came up, from the line uptime, which requires telnet. Without telnet: when the line was last ' +
      'seen down (while it is down: last seen up) in the selected time range, if at all.',
    noValue: 'Unknown',
    unit: DatetimeLocal,
    text: BigValueTextMode.ValueAndName,
    queries: [
      {
        expr: date(`timestamp(${dsl('uptime_seconds')}) - ${dsl('uptime_seconds')}`),
        legend: 'up since',
        instant: true,
      },
      {
        expr: unless(onlyWhile(lastSeen(0), `${dsl('up')} == 1`), dsl('uptime_seconds')),
        legend: 'last seen down',
        instant: true,
      },
      {
        expr: onlyWhile(lastSeen(1), `${dsl('up')} == 0`),
        legend: 'last seen up',
        instant: true,
      },
    ],
  });

const rates = () =>
  stat({
    ...tile,
    title: 'Sync rate',
    reason: absenceReason(dsl('sync_rate_bytes_per_second'), false),
    description: 'Current sync rate, the sum of both bearers (modem: current rate, Bearer or Path).',
    unit: BitsPerSecondSI,
    decimals: 1,
    queries: [{ expr: bits(dsl('sync_rate_bytes_per_second')), legend: '{{direction}}', instant: true }],
  });

/** One query per colour. */
const colors = {
  Critical: palette.bad,
  High: palette.warning,
  Low: palette.warning,
  Good: palette.good,
  Ungraded: palette.plain,
} as const;

const coloredQueries = (
  expressions: Partial<Record<keyof typeof colors, string>>,
): { queries: Query[]; overrides: Override[] } => {
  const entries = Object.entries(expressions) as [keyof typeof colors, string][];
  return {
    queries: entries.map(([refId, expr]) => ({ expr, legend: '{{direction}}', instant: true, refId })),
    overrides: entries.map(([refId]) => coloredQuery(refId, colors[refId])),
  };
};

const margin = () => {
  const measured = dsl('snr_margin_decibels');
  const critical = gradeBelow(measured, marginThreshold('critical'));
  const low = gradeBelow(critical.good, marginThreshold('low'));
  return stat({
    ...tile,
    title: 'Margin',
    reason: absenceReason(measured, true),
    description:
      'SNR margin. Yellow and red at the thresholds of HG612SnrMarginLow and HG612SnrMarginCritical. On VDSL2 the status page ' +
      'does not contain the margin: enable telnet (MODEM_TELNET).',
    unit: Decibel,
    decimals: 1,
    ...coloredQueries({
      Critical: critical.bad,
      Low: low.bad,
      Good: low.good,
      Ungraded: critical.ungraded,
    }),
  });
};

const crcErrors = () => {
  const counter = dsl('crc_errors_total');
  const measured = whileRead(`60 * rate(${counter}[5m])`, counter);
  const graded = gradeAbove(measured, 'crc_errors_per_hour', '1 / 60');
  return stat({
    ...tile,
    title: 'Errors',
    reason: absenceReason(measured, true),
    description:
      'Corrupted blocks per minute in the last 5 min, while they are counted. Yellow above the threshold of ' +
      'HG612CrcErrorsHigh. Downstream: counted by the modem; upstream: reported by the far end. On VDSL2 the status ' +
      'page has no error counters: enable telnet (MODEM_TELNET).',
    unit: eventsPerMinute,
    decimals: 1,
    ...coloredQueries({ High: graded.bad, Good: graded.good, Ungraded: graded.ungraded }),
  });
};

/** The first row: verdict, state, sync time, rates, margin and errors. */
export const now = () => [verdict(), line(), since(), rates(), margin(), crcErrors()];
