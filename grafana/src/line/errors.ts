import { CountsPerMinute, LocaleFormat, NoUnit, Seconds } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { palette } from '../palette.ts';
import { matrix } from '../matrix.ts';
import { type Override, column, dashed } from '../panel.ts';
import { graph } from '../panels.ts';
import { dsl, increasePerStep, perMinute, select, withLabel } from '../promql.ts';
import { limit } from '../thresholds.ts';

const noCounters =
  'No error counters in this range. On VDSL2 they require telnet (MODEM_TELNET) and a line that is up.';
const needsTelnet = 'No data in this range. Requires telnet (MODEM_TELNET) and a line that is up.';
const ends = 'Downstream: counted by the modem; upstream: reported by the far end.';

const crc = () => {
  const measured = perMinute(dsl('crc_errors_total'));
  return graph({
    title: 'CRC errors',
    description: `Corrupted blocks per minute, after error correction. ${ends} Dashed: threshold of HG612CrcErrorsHigh.`,
    noValue: noCounters,
    width: 12,
    height: 8,
    unit: CountsPerMinute,
    min: 0,
    softMax: 1,
    queries: [
      { expr: measured, legend: '{{direction}}' },
      { expr: limit('crc_errors_per_hour', measured, '1 / 60'), legend: 'high' },
    ],
    overrides: [dashed(/^high$/, palette.warning)],
  });
};

const fec = () =>
  graph({
    title: 'FEC errors',
    description: `Errors corrected by FEC, per minute, on a logarithmic axis. Harmless by themselves; a sudden increase indicates interference. ${ends}`,
    noValue: noCounters,
    width: 12,
    height: 8,
    unit: CountsPerMinute,
    min: 0,
    logarithmic: true,
    queries: [{ expr: perMinute(dsl('fec_errors_total')), legend: '{{direction}}' }],
  });

/** Seconds per hour, in hourly bars because the modem counts whole seconds. */
function secondsPerHour(title: string, counter: string, meaning: string, threshold: string) {
  const measured = increasePerStep(dsl(counter));
  return graph({
    title,
    description: `${meaning} Each bar covers the hour (on long ranges: the step) before its time. ${ends}`,
    noValue: needsTelnet,
    width: 12,
    height: 8,
    unit: NoUnit,
    decimals: 0,
    min: 0,
    softMax: 10,
    axis: 'seconds per hour',
    shape: 'bars',
    interval: '1h',
    queries: [
      { expr: measured, legend: '{{direction}}' },
      { expr: limit(threshold, measured), legend: 'high' },
    ],
    overrides: [
      dashed(/^high$/, palette.warning),
      { matcher: { id: 'byName', options: 'high' }, properties: [{ id: 'custom.drawStyle', value: 'line' }] },
    ],
  });
}

/** Errored seconds of a day against the budgets that DLM is known to apply. */
const erroredSecondsPerDay = () => {
  const measured = select('hg612:errored_seconds:increase1d');
  return graph({
    title: 'Errored seconds, last 24 h',
    description:
      `Errored seconds of the 24 hours before each point. Dashed: the numbers per day at which line management (DLM) ` +
      `is known to act, for its profiles fast, standard and stable. Requires this project’s rules. ${ends}`,
    noValue: needsTelnet,
    width: 12,
    height: 8,
    unit: NoUnit,
    decimals: 0,
    min: 0,
    logarithmic: true,
    queries: [
      { expr: measured, legend: '{{direction}}' },
      {
        expr: `hg612:dlm:errored_seconds_per_day and on () (${measured})`,
        legend: 'DLM budget, {{profile}}',
      },
    ],
    overrides: [dashed(/^DLM budget/, palette.warning)],
  });
};

const meanTimeBetween = () =>
  graph({
    title: 'Mean time between errors and retrains, last 24 h',
    description:
      'Mean time between errored seconds, and between retrains, in the 24 hours before each point. No value: no errored ' +
      'second or no retrain in that time. Requires this project’s rules.',
    noValue: 'No errored seconds and no retrains in this range, or no data',
    width: 12,
    height: 8,
    unit: Seconds,
    min: 0,
    logarithmic: true,
    queries: [
      {
        expr: select('hg612:errored_seconds:mean_seconds_between1d'),
        legend: '{{direction}} errored seconds',
      },
      { expr: select('hg612:retrains:mean_seconds_between1d'), legend: 'retrains' },
    ],
  });

/** Counters of the table, in this order. */
const kinds = {
  fec_errors_total: 'FEC errors (corrected)',
  crc_errors_total: 'CRC errors',
  hec_errors_total: 'HEC errors',
  errored_seconds_total: 'Errored seconds',
  severely_errored_seconds_total: 'Severely errored seconds',
  unavailable_seconds_total: 'Unavailable seconds',
  loss_of_signal_total: 'Loss of signal',
  loss_of_frame_total: 'Loss of frame',
  loss_of_margin_total: 'Loss of margin',
  bitswaps_total: 'Bit swaps',
} as const;

/** Increase of all counters over the selected range. */
const totals = () =>
  matrix({
    title: 'Errors in this range',
    description: `Increase of each counter over the selected time range. Counters that the modem does not report have no row. ${ends} Loss of signal and loss of frame are events downstream and seconds upstream; bit swaps are operations, each of which may move several bits.`,
    noValue: noCounters,
    width: 12,
    height: 9,
    unit: LocaleFormat,
    decimals: 0,
    row: { label: 'error', title: 'Counter' },
    column: { label: 'direction', titles: { downstream: 'Downstream', upstream: 'Upstream' } },
    expr: Object.entries(kinds)
      .map(([metric, text]) =>
        withLabel(`max by (direction) (increase(${dsl(metric)}[$__range]))`, 'error', text),
      )
      .join(' or '),
    overrides: [
      column('Counter', [{ id: 'custom.width', value: 230 }]),
      textColumn('Downstream', palette.downstream),
      textColumn('Upstream', palette.upstream),
    ],
  });

const textColumn = (name: string, color: string): Override =>
  column(name, [
    { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ]);

const bitSwaps = () =>
  graph({
    title: 'Bit swaps',
    description:
      'Bit swap operations per minute, which move bits away from noisy tones. A steady rate is normal.',
    noValue: needsTelnet,
    width: 12,
    height: 9,
    unit: CountsPerMinute,
    min: 0,
    queries: [{ expr: perMinute(dsl('bitswaps_total')), legend: '{{direction}}' }],
  });

/** Errors counted at both ends. */
export const errors = (): Section => ({
  title: 'Errors',
  rows: [
    [crc(), fec()],
    [
      secondsPerHour(
        'Errored seconds',
        'errored_seconds_total',
        'Seconds with at least one CRC error. Dashed: threshold of HG612ErroredSecondsHigh.',
        'errored_seconds_per_hour',
      ),
      secondsPerHour(
        'Severely errored seconds',
        'severely_errored_seconds_total',
        'Seconds with so many errors that most of their data was lost: these are the seconds that users notice. Dashed: threshold of HG612SeverelyErroredSeconds.',
        'severely_errored_seconds_per_hour',
      ),
    ],
    [erroredSecondsPerDay(), meanTimeBetween()],
    [totals(), bitSwaps()],
  ],
});
