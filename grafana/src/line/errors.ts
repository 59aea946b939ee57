import { CountsPerMinute, LocaleFormat, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { palette } from '../palette.ts';
import { matrix } from '../matrix.ts';
import { type Override, column, dashed } from '../panel.ts';
import { graph } from '../panels.ts';
import { dsl, perMinute, perStep, withLabel } from '../promql.ts';
import { limit } from '../thresholds.ts';

const noCounters =
  'No error counters in this range. On VDSL2 only telnet tells them (MODEM_TELNET), and only of a line that is up.';
const onlyTelnet =
  'Nothing in this range. Only telnet tells it (MODEM_TELNET), and only of a line that is up.';
const ends = 'Downstream as the modem sees it, upstream as the far end reports it.';

const crc = () => {
  const measured = perMinute(dsl('crc_errors_total'));
  return graph({
    title: 'CRC errors',
    description: `Blocks that arrived broken and were lost, per minute. ${ends} The dashed line is the threshold of HG612CrcErrorsHigh.`,
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
    description: `Errors that were corrected, per minute, on a logarithmic axis. Harmless by themselves; a storm says that something disturbs the line. ${ends}`,
    noValue: noCounters,
    width: 12,
    height: 8,
    unit: CountsPerMinute,
    min: 0,
    logarithmic: true,
    queries: [{ expr: perMinute(dsl('fec_errors_total')), legend: '{{direction}}' }],
  });

/** Seconds an hour: whole hours, since the modem counts whole seconds. */
function secondsPerHour(title: string, counter: string, meaning: string, threshold: string) {
  const measured = perStep(dsl(counter));
  return graph({
    title,
    description: `${meaning} Each bar is the hour (on long ranges: the step) before it. ${ends}`,
    noValue: onlyTelnet,
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

/** Kinds of error that are counted up to the chosen range, in the order of the table. */
const kinds = {
  fec_errors_total: 'FEC errors (corrected)',
  crc_errors_total: 'CRC errors',
  hec_errors_total: 'HEC errors',
  errored_seconds_total: 'Errored seconds',
  severely_errored_seconds_total: 'Severely errored seconds',
  unavailable_seconds_total: 'Unavailable seconds',
  loss_of_signal_total: 'Losses of signal',
  loss_of_frame_total: 'Losses of frame',
  loss_of_margin_total: 'Losses of margin',
  bitswaps_total: 'Bit swaps',
} as const;

/** All counters, over the chosen range. */
const totals = () =>
  matrix({
    title: 'Errors in this range',
    description: `What each counter grew by in the chosen time range; a counter that the modem does not tell has no row. ${ends}`,
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
    description: 'Bits moved away from noisy tones, per minute: the line adapting. Many are normal.',
    noValue: onlyTelnet,
    width: 12,
    height: 9,
    unit: CountsPerMinute,
    min: 0,
    queries: [{ expr: perMinute(dsl('bitswaps_total')), legend: '{{direction}}' }],
  });

/** Errors from both ends. */
export const errors = (): Section => ({
  title: 'Errors',
  rows: [
    [crc(), fec()],
    [
      secondsPerHour(
        'Errored seconds',
        'errored_seconds_total',
        'Seconds with at least one CRC error. The dashed line is the threshold of HG612ErroredSecondsHigh.',
        'errored_seconds_per_hour',
      ),
      secondsPerHour(
        'Severely errored seconds',
        'severely_errored_seconds_total',
        'Seconds so full of errors that they were as good as lost. The dashed line is the threshold of HG612SeverelyErroredSeconds.',
        'severely_errored_seconds_per_hour',
      ),
    ],
    [totals(), bitSwaps()],
  ],
});
