/**
 * Result of a run of checks or tests.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed at least 1 when the run failed, also where no single test did
 * @property {number} skipped
 * @property {string[]} reasons why tests were skipped, each once
 */

/** The start of the reason that a skipped test carries in its name. */
const REASON = /\[skipped: (?<reason>[^\]]+)\]/;

/**
 * Counts a vitest JSON report.
 *
 * @param {unknown} report
 * @returns {Tally}
 */
export function tally(report) {
  const { success, numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    /** @type {VitestReport} */ (report);
  const skipped = testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed');
  const reasons = skipped.map(({ fullName }) => REASON.exec(fullName)?.groups?.['reason'] ?? fullName);
  return {
    passed: numPassedTests,
    failed: success ? numFailedTests : Math.max(numFailedTests, 1),
    skipped: numPendingTests + numTodoTests,
    reasons: [...new Set(reasons)],
  };
}

/**
 * @typedef {object} VitestReport the part of vitest's JSON report that is used
 * @property {boolean} success
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally} all of them together
 */
export function total(tallies) {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ what) =>
    tallies.reduce((count, each) => count + each[what], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    reasons: [...new Set(tallies.flatMap(({ reasons }) => reasons))],
  };
}
