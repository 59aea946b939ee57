import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** A command line that cannot be carried out. The message has one line for each problem. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Parses options; arguments that are not options are refused.
 *
 * @throws {UsageError} for an unknown option, a missing value or an argument
 */
export function parseOptions<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
