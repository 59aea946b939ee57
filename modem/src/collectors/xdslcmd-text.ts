/**
 * The text that `xdslcmd` prints, split into rows by key, each with its section, since the same key is in several
 * sections. White space has no meaning (tabs or runs of spaces, by driver), so sections are recognised by their
 * headings alone. A line without its line end may be cut in the middle of a number: it is not read.
 */

/** Rows under one heading, up to the next. */
export interface Section {
  /** The last heading that is not a bearer's: `VDSL2 framing`, `Counters`; empty before the first one. */
  readonly heading: string;
  /** What a `… time = …` heading counts over: `Total`, `Latest 15 minutes`, `Since Link`. */
  readonly period: string | undefined;
  /** The bearer (newer driver) or path (older driver) of the rows. */
  readonly bearer: number | undefined;
  /** Another heading follows: the section is complete. The last section may have been cut. */
  closed: boolean;
}

/** One `key: value` line. */
export interface Row {
  readonly section: Section;
  /** What follows the colon, with single spaces. */
  readonly value: string;
}

/** A command's output, split. */
export interface Output {
  /** A key has a single space for any white space, and none before a bracket: `SNR(dB)`. */
  readonly byKey: ReadonlyMap<string, readonly Row[]>;
  /** In the order in which they were printed, with single spaces. */
  readonly headings: readonly string[];
}

/** Splits a command's output. Never fails: every line is either a row or a heading. */
export function readRows(output: string): Output {
  const headings: string[] = [];
  const rows = new Map<string, Row[]>();
  let section: Section = { heading: '', period: undefined, bearer: undefined, closed: false };
  for (const line of completeLines(output)) {
    const colon = line.indexOf(':');
    if (colon < 0) {
      section.closed = true;
      section = sectionUnder(line, section);
      headings.push(line);
      continue;
    }
    const key = line.slice(0, colon).trim().replace(' (', '(');
    const row = { section, value: line.slice(colon + 1).trim() };
    const others = rows.get(key);
    if (others === undefined) rows.set(key, [row]);
    else others.push(row);
  }
  return { byKey: rows, headings };
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
