/** Queries for other states of the line than the one in the test data. */
const otherStates: ReadonlySet<string> = new Set([
  'hg612-line.json: Since [B]', // without telnet
  'hg612-line.json: Since [C]', // line down
  'hg612-line.json: SNR margin [Critical]',
  'hg612-line.json: SNR margin [Low]',
  'hg612-line.json: SNR margin [Ungraded]', // without this project's rules
  'hg612-line.json: Errored seconds, last hour [High]',
  'hg612-line.json: Errored seconds, last hour [Ungraded]',
]);

/**
 * Whether a query is expected to return nothing for a healthy line with telnet.
 *
 * @param name file, panel and query, as in the test titles
 */
export const isEmptyByDesign = (name: string): boolean => otherStates.has(name) || name.endsWith('[Reason]'); // no value is missing
