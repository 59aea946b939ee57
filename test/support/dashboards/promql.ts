/** A metric in an expression, with the text between its braces; `undefined` where it has none. */
export interface Selector {
  metric: string;
  matchers: string | undefined;
}

const words = 'by|on|without|ignoring|group_left|group_right';
const keywords = new Set([...words.split('|'), 'and', 'or', 'unless', 'bool', 'offset']);

/**
 * The selectors of an expression. Not a parser: it takes the names that are neither functions, keywords,
 * durations nor labels, which holds for what these dashboards write; the real Prometheus judges the rest.
 */
export function selectorsOf(expression: string): Selector[] {
  const bare = expression
    .replaceAll(new RegExp(`\\b(?:${words})\\s*\\([^)]*\\)`, 'g'), ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\boffset\s+[\w$]+/g, ' ');
  const found: Selector[] = [];
  for (const match of bare.matchAll(/"[^"]*"|([a-zA-Z_:][\w:]*)(\{[^}]*\})?(\s*\()?/g)) {
    const [, metric, matchers, call] = match;
    if (metric === undefined || call !== undefined || keywords.has(metric)) continue;
    found.push({ metric, matchers });
  }
  return found;
}

/** Time ranges inside a function that turns counters into growth, with the function. */
export function growthRanges(expression: string): { call: string; range: string }[] {
  const calls = expression.matchAll(/\b(rate|irate|increase)\([a-zA-Z_:][\w:]*(?:\{[^}]*\})?\[([^\]]*)\]\)/g);
  return [...calls].map(([, call = '', range = '']) => ({ call, range }));
}

/** Counters that are read without taking their growth: a total says nothing by itself. */
export function bareCounters(expression: string): string[] {
  const grown = expression.replaceAll(/\b(?:rate|irate|increase)\([a-zA-Z_:][\w:]*(?:\{[^}]*\})?\[/g, ' ');
  return [...grown.matchAll(/\b\w+_total\b/g)].map(([name]) => name);
}
