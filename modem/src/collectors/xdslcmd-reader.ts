import { ModemFormatError } from '../errors.ts';
import { readRows, type Row, type Section } from './xdslcmd-text.ts';

/** Which sections a row may stand in. */
export type Place = (section: Section) => boolean;

/** How a cell is read: a value, `'absent'` where the modem has none, `undefined` where it cannot be read. */
export type CellReader = (cell: string) => number | 'absent' | undefined;

/** Bound on the problems of one output; a text that has more is not worth listing them all. */
const MAX_PROBLEMS = 30;

/** How the modem prints "not measured". */
const NOT_AVAILABLE = 'N/A';

/** A counter: digits. The modem's are uint32; 15 digits are what a number holds exactly. */
export const counter: CellReader = (cell) => (/^\d{1,15}$/.test(cell) ? Number(cell) : undefined);

/** A measurement with or without fraction, negative or not; `N/A` is absent. */
export const decimal: CellReader = (cell) => {
  if (cell === NOT_AVAILABLE) return 'absent';
  return /^-?\d{1,15}(?:\.\d{1,6})?$/.test(cell) ? Number(cell) : undefined;
};

/** Rows of one output, read by key and place, with a note of every row that is present and cannot be read. */
export interface RowReader {
  /** The rows of a key at a place. */
  rows(key: string, place: Place): readonly Row[];
  /**
   * The value of a row; undefined when there is none. A row that is present twice with two values is ambiguous and not
   * read.
   */
  value(key: string, place: Place): string | undefined;
  /** The heading of a section that begins so; undefined when there is none, or two that differ. */
  heading(beginning: string): string | undefined;
  /** Reads one cell and notes what cannot be read. */
  cell(field: string, raw: string, expected: string, read: CellReader): number | undefined;
  /** Notes a field that cannot be read. */
  note(field: string, expected: string, found: string | undefined): void;
  readonly problems: readonly ModemFormatError[];
}

/** Opens a command's output for reading. */
export function createRowReader(output: string): RowReader {
  const { byKey, headings } = readRows(output);
  const problems: ModemFormatError[] = [];
  const note: RowReader['note'] = (field, expected, found) => {
    if (problems.length < MAX_PROBLEMS) problems.push(new ModemFormatError(field, expected, found));
  };
  const rows: RowReader['rows'] = (key, place) =>
    (byKey.get(key) ?? []).filter(({ section }) => place(section));
  return {
    rows,
    value(key, place) {
      const [first, ...others] = rows(key, place);
      const other = others.find(({ value }) => value !== first?.value);
      if (other === undefined) return first?.value;
      note(key, 'one row of this name', `${first?.value} and ${other.value}`);
      return undefined;
    },
    cell(field, raw, expected, read) {
      const value = read(raw);
      if (value === undefined) note(field, expected, raw);
      return typeof value === 'number' ? value : undefined;
    },
    heading(beginning) {
      const found = new Set(headings.filter((heading) => heading.startsWith(beginning)));
      return found.size === 1 ? found.values().next().value : undefined;
    },
    note,
    problems,
  };
}

/** Anywhere but in the tables that count over a period, which repeat the keys of others. */
export const outsidePeriods: Place = (section) => section.period === undefined;

/** In the table over a period, such as `Total`. */
export const inPeriod =
  (period: string): Place =>
  (section) =>
    section.period === period && section.bearer === undefined;

/** Under a bearer's (path's) heading. ADSL lines have a single bearer, for which some drivers print no heading. */
export const underBearer =
  (bearer: number): Place =>
  (section) =>
    section.period === undefined && (section.bearer ?? 0) === bearer;

/** Under a heading, whichever the bearer. */
export const underHeading =
  (heading: string): Place =>
  (section) =>
    section.heading === heading;
