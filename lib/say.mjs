/**
 * What a script tells the person at the terminal: one line per thing that happens, indented under its step.
 *
 * @param {string} step a word or two
 * @param {string} line
 */
export function say(step, line) {
  process.stdout.write(`${step.padEnd(14)}${line}\n`);
}

/**
 * Ends with a message that says what to do.
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
 * Does something, and says so only if it takes long enough for somebody to wonder.
 *
 * @template Result
 * @param {string} step
 * @param {string} line
 * @param {() => Promise<Result>} what
 * @returns {Promise<Result>}
 */
export async function sayIfSlow(step, line, what) {
  const timer = setTimeout(() => say(step, line), 2000);
  try {
    return await what();
  } finally {
    clearTimeout(timer);
  }
}
