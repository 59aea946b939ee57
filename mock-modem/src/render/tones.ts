import { toText } from './columns.ts';
import { header } from './header.ts';
import type { Driver } from './header.ts';
import type { LineSnapshot, TonesSnapshot, ToneValues } from './snapshot.ts';
import type { ShellStyle } from './stats.ts';

/** What a table prints for a tone that is in no band or was not measured. */
const none: Readonly<Record<keyof TonesSnapshot, Readonly<Record<Driver, number>>>> = {
  bits: { newer: 0, older: 0 },
  snr: { newer: -32, older: -32 },
  qln: { newer: -160, older: 0 },
  hlog: { newer: -96.3, older: -96.3 },
};

const titles: Readonly<Record<keyof TonesSnapshot, string>> = {
  bits: 'Bit Allocation',
  snr: 'SNR',
  qln: 'QLN',
  hlog: 'Hlog',
};

const levels = (value: number): string => value.toFixed(4);

/** A table per tone. Outside showtime only the {@link header} is printed. */
function renderTable(
  table: keyof TonesSnapshot,
  line: LineSnapshot,
  { driver, spacing = 'tabs' }: ShellStyle,
): string {
  const rows =
    line.state === 'showtime' && line.tones !== undefined ? toneRows(table, line.tones[table], driver) : [];
  return toText([...header(line, driver), ...rows], spacing);
}

function toneRows(table: keyof TonesSnapshot, values: ToneValues, driver: Driver): string[] {
  const write = table === 'bits' ? String : levels;
  const missing = write(none[table][driver]);
  return [
    `Tone number      ${titles[table]}`,
    ...Array.from(values, (value, tone) => `   ${tone}\t\t${value === undefined ? missing : write(value)}`),
  ];
}

/** `xdslcmd info --Bits`: the bits loaded on each tone. */
export const renderBits = (line: LineSnapshot, style: ShellStyle): string => renderTable('bits', line, style);

/** `xdslcmd info --SNR`: the signal-to-noise ratio of each tone. */
export const renderSnr = (line: LineSnapshot, style: ShellStyle): string => renderTable('snr', line, style);

/** `xdslcmd info --QLN`: the quiet line noise of each tone. */
export const renderQln = (line: LineSnapshot, style: ShellStyle): string => renderTable('qln', line, style);

/** `xdslcmd info --Hlog`: the transfer function of each tone. */
export const renderHlog = (line: LineSnapshot, style: ShellStyle): string => renderTable('hlog', line, style);
