import { counterSum } from '../line/counter-sum.ts';
import { gaugeRanges, isWithin, type NumericGauge, rangeText } from '../line/ranges.ts';
import type { LineCounters, LineSide } from '../line/status.ts';
import { kilobitsToBytes, millisecondsToSeconds } from '../line/units.ts';
import {
  type CellReader,
  counter,
  decimal,
  inPeriod,
  outsidePeriods,
  type Place,
  type RowReader,
  underBearer,
  underHeading,
} from './xdslcmd-reader.ts';

/** A row with two cells, downstream and upstream: where it is, how it reads, and where its value goes. */
interface PairRow {
  readonly key: string;
  readonly place: Place;
  readonly expected: string;
  readonly read: CellReader;
  /** Stores a value that was read; returns what was expected if it cannot be one of this field. */
  readonly put: (side: LineSide, value: number) => string | undefined;
}

const aCounter = 'a counter';
const aNumber = 'a number or N/A';

const counts = (key: string, place: Place, field: keyof LineCounters, read = counter): PairRow => ({
  key,
  place,
  expected: aCounter,
  read,
  put: (side, value) => {
    side.counters[field] = value;
    return undefined;
  },
});

const measures = (
  key: string,
  place: Place,
  field: NumericGauge,
  toBaseUnit: (value: number) => number = (value) => value,
): PairRow => ({
  key,
  place,
  expected: aNumber,
  read: decimal,
  put: (side, value) => {
    const range = gaugeRanges[field];
    if (!isWithin(toBaseUnit(value), range)) return rangeText(range, 1 / toBaseUnit(1));
    side.gauges[field] = toBaseUnit(value);
    return undefined;
  },
});

/** The first bearer carries the data; INP, delay, depth and G.INP are those of it. */
const framingOfFirstBearer: Place = (section) =>
  underBearer(0)(section) && section.heading.endsWith('framing');
const total = inPeriod('Total');
const retransmission = underHeading('Retransmit Counters');
const ginp = underHeading('G.INP Counters');

/** `205497/211307` (done/requested, newer driver) or `214476` (done, older driver): the bit swaps that were done. */
const bitswapsDone: CellReader = (cell) => {
  const [done = '', requested = '0', ...rest] = cell.split('/');
  return rest.length === 0 && counter(requested) !== undefined ? counter(done) : undefined;
};

/** The driver prints 0.0 where it has not measured the attenuation; no line has an attenuation of 0. */
const attenuation: CellReader = (cell) => {
  const value = decimal(cell);
  return value === 0 ? 'absent' : value;
};

const minThroughput = measures('minEFTR', ginp, 'ginpMinThroughput', kilobitsToBytes);

/**
 * Every two-column row that is read, in this order (minEFTR depends on G.INP Framing). A new value is one row here and
 * one in the metric table.
 */
const pairRows: readonly PairRow[] = [
  measures('SNR(dB)', outsidePeriods, 'snrMargin'),
  { ...measures('Attn(dB)', outsidePeriods, 'attenuation'), read: attenuation },
  measures('Pwr(dBm)', outsidePeriods, 'transmitPower'),
  measures('D', framingOfFirstBearer, 'interleaverDepth'),
  {
    key: 'G.INP Framing',
    place: framingOfFirstBearer,
    expected: 'a framing type',
    read: counter,
    put: (side, value) => {
      side.gauges.ginpActive = value !== 0;
      return undefined;
    },
  },
  counts('rtx_tx', retransmission, 'ginpRetransmitted'),
  counts('rtx_c', retransmission, 'ginpCorrected'),
  counts('rtx_uc', retransmission, 'ginpUncorrected'),
  counts('LEFTRS', ginp, 'ginpLowThroughputSeconds'),
  {
    ...minThroughput,
    // Without retransmission there is no such throughput; the driver prints 0 for it.
    put: (side, value) => (side.gauges.ginpActive === true ? minThroughput.put(side, value) : undefined),
  },
  measures('INP', underBearer(0), 'impulseNoiseProtection'),
  measures('delay', underBearer(0), 'interleaverDelay', millisecondsToSeconds),
  counts('Bitswap', outsidePeriods, 'bitswaps', bitswapsDone),
  counts('FEC', total, 'fecErrors'),
  counts('CRC', total, 'crcErrors'),
  counts('ES', total, 'erroredSeconds'),
  counts('SES', total, 'severelyErroredSeconds'),
  counts('UAS', total, 'unavailableSeconds'),
  counts('LOS', total, 'lossOfSignal'),
  counts('LOF', total, 'lossOfFrame'),
  counts('LOM', total, 'lossOfMargin'),
];

/** `Max(Kbps)`, which some ADSL drivers print in place of `Max`. */
export const attainableRates = measures('Max(Kbps)', outsidePeriods, 'attainableRate', kilobitsToBytes);

/** Both directions of a line. */
interface Sides {
  downstream: LineSide;
  upstream: LineSide;
}

/** Reads every row of the table above into the two directions. */
export function readPairs(reader: RowReader, sides: Sides): void {
  for (const row of pairRows) readPair(reader, row, sides);
}

/**
 * Reads HEC, which is counted per bearer. There is a sum only when the part of every bearer is present: half a sum
 * would be a wrong number.
 */
export function readHecErrors(reader: RowReader, bearers: readonly number[], sides: Sides): void {
  const sums = { downstream: [] as number[], upstream: [] as number[] };
  for (const bearer of bearers) {
    const part: Sides = {
      downstream: { gauges: {}, counters: {} },
      upstream: { gauges: {}, counters: {} },
    };
    readPair(reader, counts('HEC', underBearer(bearer), 'hecErrors'), part);
    for (const direction of ['downstream', 'upstream'] as const) {
      const errors = part[direction].counters.hecErrors;
      if (errors !== undefined) sums[direction].push(errors);
    }
  }
  for (const direction of ['downstream', 'upstream'] as const) {
    const parts = sums[direction];
    if (bearers.length === 0 || parts.length < bearers.length) continue;
    sides[direction].counters.hecErrors = counterSum(parts);
  }
}

/** Reads both cells of a row. */
export function readPair(reader: RowReader, row: PairRow, sides: Sides): void {
  const value = reader.value(row.key, row.place);
  if (value === undefined) return;
  const [down, up, ...more] = value.split(' ');
  if (down === undefined || up === undefined || more.length > 0) {
    // With one cell too few or too many, it is unknown which cell belongs to which direction.
    reader.note(row.key, 'two values, downstream and upstream', value);
    return;
  }
  const cells = { downstream: down, upstream: up };
  for (const direction of ['downstream', 'upstream'] as const) {
    const field = `${row.key} ${direction}`;
    const read = reader.cell(field, cells[direction], row.expected, row.read);
    const expected = read === undefined ? undefined : row.put(sides[direction], read);
    if (expected !== undefined) reader.note(field, expected, cells[direction]);
  }
}
