import { parseCommandLine, refusal, UsageError } from './command-line.mjs';

/**
 * Parses the command line of a program before the program does anything. `--help` prints the usage text and exits; an
 * unknown option or argument is reported on stderr, with exit status 1.
 *
 * @template {import('node:util').ParseArgsOptionsConfig} Options
 * @param {string} command that starts the program and takes options, such as `npm start --`
 * @param {string} usage
 * @param {Options} options besides `--help`
 * @param {number} [maxArguments] how many arguments are accepted besides options
 */
export function optionsOrExit(command, usage, options, maxArguments) {
  try {
    const help = { type: /** @type {const} */ ('boolean'), short: 'h' };
    const parsed = parseCommandLine(process.argv.slice(2), { ...options, help }, maxArguments);
    if (/** @type {{ help?: boolean }} */ (parsed.values).help === true) {
      process.stdout.write(`${usage}\n`);
      process.exit();
    }
    return parsed;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return refuse(error.message, command);
  }
}

/**
 * Reports a command line that cannot be carried out, and exits with status 1.
 *
 * @param {string} message
 * @param {string} command that starts the program and takes options
 * @returns {never}
 */
export function refuse(message, command) {
  process.stderr.write(refusal(message, command));
  process.exit(1);
}
