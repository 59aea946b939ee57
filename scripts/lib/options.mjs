import { parseCommandLine, UsageError } from '../../lib/command-line.mjs';
import { fail } from '../../lib/say.mjs';

/**
 * Parses the command line of a script before the script does anything. `--help` prints the usage text and exits; an
 * unknown option or argument is reported with the usage text, with exit status 1.
 *
 * @template {import('node:util').ParseArgsOptionsConfig} Options
 * @param {string} usage
 * @param {Options} options besides `--help`
 * @param {number} [maxArguments] how many arguments are accepted besides options
 */
export function optionsOrExit(usage, options, maxArguments) {
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
    return fail(`${error.message}\n\n${usage}`);
  }
}
