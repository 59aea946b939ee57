import type { MaskRule } from './rules.ts';

/** Something that was masked. */
export interface MaskMatch {
  readonly kind: string;
  /** The first two characters: enough for the owner to recognise it. */
  readonly hint: string;
}

/** Replaces everything that a rule matches. */
export function mask(text: string, rules: readonly MaskRule[]): { text: string; matches: MaskMatch[] } {
  const matches: MaskMatch[] = [];
  const replacements = new Set(rules.map(({ replacement }) => replacement));
  let masked = text;
  for (const { kind, pattern, replacement, accepts } of rules) {
    masked = masked.replaceAll(pattern, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1);
      const value = (typeof groups === 'object' ? (groups as { value?: string }).value : undefined) ?? match;
      if (replacements.has(value) || accepts?.(value) === false) return match;
      matches.push({ kind, hint: `${value.slice(0, 2)}…` });
      const start = match.lastIndexOf(value);
      return match.slice(0, start) + replacement + match.slice(start + value.length);
    });
  }
  return { text: masked, matches };
}
