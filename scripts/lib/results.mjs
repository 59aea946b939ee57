/**
 * Result of a run of checks or tests.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed at least 1 when the run failed, also where no single test did
 * @property {number} skipped
 * @property {string[]} reasons why tests were skipped, each once
 * @property {string[]} failures what failed: the name of the test or check, then the start of its message
 */

/** Lines of a failure's message that the summary repeats: enough for a difference or the seed of a property. */
const MESSAGE_LINES = 12;

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
  const failures = testResults.flatMap((file) => [
    ...(file.message ? [failure(file.name, file.message)] : []),
    ...file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) =>
        failure(`${file.name}: ${fullName}`, failureMessages.join('\n')),
      ),
  ]);
  const reasons = skipped.map(({ fullName }) => REASON.exec(fullName)?.groups?.['reason'] ?? fullName);
  return {
    passed: numPassedTests,
    failed: success ? numFailedTests : Math.max(numFailedTests, 1),
    skipped: numPendingTests + numTodoTests,
    reasons: [...new Set(reasons)],
    failures,
  };
}

/**
 * @param {string} name
 * @param {string} message of any length
 */
function failure(name, message) {
  return [name, ...message.trim().split('\n').slice(0, MESSAGE_LINES)].join('\n  ');
}

/**
 * @typedef {object} VitestReport the part of vitest's JSON report that is used
 * @property {boolean} success
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {VitestFile[]} testResults
 *
 * @typedef {object} VitestFile
 * @property {string} name its path
 * @property {string} message why the file did not load; empty if it did
 * @property {{ status: string, fullName: string, failureMessages: string[] }[]} assertionResults
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
    failures: tallies.flatMap(({ failures }) => failures),
  };
}
