import { bands, type Band, type LineBand } from '../line/status.ts';
import { bandRanges, isWithin, rangeText } from '../line/ranges.ts';
import { type BandPlan, MAX_TONES, type ToneRange } from '../line/spectrum.ts';
import type { CommandCollector, Parsed } from './collector.ts';
import { createRowReader, decimal, type Place, type RowReader, underHeading } from './xdslcmd-reader.ts';
import { readStatus } from './xdslcmd-status.ts';

/** `xdslcmd info --pbParams`: the band plan; attenuation, margin and power of each VDSL2 band. */
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
  if (state !== 'up') return { data: { bands: values }, problems: reader.problems };
  for (const { key, field } of bandRows) readBandRow(reader, key, field, values);
  const bandPlan = readBandPlan(reader);
  return {
    data: { bands: values, ...(bandPlan !== undefined && { bandPlan }) },
    problems: reader.problems,
  };
}

/** The plan that was agreed on; above it stands the one that the two ends began with. */
const inFinalPlan = underHeading('Medley Phase (Final) Band Plan');

/**
 * Reads `US: (7,32) (871,1205)` and `DS: (33,859) (1216,1961)`, which newer drivers end with `Gfactor=…`. Bands of the
 * two directions may overlap: older drivers print `US: (0,95)` and `DS: (32,859)`.
 */
function readBandPlan(reader: RowReader): BandPlan | undefined {
  const upstream = readBands(reader, 'US');
  const downstream = readBands(reader, 'DS');
  return upstream && downstream && { upstream, downstream };
}

/** The bands of one direction in ascending order; `undefined` when the row is missing or is anything else. */
function readBands(reader: RowReader, key: 'US' | 'DS'): readonly ToneRange[] | undefined {
  const value = reader.value(key, inFinalPlan);
  if (value === undefined) return undefined;
  const list = value.replace(/ ?Gfactor=\d{1,4}$/, '');
  if (/^(?:\(\d{1,5},\d{1,5}\) ?)*$/.test(list)) {
    const ranges = Array.from(list.matchAll(/(\d+),(\d+)/g), ([, first, last]) => ({
      first: Number(first),
      last: Number(last),
    })).toSorted((one, other) => one.first - other.first);
    const areValid = ranges.every(({ first, last }) => first <= last && last < MAX_TONES);
    const areDisjoint = ranges.every(({ first }, index) => first > (ranges[index - 1]?.last ?? -1));
    if (areValid && areDisjoint) return ranges;
  }
  reader.note(`Medley Phase (Final) Band Plan ${key}`, 'ranges of tones that do not overlap', value);
  return undefined;
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
