import type { MaskRule } from './rules.ts';

/** Something that was masked, without giving it away. */
export interface Find {
  readonly kind: string;
  /** Its first two characters, enough for whoever it belongs to. */
  readonly hint: string;
}

/** Masks a text, and says what was found. */
export function mask(text: string, rules: readonly MaskRule[]): { text: string; finds: Find[] } {
  const finds: Find[] = [];
  const standIns = new Set(rules.map(({ replacement }) => replacement));
  let masked = text;
  for (const { kind, pattern, replacement, isMeant } of rules) {
    masked = masked.replaceAll(pattern, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1);
      const value = (typeof groups === 'object' ? (groups as { value?: string }).value : undefined) ?? match;
      if (standIns.has(value) || isMeant?.(value) === false) return match;
      finds.push({ kind, hint: `${value.slice(0, 2)}…` });
      const start = match.lastIndexOf(value);
      return match.slice(0, start) + replacement + match.slice(start + value.length);
    });
  }
  return { text: masked, finds };
}
