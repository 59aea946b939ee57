import type { PerDirection } from './snapshot.ts';

/** The modem sends tabs; some terminals and loggers convert them to spaces. */
export type Spacing = 'tabs' | 'spaces';

const TAB = 8;

/** A label, padded with tabs to a column. */
export function padded(label: string, column: number): string {
  return label + '\t'.repeat(Math.ceil((column - label.length) / TAB));
}

/** A row of a table: label, downstream, upstream. */
function row(label: string, down: string | number, up: string | number, column = 16): string {
  return `${padded(`${label}:`, column)}${down}\t\t${up}`;
}

/** A {@link row} of one quantity, each direction written by `write`. */
export function pairRow(
  label: string,
  { downstream, upstream }: PerDirection,
  write: (value: number) => string | number,
  column = 16,
): string {
  return row(label, write(downstream), write(upstream), column);
}

/** A centred heading. */
export const heading = (text: string): string => `\t\t\t${text}`;

/** Joins lines, each ended by LF. With spaces, tabs are expanded to columns of eight. */
export function toText(lines: readonly string[], spacing: Spacing): string {
  const shown = spacing === 'tabs' ? lines : lines.map(expandTabs);
  return shown.map((line) => `${line}\n`).join('');
}

function expandTabs(line: string): string {
  let expanded = '';
  for (const part of line.split(/(\t)/)) {
    expanded += part === '\t' ? ' '.repeat(TAB - (expanded.length % TAB)) : part;
  }
  return expanded;
}
