import type { ToneFault } from '../../scenarios/catalogue.ts';
import type { Outputs } from './dialogue.ts';

/** The commands that print a table per tone. */
export const toneCommands: ReadonlySet<string> = new Set(
  ['Bits', 'SNR', 'QLN', 'Hlog'].map((table) => `xdslcmd info --${table}`),
);

/** Changes the rows of a table, one per tone. */
const changes: Readonly<Record<Exclude<ToneFault, 'unknown'>, (rows: readonly string[]) => string[]>> = {
  // The modem ends in the middle of a row, and its prompt follows.
  truncated: (rows) => {
    const kept = Math.floor(rows.length * 0.6);
    return [...rows.slice(0, kept), rows[kept]?.slice(0, -3) ?? ''];
  },
  unordered: (rows) => {
    const middle = Math.floor(rows.length / 2);
    return [
      ...rows.slice(0, middle),
      ...rows.slice(middle, middle + 2).toReversed(),
      ...rows.slice(middle + 2),
    ];
  },
  repeated: (rows) => {
    const middle = Math.floor(rows.length / 2);
    return [...rows.slice(0, middle), ...rows.slice(middle - 1)];
  },
  // More than any standard has.
  'too-many': (rows) => {
    const value = rows.at(-1)?.replace(/^\s*\d+/, '') ?? '';
    return [
      ...rows,
      ...Array.from({ length: 4200 - rows.length }, (_, more) => `   ${rows.length + more}${value}`),
    ];
  },
};

const HEADING = /^Tone number.*\n/m;

function changed(output: string, fault: Exclude<ToneFault, 'unknown'>): string {
  const heading = HEADING.exec(output);
  if (heading === null) return output;
  const start = heading.index + heading[0].length;
  const rows = output.slice(start).trimEnd().split('\n');
  return `${output.slice(0, start)}${changes[fault](rows).join('\n')}\n`;
}

/** The outputs with faulty tables per tone. With `unknown`, the firmware lacks the commands. */
export function withToneFault(outputs: Outputs, fault: ToneFault): Outputs {
  const faulty: Record<string, string> = {};
  for (const command of Object.keys(outputs)) {
    if (!toneCommands.has(command)) {
      Object.defineProperty(faulty, command, { enumerable: true, get: () => outputs[command] });
    } else if (fault !== 'unknown') {
      Object.defineProperty(faulty, command, {
        enumerable: true,
        get: () => changed(outputs[command] ?? '', fault),
      });
    }
  }
  return faulty;
}
