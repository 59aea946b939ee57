import { LocaleFormat } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { palette } from '../palette.ts';
import { matrix } from '../matrix.ts';
import { type Override, column, limitLine } from '../panel.ts';
import { graph } from '../panels.ts';
import { dsl, perHour, perMinute, withLabel } from '../promql.ts';
import { limit } from '../thresholds.ts';
import { eventsPerHour, eventsPerMinute } from '../units.ts';
import { needsTelnet } from '../texts.ts';

const noCounters =
  'No error counters in this range. On VDSL2 they require telnet (MODEM_TELNET) and a line that is up.';
const ends = 'Downstream: counted by the modem; upstream: reported by the far end.';

const crc = () => {
  const measured = perMinute(dsl('crc_errors_total'));
  return graph({
    title: 'CRC errors',
    description: `Corrupted blocks per minute, after error correction: the highest rate of each step. ${ends} Dashed: threshold of HG612CrcErrorsHigh.`,
    noValue: noCounters,
    width: 8,
    height: 7,
    unit: eventsPerMinute,
    min: 0,
    softMax: 1,
    queries: [
      { expr: measured, legend: '{{direction}}' },
      { expr: limit('crc_errors_per_hour', dsl('crc_errors_total'), '1 / 60'), legend: 'high' },
    ],
    overrides: [limitLine(/^high$/, palette.warning)],
  });
};

const fec = () =>
  graph({
    title: 'FEC errors',
    description: `Errors corrected by FEC, per minute, on a logarithmic axis: the highest rate of each step. Harmless by themselves; a sudden increase indicates interference. ${ends}`,
    noValue: noCounters,
    width: 8,
    height: 7,
    unit: eventsPerMinute,
    logarithmic: true,
    queries: [{ expr: perMinute(dsl('fec_errors_total')), legend: '{{direction}}' }],
  });

/** Seconds per hour, in hourly bars because the modem counts whole seconds. */
function secondsPerHour(title: string, counter: string, meaning: string, threshold: string) {
  const measured = perHour(dsl(counter));
  return graph({
    title,
    description: `${meaning} Each bar is the average of the hour (on long ranges: the step) before its time. ${ends}`,
    noValue: needsTelnet,
    width: 8,
    height: 7,
    unit: eventsPerHour,
    decimals: 0,
    min: 0,
    softMax: 10,
    shape: 'bars',
    interval: '1h',
    queries: [
      { expr: measured, legend: '{{direction}}' },
      { expr: limit(threshold, dsl(counter)), legend: 'high' },
    ],
    overrides: [limitLine(/^high$/, palette.warning)],
  });
}

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
    width: 8,
    height: 7,
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
      column('Counter', [{ id: 'custom.minWidth', value: 150 }]),
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
      'Bit swap operations per minute, the highest rate of each step, which move bits away from noisy tones. A steady rate is normal.',
    noValue: needsTelnet,
    width: 8,
    height: 7,
    unit: eventsPerMinute,
    min: 0,
    queries: [{ expr: perMinute(dsl('bitswaps_total')), legend: '{{direction}}' }],
  });

/** Errors counted at both ends. */
export const errors = (): Section => ({
  title: 'Errors',
  rows: [
    [
      crc(),
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
  ],
});

/** What the errors consist of. */
export const errorDetails = () => [fec(), bitSwaps(), totals()];
