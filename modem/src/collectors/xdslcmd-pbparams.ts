import { bands, type Band, type LineBand } from '../line/status.ts';
import { bandRanges, isWithin, rangeText } from '../line/ranges.ts';
import type { CommandCollector, Parsed } from './collector.ts';
import { createRowReader, decimal, type Place, type RowReader } from './xdslcmd-reader.ts';
import { readStatus } from './xdslcmd-status.ts';

/** `xdslcmd info --pbParams`: attenuation, margin and power of each VDSL2 band. */
export const xdslcmdPbParams: CommandCollector = {
  name: 'xdslcmd_pbparams',
  title: 'Per-band values (telnet)',
  source: { transport: 'telnet', command: 'xdslcmd info --pbParams' },
  parse: parsePbParams,
};

/** The heading of the band table also holds the column names: `VDSL Band Status U0 U1 U2 U3 D1 D2 D3`, some with U4. */
const BAND_TABLE = 'VDSL Band Status ';

const bandRows: readonly { key: string; field: keyof LineBand }[] = [
  { key: 'Line Attenuation(dB)', field: 'lineAttenuation' },
  { key: 'Signal Attenuation(dB)', field: 'signalAttenuation' },
  { key: 'SNR Margin(dB)', field: 'snrMargin' },
  { key: 'TX Power(dBm)', field: 'transmitPower' },
];

/**
 * Reads the output of `xdslcmd info --pbParams`. A line that is not in showtime has no bands, and neither has ADSL.
 *
 * @throws {ModemFormatError} when this is not its output.
 */
export function parsePbParams(output: string): Parsed {
  const reader = createRowReader(output);
  const { state } = readStatus(reader, output);
  const values: Partial<Record<Band, LineBand>> = {};
  if (state === 'up') for (const { key, field } of bandRows) readBandRow(reader, key, field, values);
  return { data: { bands: values }, problems: reader.problems };
}

const inBandTable: Place = ({ heading }) => heading.startsWith(BAND_TABLE);

function readBandRow(
  reader: RowReader,
  key: string,
  field: keyof LineBand,
  values: Partial<Record<Band, LineBand>>,
): void {
  const value = reader.value(key, inBandTable);
  const heading = reader.rows(key, inBandTable)[0]?.section.heading;
  if (value === undefined || heading === undefined) return;
  const columns = heading.slice(BAND_TABLE.length).split(' ');
  const cells = value.split(' ');
  if (cells.length !== columns.length) {
    reader.note(key, `a value for each of ${columns.slice(0, bands.length).join(' ')}`, value);
    return;
  }
  for (const band of bands) {
    const cell = cells[columns.indexOf(band)];
    if (cell === undefined) continue;
    const measured = reader.cell(`${key} ${band}`, cell, 'a number or N/A', decimal);
    if (measured === undefined) continue;
    if (isWithin(measured, bandRanges[field])) (values[band] ??= {})[field] = measured;
    else reader.note(`${key} ${band}`, rangeText(bandRanges[field]), cell);
  }
}
