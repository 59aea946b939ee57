/** One sample of the Prometheus text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE =
  /^([a-z_:][\w:]*)[ \t]*(?:\{((?:[^"}]|"(?:\\[^]|[^"\\])*")*)\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t]*$/i;
const LABEL = /([a-z_]\w*)[ \t]*=[ \t]*"((?:\\[^]|[^"\\])*)"/gi;

/**
 * Reads the samples of a page in the Prometheus text format (0.0.4). Comments, HELP, TYPE and lines that are not
 * samples are skipped, so text that is not an exposition has no samples.
 */
export const parseExposition = (text: string): Sample[] =>
  text.split(/\r?\n/).flatMap((line): Sample[] => {
    const [matched, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (matched === undefined) return [];
    const pairs = Array.from(labels.matchAll(LABEL), ([, label = '', raw = '']) => [label, unescape(raw)]);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: toNumber(value) }];
  });

const unescape = (text: string): string =>
  text.replaceAll(/\\([^])/g, (_, character: string) => (character === 'n' ? '\n' : character));

const toNumber = (text: string): number =>
  /^[+-]?inf$/i.test(text) ? Number(text.replace(/inf/i, 'Infinity')) : Number(text);
