/** How many characters of a modem's text an error may quote. */
const QUOTED_CHARACTERS = 60;

/**
 * Quotes text that came from a modem: at most 60 of its characters, on one line, without control or invisible
 * characters; `nothing` where there was none.
 */
export function quote(found: string | undefined): string {
  if (found === undefined) return 'nothing';
  const cut = found.length > QUOTED_CHARACTERS ? `${found.slice(0, QUOTED_CHARACTERS)}…` : found;
  return escape(JSON.stringify(cut));
}

/** Text that may hold a modem's text without quotes: escaped as by {@link quote}, and cut at `limit` characters. */
export function printable(text: string, limit: number): string {
  // Cut first: escaping a long text would take long.
  const escaped = escape(text.slice(0, limit + 1));
  return text.length > limit || escaped.length > limit ? `${escaped.slice(0, limit)}…` : escaped;
}

/** Control (C0, DEL, C1), format, unassigned and private characters, line separators, and halves of pairs. */
const escape = (text: string): string =>
  text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex}`;
  });
