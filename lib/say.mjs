import { ignoreClosedPipe } from './closed-pipe.mjs';

const STEP_WIDTH = 14;

ignoreClosedPipe(process.stdout);

/**
 * Prints one line of a script's progress. On a terminal, long lines wrap between words.
 *
 * @param {string} step a word or two
 * @param {string} line
 */
export function say(step, line) {
  const { isTTY, columns } = process.stdout;
  const lines = wrap(line, isTTY ? Math.max(columns - STEP_WIDTH, 30) : Number.POSITIVE_INFINITY);
  process.stdout.write(`${step.padEnd(STEP_WIDTH)}${lines.join(`\n${' '.repeat(STEP_WIDTH)}`)}\n`);
}

/**
 * @param {string} line
 * @param {number} width a longer word is not broken
 */
function wrap(line, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
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
