/** Longer names are compared by their beginning: the distance takes time in proportion to both lengths. */
const MAX_COMPARED = 64;

/** The one of the names that takes the fewest edits to get to, for "did you mean". `''` when there is none. */
export function nearest(name: string, names: Iterable<string>): string {
  let [best, fewest] = ['', Number.POSITIVE_INFINITY];
  for (const candidate of names) {
    const edits = editDistance(name.slice(0, MAX_COMPARED), candidate);
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** Levenshtein distance: characters to insert, delete or replace. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, character] of from.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of to.split('').entries()) {
      const replaced = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
