import { heading, pairRow } from './columns.ts';
import { bearersOf, bearerWord } from './header.ts';
import type { Driver } from './header.ts';
import type { Bearer, Framing, LineSnapshot } from './snapshot.ts';
import { standardNames } from './states.ts';

type Row = readonly [label: string, field: keyof Framing, column?: number];

const common: readonly Row[] = [
  ['B', 'b'],
  ['M', 'm'],
  ['T', 't'],
  ['R', 'r'],
  ['S', 's'],
  ['L', 'l'],
  ['D', 'd'],
];
const interleaving: readonly Row[] = [
  ['I', 'i'],
  ['N', 'n'],
];
const retransmission: readonly Row[] = [
  ['Q', 'q'],
  ['V', 'v'],
  ['RxQueue', 'rxQueue', 24],
  ['TxQueue', 'txQueue', 24],
  ['G.INP Framing', 'ginpFraming', 24],
  ['G.INP lookback', 'ginpLookback', 24],
  ['RRC bits', 'rrcBits', 24],
];

function rowsOf(line: LineSnapshot, driver: Driver): readonly Row[] {
  const vdsl2 = line.standard === 'vdsl2';
  return [
    ...(driver === 'newer' || !vdsl2 ? ([['MSGc', 'msgc']] as const) : []),
    ...common,
    ...(vdsl2 ? interleaving : []),
    ...(driver === 'newer' && line.ginp !== undefined ? retransmission : []),
  ];
}

function framingOf(bearer: Bearer, rows: readonly Row[]): string[] {
  return rows.map(([label, field, column]) =>
    pairRow(
      label,
      bearer.framing[field],
      (value) => (field === 's' ? value.toFixed(4) : Math.trunc(value)),
      column,
    ),
  );
}

/** The framing table of each bearer. */
export function framing(line: LineSnapshot, driver: Driver): string[] {
  const rows = rowsOf(line, driver);
  return [
    heading(`${standardNames[line.standard].framing} framing`),
    ...bearersOf(line, driver).flatMap((bearer, index) => [
      heading(`${bearerWord[driver]} ${index}`),
      ...framingOf(bearer, rows),
    ]),
  ];
}
