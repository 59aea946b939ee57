const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/** `90s`, `1m30s`, `1.5h`, `250ms` → seconds; `undefined` if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_SECONDS[unit ?? ''] ?? 0), 0);
}

/** Between an amount and its unit: the line does not break there. */
const NO_BREAK_SPACE = '\u00a0';

const DISPLAY_UNITS: readonly (readonly [unit: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** Seconds → `3 d 4 h`, `12 min`, `40 s`: the two largest units, for people. Fractions are dropped. */
export function formatDuration(seconds: number): string {
  const largest = DISPLAY_UNITS.findIndex(([, size]) => seconds >= size);
  let rest = Math.floor(seconds);
  const parts: string[] = [];
  for (const [unit, size] of largest === -1 ? [] : DISPLAY_UNITS.slice(largest, largest + 2)) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount}${NO_BREAK_SPACE}${unit}`);
  }
  return parts.join(NO_BREAK_SPACE) || `0${NO_BREAK_SPACE}s`;
}

/** Seconds → `8 ms`, `8.0 s`: the duration of a request, for people. */
export const formatLatency = (seconds: number): string =>
  seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`;
