import { padded } from './columns.ts';
import type { Bearer, LineSnapshot, PerDirection } from './snapshot.ts';
import { shellStatus } from './states.ts';

/** Driver generations. Only the newer one prints `Bearer`, G.INP, LOM and the initialization status. */
export type Driver = 'newer' | 'older';

/** A driver's word for the channels of a line. */
export const bearerWord: Readonly<Record<Driver, string>> = { newer: 'Bearer', older: 'Path' };

/** The bearers that a driver prints: the older one has a single path. */
export const bearersOf = ({ bearers }: LineSnapshot, driver: Driver): readonly Bearer[] =>
  driver === 'newer' ? bearers : bearers.slice(0, 1);

/** `xdslcmd info --state`, and the first lines of every other output. Outside showtime there are no further lines. */
export function header(line: LineSnapshot, driver: Driver): string[] {
  const lines = [
    'xdslcmd: ADSL driver and PHY status',
    `Status: ${shellStatus(line)}`,
    `Retrain Reason:\t${line.retrainReason.toString(16)}`,
  ];
  if (driver === 'newer') {
    lines.push(`Last initialization procedure status:\t${line.lastInitializationStatus}`);
  }
  if (line.state === 'showtime') {
    lines.push(`${padded('Max:', 8)}${rates(line.attainableRate)}`);
    bearersOf(line, driver).forEach(({ rate }, index) => {
      lines.push(`${padded(`${bearerWord[driver]}:`, 8)}${index}, ${rates(rate)}`);
    });
  }
  return lines;
}

const rates = ({ upstream, downstream }: PerDirection): string =>
  `Upstream rate = ${upstream} Kbps, Downstream rate = ${downstream} Kbps`;
