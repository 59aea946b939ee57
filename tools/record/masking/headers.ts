import { mask, type MaskMatch } from './mask.ts';
import type { MaskRule } from './rules.ts';

/** Headers that describe the modem's web server. All others may be personal and are left out. */
const KEPT: ReadonlySet<string> = new Set(['content-type', 'server', 'cache-control', 'pragma', 'expires']);

/** The mock modem sets these itself. */
const SET_BY_SERVER: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

/** Whether the format of a recording has room for this header. */
const isRecordable = (name: string, value: string): boolean =>
  /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);

/**
 * The headers of a recording.
 *
 * @param raw names and values alternating, as received
 */
export function maskHeaders(
  raw: readonly string[],
  rules: readonly MaskRule[],
): { headers: Record<string, string>; matches: MaskMatch[] } {
  const headers: Record<string, string> = {};
  const matches: MaskMatch[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    if (SET_BY_SERVER.has(name.toLowerCase())) continue;
    if (!KEPT.has(name.toLowerCase()) || !isRecordable(name, value)) {
      matches.push({ kind: `header ${name}, left out`, hint: '' });
      continue;
    }
    const masked = mask(value, rules);
    headers[name] = masked.text;
    matches.push(...masked.matches);
  }
  return { headers, matches };
}
