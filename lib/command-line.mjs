import { parseArgs } from 'node:util';

/** A command line that cannot be carried out. The message has one line for each problem. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
}

/**
 * Parses options and arguments.
 *
 * @template {import('node:util').ParseArgsOptionsConfig} Options
 * @param {readonly string[]} args
 * @param {Options} options
 * @param {number} [maxArguments] how many arguments are accepted besides options
 * @throws {UsageError} for an unknown option, a missing value or too many arguments
 */
export function parseCommandLine(args, options, maxArguments = 0) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [excess] = positionals.slice(maxArguments);
    if (excess !== undefined) throw new UsageError(`Unexpected argument '${excess}'`);
    return { values, positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(messageOf(error), { cause: error });
  }
}

/**
 * @param {unknown} error
 * @returns {string} without Node's hint on how to pass an argument that starts with a dash
 */
const messageOf = (error) =>
  error instanceof Error ? error.message.replace(/\. To specify a positional.*/s, '') : String(error);

/**
 * What to print about a command line that cannot be carried out.
 *
 * @param {string} message with a line for each problem
 * @param {string} command that starts the program and takes options, such as `npm start --`
 * @returns {string} with a line break at the end
 */
export const refusal = (message, command) =>
  `${message}${message.includes('\n') ? '\n' : '. '}For help: ${command} --help\n`;
