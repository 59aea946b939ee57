/** Queries for other states of the line than the one in the test data. */
const otherStates: ReadonlySet<string> = new Set([
  'hg612-line.json: Since [B]', // without telnet
  'hg612-line.json: Since [C]', // line down
  'hg612-line.json: Sync and attainable rate [C]', // without contract rates
  'hg612-line.json: Margin [Critical]',
  'hg612-line.json: Margin [Low]',
  'hg612-line.json: Margin [Ungraded]', // without this project's rules
  'hg612-line.json: Errors [High]',
  'hg612-line.json: Errors [Ungraded]',
  'hg612-history.json: Availability [Reached]',
  'hg612-fleet.json: Lines down now [A]', // all lines are up
  'hg612-fleet.json: Lines down now [B]',
  'hg612-fleet.json: Sites down [A]',
  'hg612-fleet.json: Firing alerts [A]',
  'hg612-fleet.json: annotation Alerts',
]);

/**
 * Whether a query is expected to return nothing for a healthy line with telnet.
 *
 * @param name file, panel and query, as in the test titles
 */
export const isEmptyByDesign = (name: string): boolean => otherStates.has(name) || name.endsWith('[Reason]'); // no value is missing
