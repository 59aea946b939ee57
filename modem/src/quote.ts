import { escapeInvisible } from '../../lib/printable.ts';

/** How many characters of a modem's text an error may quote. */
const QUOTED_CHARACTERS = 60;

/**
 * Quotes text that came from a modem: at most 60 of its characters, on one line, without control or invisible
 * characters; `nothing` where there was none.
 */
export function quote(found: string | undefined): string {
  if (found === undefined) return 'nothing';
  const cut = found.length > QUOTED_CHARACTERS ? `${found.slice(0, QUOTED_CHARACTERS)}…` : found;
  return escapeInvisible(JSON.stringify(cut));
}
