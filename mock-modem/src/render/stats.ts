import { padded, toText } from './columns.ts';
import type { Spacing } from './columns.ts';
import { counters, levels } from './counters.ts';
import { framing } from './framing.ts';
import { header } from './header.ts';
import type { Driver } from './header.ts';
import { errorTables } from './periods.ts';
import { protection } from './protection.ts';
import type { LineSnapshot } from './snapshot.ts';
import { standardNames } from './states.ts';

/** The format of the shell's outputs. */
export interface ShellStyle {
  readonly driver: Driver;
  /** Tabs, the default, are what the modem sends. */
  readonly spacing?: Spacing;
}

/** `xdslcmd info --state`. Lines end in LF, here and in every renderer of a shell command. */
export function renderState(line: LineSnapshot, { driver, spacing = 'tabs' }: ShellStyle): string {
  return toText(header(line, driver), spacing);
}

/** `xdslcmd info --show`: without the error tables. */
export function renderShow(line: LineSnapshot, { driver, spacing = 'tabs' }: ShellStyle): string {
  return toText([...header(line, driver), ...showtime(line, driver)], spacing);
}

/** `xdslcmd info --stats`: all values in showtime, only the {@link header} in any other state. */
export function renderStats(line: LineSnapshot, { driver, spacing = 'tabs' }: ShellStyle): string {
  const tables = line.state === 'showtime' ? errorTables(line.periods, driver) : [];
  return toText([...header(line, driver), ...showtime(line, driver), ...tables], spacing);
}

function showtime(line: LineSnapshot, driver: Driver): string[] {
  if (line.state !== 'showtime') return [];
  return [
    ...(driver === 'older' ? [''] : []),
    ...mode(line, driver),
    ...levels(line),
    ...framing(line, driver),
    ...counters(line, driver),
    ...protection(line, driver),
  ];
}

function mode(line: LineSnapshot, driver: Driver): string[] {
  const profile =
    line.profile === undefined ? [] : [`${padded('VDSL2 Profile:', 24)}Profile ${line.profile}`];
  return [
    `${padded('Link Power State:', 24)}L0`,
    `${padded('Mode:', 24)}${standardNames[line.standard].shell} Annex ${line.annex}`,
    ...profile,
    `${padded('TPS-TC:', 24)}${line.tpsTc} Mode${driver === 'newer' ? '(0x0)' : ''}`,
    `${padded('Trellis:', 24)}U:ON /D:ON`,
    `${padded('Line Status:', 24)}No Defect`,
    `${padded('Training Status:', 24)}Showtime`,
  ];
}
