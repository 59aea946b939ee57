/**
 * The text that `xdslcmd` prints, taken apart: rows by key, each with the section it stands in, since the same key
 * stands in several. White space says nothing (tabs or runs of spaces, by driver), so sections are told by their
 * headings alone. A line without its line end may be cut in the middle of a number: it is not read.
 */

/** Rows under one heading, up to the next. */
export interface Section {
  /** The last heading that is not a bearer's: `VDSL2 framing`, `Counters`; empty before the first one. */
  readonly heading: string;
  /** What a `… time = …` heading counts over: `Total`, `Latest 15 minutes`, `Since Link`. */
  readonly period: string | undefined;
  /** The bearer (newer driver) or path (older driver) that the rows are about. */
  readonly bearer: number | undefined;
  /** Another heading follows: the section is whole. The last section may have been cut short. */
  closed: boolean;
}

/** One `key: value` line. */
export interface Row {
  readonly section: Section;
  /** What follows the colon, with single spaces. */
  readonly value: string;
}

/** Every row, by key. A key has a single space for any white space, and none before a bracket: `SNR(dB)`. */
export type Rows = ReadonlyMap<string, readonly Row[]>;

/** Takes a command's output apart. Never fails: what is neither row nor heading cannot be. */
export function readRows(output: string): Rows {
  const rows = new Map<string, Row[]>();
  let section: Section = { heading: '', period: undefined, bearer: undefined, closed: false };
  for (const line of completeLines(output)) {
    const colon = line.indexOf(':');
    if (colon < 0) {
      section.closed = true;
      section = sectionUnder(line, section);
      continue;
    }
    const key = line.slice(0, colon).trim().replace(' (', '(');
    const row = { section, value: line.slice(colon + 1).trim() };
    const others = rows.get(key);
    if (others === undefined) rows.set(key, [row]);
    else others.push(row);
  }
  return rows;
}

function completeLines(output: string): string[] {
  return output
    .slice(0, output.lastIndexOf('\n') + 1)
    .replaceAll(/[^\S\n]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function sectionUnder(heading: string, before: Section): Section {
  const bearer = /^(?:Bearer|Path) (\d{1,2})$/.exec(heading)?.[1];
  if (bearer !== undefined) return { ...before, bearer: Number(bearer), closed: false };
  const period = /^([\w ]{1,40}) time =/.exec(heading)?.[1];
  return { heading, period, bearer: undefined, closed: false };
}
