import { mask, type Find } from './mask.ts';
import type { MaskRule } from './rules.ts';

/** What tells something of the modem's web server, and nothing of its owner. All others are left out. */
const KEPT: ReadonlySet<string> = new Set(['content-type', 'server', 'cache-control', 'pragma', 'expires']);

/** The server that replays says these itself. */
const OWN: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

/** What a recording can hold as a header. */
const isRecordable = (name: string, value: string): boolean =>
  /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);

/**
 * The headers that go into a recording.
 *
 * @param raw names and values in turn, as sent
 */
export function maskHeaders(
  raw: readonly string[],
  rules: readonly MaskRule[],
): { headers: Record<string, string>; finds: Find[] } {
  const headers: Record<string, string> = {};
  const finds: Find[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    if (OWN.has(name.toLowerCase())) continue;
    if (!KEPT.has(name.toLowerCase()) || !isRecordable(name, value)) {
      finds.push({ kind: `header ${name}, left out`, hint: '' });
      continue;
    }
    const masked = mask(value, rules);
    headers[name] = masked.text;
    finds.push(...masked.finds);
  }
  return { headers, finds };
}
