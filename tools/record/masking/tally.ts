import type { Find } from './mask.ts';

/** How many different values are hinted at. */
const HINTS = 3;

/** What was masked, by kind and place. */
export interface MaskTally {
  add(where: string, finds: readonly Find[]): void;
  /** How often anything was masked or left out. */
  readonly total: number;
  /** A line for each kind and place: `IPv4 address: 3 times in the status page (19…)`. */
  lines(): string[];
}

/** An empty tally. */
export function createMaskTally(): MaskTally {
  const rows = new Map<string, { count: number; hints: Set<string> }>();
  let total = 0;
  return {
    add(where, finds) {
      for (const { kind, hint } of finds) {
        const key = `${kind}\0${where}`;
        const row = rows.get(key) ?? { count: 0, hints: new Set<string>() };
        rows.set(key, row);
        row.count += 1;
        total += 1;
        if (hint !== '' && row.hints.size < HINTS) row.hints.add(hint);
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
