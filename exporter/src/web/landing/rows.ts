import type { LineSide, LineStatus } from '../../../../modem/src/line/status.ts';
import { bytesToMegabits } from '../../../../modem/src/line/units.ts';

/** A row of the landing page's table: a value per direction, `undefined` when it was not measured. */
export interface LineRow {
  label: string;
  downstream: string | undefined;
  upstream: string | undefined;
}

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const count = (value: number) => whole.format(value);

const megabits = (bytes: number) => `${bytesToMegabits(bytes).toFixed(2)} Mbit/s`;
const milliseconds = (seconds: number) => `${Number((seconds * 1000).toFixed(2))} ms`;
const decibels = (value: number) => `${value.toFixed(1)} dB`;

type Row = [label: string, show: (side: LineSide) => string | undefined];

/** Values that every line has. They are shown also when missing. */
const essentials: readonly Row[] = [
  ['Sync rate', ({ gauges }) => format(gauges.syncRate, megabits)],
  ['Attainable rate', ({ gauges }) => format(gauges.attainableRate, megabits)],
  ['SNR margin', ({ gauges }) => format(gauges.snrMargin, decibels)],
  ['Attenuation', ({ gauges }) => format(gauges.attenuation, decibels)],
  ['Transmit power', ({ gauges }) => format(gauges.transmitPower, (value) => `${value.toFixed(1)} dBm`)],
  ['CRC errors', ({ counters }) => format(counters.crcErrors, count)],
  ['FEC corrected errors', ({ counters }) => format(counters.fecErrors, count)],
];

/** Values that depend on source and line. They are shown when a direction has them. */
const extras: readonly Row[] = [
  ['Errored seconds', ({ counters }) => format(counters.erroredSeconds, count)],
  ['Severely errored seconds', ({ counters }) => format(counters.severelyErroredSeconds, count)],
  ['Unavailable seconds', ({ counters }) => format(counters.unavailableSeconds, count)],
  ['Retransmission (G.INP)', ({ gauges }) => format(gauges.ginpActive, (on) => (on ? 'on' : 'off'))],
  ['Impulse noise protection', ({ gauges }) => format(gauges.impulseNoiseProtection, (n) => `${n} symbols`)],
  ['Interleaver delay', ({ gauges }) => format(gauges.interleaverDelay, milliseconds)],
  ['Interleaver depth', ({ gauges }) => format(gauges.interleaverDepth, count)],
];

/** The values of a line in showtime, in the units that are common for lines. */
export function lineRows({ downstream, upstream }: LineStatus): LineRow[] {
  const rowOf = ([label, show]: Row): LineRow => ({
    label,
    downstream: show(downstream),
    upstream: show(upstream),
  });
  const present = extras
    .map(rowOf)
    .filter((row) => row.downstream !== undefined || row.upstream !== undefined);
  return [...essentials.map(rowOf), ...present];
}

function format<Value>(value: Value | undefined, show: (value: Value) => string): string | undefined {
  return value === undefined ? undefined : show(value);
}
