/**
 * Text on one line. Control (C0, DEL, C1), format, unassigned and private characters, line separators, and halves of
 * surrogate pairs are escaped.
 */
export const escapeInvisible = (text: string): string =>
  text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex}`;
  });

/** Text that may hold anything: escaped as by {@link escapeInvisible}, and cut at `limit` characters. */
export function printable(text: string, limit: number): string {
  // Cut first: escaping a long text would take long.
  const escaped = escapeInvisible(text.slice(0, limit + 1));
  return text.length > limit || escaped.length > limit ? `${escaped.slice(0, limit)}…` : escaped;
}
