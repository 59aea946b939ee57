import { heading, padded, pairRow } from './columns.ts';
import { bearersOf, bearerWord } from './header.ts';
import type { Driver } from './header.ts';
import { uint32 } from './numbers.ts';
import type { Bearer, LineSnapshot, PerDirection } from './snapshot.ts';

const twoDecimals = (value: number): string => value.toFixed(2);
const whole = (value: number): number => Math.round(value);

/** Impulse noise protection and delay of each bearer, then the bit swap operations. */
export function protection(line: LineSnapshot, driver: Driver): string[] {
  const rows = driver === 'newer' ? newer : older;
  return [
    ...bearersOf(line, driver).flatMap((bearer, index) => [
      heading(`${bearerWord[driver]} ${index}`),
      ...rows(bearer),
      '',
    ]),
    bitswaps(line, driver),
    '',
  ];
}

const newer = ({ protection: { inp, inpRein, delay, per, or, agr } }: Bearer): string[] => [
  pairRow('INP', inp, twoDecimals),
  pairRow('INPRein', inpRein, twoDecimals),
  pairRow('delay', delay, whole),
  pairRow('PER', per, twoDecimals),
  pairRow('OR', or, twoDecimals),
  `${padded('AgR:', 16)}${twoDecimals(agr.downstream)}\t${twoDecimals(agr.upstream)}`,
];

const older = ({ protection: { inp, delay, per, or } }: Bearer): string[] => [
  pairRow('INP', inp, twoDecimals),
  pairRow('PER', per, twoDecimals),
  pairRow('delay', delay, twoDecimals),
  pairRow('OR', or, twoDecimals),
];

function bitswaps({ bitswaps: { done, asked } }: LineSnapshot, driver: Driver): string {
  const shown: PerDirection<string> = {
    downstream: `${uint32(done.downstream)}/${uint32(asked.downstream)}`,
    upstream: `${uint32(done.upstream)}/${uint32(asked.upstream)}`,
  };
  return driver === 'newer'
    ? `Bitswap:\t${shown.downstream}\t\t${shown.upstream}`
    : pairRow('Bitswap', done, uint32);
}
