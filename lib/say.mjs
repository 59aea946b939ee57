/**
 * Prints one line of a script's progress.
 *
 * @param {string} step a word or two
 * @param {string} line
 */
export function say(step, line) {
  process.stdout.write(`${step.padEnd(14)}${line}\n`);
}

/**
 * Prints a message to stderr and exits with status 1.
 *
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

/**
 * @param {number} started as of `Date.now()`
 * @returns {string} e.g. `12 s`
 */
export const since = (started) => `${Math.round((Date.now() - started) / 1000)} s`;

/**
 * Runs an action, and prints a line when it takes longer than 2 s.
 *
 * @template Result
 * @param {string} step
 * @param {string} line
 * @param {() => Promise<Result>} action
 * @returns {Promise<Result>}
 */
export async function sayIfSlow(step, line, action) {
  const timer = setTimeout(() => say(step, line), 2000);
  try {
    return await action();
  } finally {
    clearTimeout(timer);
  }
}
