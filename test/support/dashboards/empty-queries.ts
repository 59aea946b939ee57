/** Panels that have a query for each way a value may be judged, or a moment be known: the ones that do not apply. */
const otherBranches: ReadonlySet<string> = new Set([
  'hg612-line.json: Since [B]', // telnet tells the line's own clock
  'hg612-line.json: Since [C]', // the line is up
  'hg612-line.json: SNR margin [Critical]',
  'hg612-line.json: SNR margin [Low]',
  'hg612-line.json: SNR margin [Ungraded]', // the rules are there
  'hg612-line.json: Errored seconds, last hour [High]',
  'hg612-line.json: Errored seconds, last hour [Ungraded]',
]);

/**
 * Whether a query answers nothing on a line that is up, has telnet and nothing wrong with it: by what it asks,
 * not by mistake.
 *
 * @param name file, panel and query, as the tests name it
 */
export const rightlyEmpty = (name: string): boolean => otherBranches.has(name) || name.endsWith('[Why]'); // nothing is missing, so nothing says why
