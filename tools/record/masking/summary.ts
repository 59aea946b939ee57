import type { MaskMatch } from './mask.ts';

/** Number of different hints per line. */
const MAX_HINTS = 3;

/** Counts what was masked, by kind and place. */
export interface MaskSummary {
  add(where: string, matches: readonly MaskMatch[]): void;
  readonly total: number;
  /** One line for each kind and place: `IPv4 address: 3 times in the status page (19…)`. */
  lines(): string[];
}

/** An empty summary. */
export function createMaskSummary(): MaskSummary {
  const rows = new Map<string, { count: number; hints: Set<string> }>();
  let total = 0;
  return {
    add(where, matches) {
      for (const { kind, hint } of matches) {
        const key = `${kind}\0${where}`;
        const row = rows.get(key) ?? { count: 0, hints: new Set<string>() };
        rows.set(key, row);
        row.count += 1;
        total += 1;
        if (hint !== '' && row.hints.size < MAX_HINTS) row.hints.add(hint);
      }
    },
    get total() {
      return total;
    },
    lines: () =>
      [...rows].map(([key, { count, hints }]) => {
        const [kind = '', where = ''] = key.split('\0');
        const shown = hints.size === 0 ? '' : ` (${[...hints].join(', ')})`;
        return `${kind}: ${count === 1 ? 'once' : `${count} times`} in ${where}${shown}`;
      }),
  };
}
