import { heading, pairRow } from './columns.ts';
import { bearersOf, bearerWord } from './header.ts';
import type { Driver } from './header.ts';
import { decibels, uint32 } from './numbers.ts';
import type { Bearer, GinpCounts, LineSnapshot } from './snapshot.ts';

/** Counters since the last resync: frames, code words, retransmissions, cells, seconds. */
export function counters(line: LineSnapshot, driver: Driver): string[] {
  const perBearer = (rows: (bearer: Bearer) => string[]): string[][] =>
    bearersOf(line, driver).map((bearer, index) => [
      heading(`${bearerWord[driver]} ${index}`),
      ...rows(bearer),
    ]);
  const codeWordRows = line.standard === 'vdsl2' ? codeWords('OHF') : codeWords('SF');
  return [
    heading('Counters'),
    ...perBearer(codeWordRows).flat(),
    '',
    ...(driver === 'newer' && line.ginp !== undefined ? retransmission(line.ginp) : []),
    ...perBearer(cells).flatMap((rows) => [...rows, '']),
    ...seconds(line),
    '',
  ];
}

/** Levels of the whole line, under their own `Down Up` heading. */
export function levels({ snrMargin, attenuation, transmitPower }: LineSnapshot): string[] {
  return [
    '\t\tDown\t\tUp',
    pairRow('SNR (dB)', snrMargin, decibels),
    pairRow('Attn(dB)', attenuation, decibels),
    pairRow('Pwr(dBm)', transmitPower, decibels),
  ];
}

/** VDSL2 counts overhead frames, ADSL superframes. */
const codeWords =
  (frames: 'OHF' | 'SF') =>
  ({ counts }: Bearer): string[] => [
    pairRow(frames, counts.overheadFrames, uint32),
    pairRow(`${frames}Err`, counts.overheadFrameErrors, uint32),
    pairRow('RS', counts.rsWords, uint32),
    pairRow('RSCorr', counts.rsCorrected, uint32),
    pairRow('RSUnCorr', counts.rsUncorrected, uint32),
  ];

const retransmission = (ginp: GinpCounts): string[] => [
  heading('Retransmit Counters'),
  pairRow('rtx_tx', ginp.retransmitted, uint32),
  pairRow('rtx_c', ginp.corrected, uint32),
  pairRow('rtx_uc', ginp.uncorrected, uint32),
  '',
  heading('G.INP Counters'),
  pairRow('LEFTRS', ginp.lowThroughputSeconds, uint32),
  pairRow('minEFTR', ginp.minThroughput, uint32),
  pairRow('errFreeBits', ginp.errorFreeBits, uint32),
  '',
];

const cells = ({ counts }: Bearer): string[] => [
  pairRow('HEC', counts.hec, uint32),
  pairRow('OCD', counts.ocd, uint32),
  pairRow('LCD', counts.lcd, uint32),
  pairRow('Total Cells', counts.totalCells, uint32),
  pairRow('Data Cells', counts.dataCells, uint32),
  `Drop Cells:\t${uint32(counts.dropCells)}`,
  pairRow('Bit Errors', counts.bitErrors, uint32),
];

/** The three rows repeat the totals over resyncs; AS is since the last one. */
const seconds = ({ periods, linkUptime }: LineSnapshot): string[] => [
  pairRow('ES', periods.total.errors.es, uint32),
  pairRow('SES', periods.total.errors.ses, uint32),
  pairRow('UAS', periods.total.errors.uas, uint32),
  `AS:\t\t${uint32(linkUptime)}`,
];
