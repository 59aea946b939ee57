import type { LineSide, LineStatus } from '../../../../modem/src/line/status.ts';
import { bytesToMegabits } from '../../../../modem/src/line/units.ts';

/** A row of the landing page's table: a figure of each direction, `undefined` where it was not measured. */
export interface LineRow {
  label: string;
  downstream: string | undefined;
  upstream: string | undefined;
}

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const count = (value: number) => whole.format(value);

const megabits = (bytes: number) => `${bytesToMegabits(bytes).toFixed(2)} Mbit/s`;
const decibels = (value: number) => `${value.toFixed(1)} dB`;

type Figure = [label: string, show: (side: LineSide) => string | undefined];

/** What every line has; shown also when it is not known, so that a gap is seen. */
const essentials: readonly Figure[] = [
  ['Sync rate', ({ gauges }) => format(gauges.syncRate, megabits)],
  ['Attainable rate', ({ gauges }) => format(gauges.attainableRate, megabits)],
  ['SNR margin', ({ gauges }) => format(gauges.snrMargin, decibels)],
  ['Attenuation', ({ gauges }) => format(gauges.attenuation, decibels)],
  ['Transmit power', ({ gauges }) => format(gauges.transmitPower, (value) => `${value.toFixed(1)} dBm`)],
  ['CRC errors', ({ counters }) => format(counters.crcErrors, count)],
  ['FEC corrections', ({ counters }) => format(counters.fecErrors, count)],
];

/** What only some sources and some lines have; left out where no direction has it. */
const extras: readonly Figure[] = [
  ['Errored seconds', ({ counters }) => format(counters.erroredSeconds, count)],
  ['Severely errored seconds', ({ counters }) => format(counters.severelyErroredSeconds, count)],
  ['Unavailable seconds', ({ counters }) => format(counters.unavailableSeconds, count)],
  ['Retransmission (G.INP)', ({ gauges }) => format(gauges.ginpActive, (on) => (on ? 'on' : 'off'))],
  ['Impulse noise protection', ({ gauges }) => format(gauges.impulseNoiseProtection, (n) => `${n} symbols`)],
  ['Interleaver delay', ({ gauges }) => format(gauges.interleaverDelay, (s) => `${Math.round(s * 1000)} ms`)],
  ['Interleaver depth', ({ gauges }) => format(gauges.interleaverDepth, count)],
];

/** The figures of a line that is up, in the units people know their line by. */
export function lineRows({ downstream, upstream }: LineStatus): LineRow[] {
  const rowOf = ([label, show]: Figure): LineRow => ({
    label,
    downstream: show(downstream),
    upstream: show(upstream),
  });
  const told = extras.map(rowOf).filter((row) => row.downstream !== undefined || row.upstream !== undefined);
  return [...essentials.map(rowOf), ...told];
}

function format<Value>(value: Value | undefined, show: (value: Value) => string): string | undefined {
  return value === undefined ? undefined : show(value);
}
