import { ModemFormatError } from '../errors.ts';
import { isWithin, type Range, rangeText } from '../line/ranges.ts';
import { MAX_TONES, type ToneTable } from '../line/spectrum.ts';
import type { CollectorName, CommandCollector, Parsed } from './collector.ts';
import { createRowReader, decimal } from './xdslcmd-reader.ts';
import { readStatus } from './xdslcmd-status.ts';

/** One of the four tables that `xdslcmd info` prints per tone. */
interface ToneTableFormat {
  readonly name: CollectorName;
  readonly title: string;
  readonly table: ToneTable;
  readonly command: string;
  /** What a tone can have. A value outside is left out and reported. */
  readonly range: Range;
  /** Whether a value is the driver's mark for "not measured". Values that are none are left out without a report. */
  readonly isAbsent: (value: number) => boolean;
}

/** The collector of a table per tone. */
export const toneTableCollector = (format: ToneTableFormat): CommandCollector => ({
  name: format.name,
  title: format.title,
  source: { transport: 'telnet', command: format.command },
  parse: (output) => parseToneTable(output, format),
});

/** What the table begins with; the rest of the line names its values. */
const TABLE = /^[^\S\n]*Tone number\b[^\n]*\n/m;

/**
 * Numbers of tones that drivers print: ADSL 256, ADSL2+ 512, VDSL2 up to 4096. Any other number is a table that was
 * cut.
 */
const TABLE_SIZES: ReadonlySet<number> = new Set([256, 512, 1024, 2048, MAX_TONES]);

/** Bound on the values out of range that one table reports. */
const MAX_PROBLEMS = 30;

/**
 * Reads a table per tone: a heading, then the number of a tone and its value on each line. The tones are 0, 1, 2, …
 * without a gap. A table that differs in any line is not read at all: it is unknown which of its values belong to which
 * tone, and a gap would look like a band that is missing from the line.
 *
 * Out of showtime the driver prints the table of the previous sync, which is not read.
 *
 * @throws {ModemFormatError} when this is not its output, and when the firmware lacks the command
 */
function parseToneTable(output: string, { table, command, range, isAbsent }: ToneTableFormat): Parsed {
  const heading = TABLE.exec(output);
  const header = heading === null ? output : output.slice(0, heading.index);
  const reader = createRowReader(header);
  const expectedTable = 'a table that begins with "Tone number"';
  if (heading === null && reader.rows('Status', () => true).length === 0) {
    throw new ModemFormatError(command, expectedTable, output.trim());
  }
  const { state } = readStatus(reader, header);
  if (state !== 'up') return { data: { tones: { state } }, problems: [] };
  if (heading === null) throw new ModemFormatError(command, expectedTable, lastLine(output));

  const values: (number | undefined)[] = [];
  const problems: ModemFormatError[] = [];
  for (const line of output.slice(heading.index + heading[0].length).split('\n')) {
    const cells = line.trim().split(/\s+/);
    if (cells.length === 1 && cells[0] === '') continue;
    const tone = values.length;
    if (tone === MAX_TONES) throw new ModemFormatError(command, `at most ${MAX_TONES} tones`, line.trim());
    const [number = '', cell = ''] = cells;
    const value = decimal(cell);
    if (cells.length !== 2 || number !== String(tone) || value === undefined) {
      throw new ModemFormatError(command, `tone ${tone} and its value`, line.trim());
    }
    const isMeasured = value !== 'absent' && !isAbsent(value);
    const isValid = isMeasured && isWithin(value, range);
    if (isMeasured && !isValid && problems.length < MAX_PROBLEMS) {
      problems.push(new ModemFormatError(`${command} tone ${tone}`, rangeText(range), cell));
    }
    values.push(isValid ? value : undefined);
  }
  if (!output.endsWith('\n') || !TABLE_SIZES.has(values.length)) {
    const sizes = [...TABLE_SIZES].join(', ');
    throw new ModemFormatError(
      command,
      `a complete table of ${sizes} tones`,
      `${values.length} tones, the last line is ${lastLine(output)}`,
    );
  }
  return { data: { tones: { state, [table]: values } }, problems };
}

/** The last line that is not blank. */
const lastLine = (output: string): string => output.trim().split('\n').at(-1)?.trim() ?? '';
