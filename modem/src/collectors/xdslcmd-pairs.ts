import type { LineCounters, LineGauges, LineSide } from '../line/status.ts';
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

/** A row with two cells, downstream and upstream: which it is, how it reads, and where its value goes. */
interface PairRow {
  readonly key: string;
  readonly place: Place;
  readonly expected: string;
  readonly read: CellReader;
  readonly put: (side: LineSide, value: number) => void;
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
  },
});

type NumericGauge = Exclude<keyof LineGauges, 'ginpActive'>;

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
    side.gauges[field] = toBaseUnit(value);
  },
});

/** The first bearer carries the data; INP, delay, depth and G.INP are told of it. */
const framingOfFirstBearer: Place = (section) =>
  underBearer(0)(section) && section.heading.endsWith('framing');
const total = inPeriod('Total');
const retransmission = underHeading('Retransmit Counters');
const ginp = underHeading('G.INP Counters');

/** `205497/211307` (done/asked, newer driver) or `214476` (done, older driver): the bit swaps that were done. */
const bitswapsDone: CellReader = (cell) => {
  const [done = '', asked = '0', ...rest] = cell.split('/');
  return rest.length === 0 && counter(asked) !== undefined ? counter(done) : undefined;
};

/** The driver prints 0.0 where it has not measured the attenuation; no line has none. */
const attenuation: CellReader = (cell) => {
  const value = decimal(cell);
  return value === 0 ? 'absent' : value;
};

/**
 * Every two-column row that is read, in this order (minEFTR looks at what G.INP Framing told). A new value is one row
 * here and one in the metric table.
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
    },
  },
  counts('rtx_tx', retransmission, 'ginpRetransmitted'),
  counts('rtx_c', retransmission, 'ginpCorrected'),
  counts('rtx_uc', retransmission, 'ginpUncorrected'),
  counts('LEFTRS', ginp, 'ginpLowThroughputSeconds'),
  {
    ...measures('minEFTR', ginp, 'ginpMinThroughput', kilobitsToBytes),
    put: (side, value) => {
      // Without retransmission there is no such throughput; the driver prints 0 for it.
      if (side.gauges.ginpActive === true) side.gauges.ginpMinThroughput = kilobitsToBytes(value);
    },
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

/** Both directions of a line. */
export interface Sides {
  downstream: LineSide;
  upstream: LineSide;
}

/** Reads every row of the table above into the two directions. */
export function readPairs(reader: RowReader, sides: Sides): void {
  for (const row of pairRows) readPair(reader, row, sides);
}

/**
 * Reads HEC, which each bearer counts for itself. A sum is told only when every bearer's part is there: half a sum
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
    sides[direction].counters.hecErrors = parts.reduce((sum, errors) => sum + errors, 0);
  }
}

function readPair(reader: RowReader, row: PairRow, sides: Sides): void {
  const value = reader.value(row.key, row.place);
  if (value === undefined) return;
  const [down, up, ...more] = value.split(' ');
  if (down === undefined || up === undefined || more.length > 0) {
    // With one cell too few or too many there is no telling whose is which.
    reader.note(row.key, 'two values, downstream and upstream', value);
    return;
  }
  const cells = { downstream: down, upstream: up };
  for (const direction of ['downstream', 'upstream'] as const) {
    const read = reader.cell(`${row.key} ${direction}`, cells[direction], row.expected, row.read);
    if (read !== undefined) row.put(sides[direction], read);
  }
}
