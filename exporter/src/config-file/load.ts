import path from 'node:path';
import { readTextFileSync, unreadableReason } from '../../../lib/text-file.ts';
import { parseYamlFile, type YamlFile } from '../../../lib/yaml-file.ts';
import {
  authsOf,
  type ConfigContents,
  configOf,
  type FileConfig,
  inventoryOf,
  modulesOf,
} from './file-config.ts';
import { checkReferences, readPasswords } from './references.ts';
import { DEFAULT_NAME, fileSchema } from './schema.ts';
import { targetAddress } from './target.ts';

/** A configuration file that cannot be used. The message has one line for each problem. */
export class ConfigFileError extends Error {
  override readonly name = 'ConfigFileError';
}

/** A larger file is refused, since parsing takes many times its size in memory. */
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Reads a configuration file and the password files that it names.
 *
 * @throws {ConfigFileError} with every problem, each with file, line and column
 */
export function readConfigFile(file: string): ConfigContents {
  const { value, input, problems, report } = parseYamlFile(file, readText(file), fileSchema);
  checkReferences(input, report);
  const passwords = readPasswords(input, path.dirname(file), report);
  if (value === undefined || problems.length > 0) throw new ConfigFileError(problems.join('\n'));
  checkInventory(
    { modules: modulesOf(value), auths: authsOf(value, passwords), inventory: inventoryOf(value) },
    report,
  );
  if (problems.length > 0) throw new ConfigFileError(problems.join('\n'));
  return { contents: value, passwords };
}

/**
 * Loads a configuration file.
 *
 * @throws {ConfigFileError}
 */
export const loadConfigFile = (file: string): FileConfig => configOf(readConfigFile(file));

/**
 * Loads a configuration file for `--config.check`.
 *
 * @returns what is in it
 * @throws {ConfigFileError}
 */
export function checkConfigFile(file: string): string {
  const { modules, auths, targets, inventory } = loadConfigFile(file);
  const counts = {
    modules: modules.size,
    auths: auths.size,
    targets: targets.length,
    inventory: inventory.length,
  };
  const contents = Object.entries(counts).map(([field, count]) => `${field} ${count}`);
  return `${file} is valid: ${contents.join(', ')}`;
}

/** @throws {ConfigFileError} when the file cannot be read or is too large */
function readText(file: string): string {
  try {
    return readTextFileSync(file, MAX_FILE_BYTES);
  } catch (error) {
    throw new ConfigFileError(`${file}: cannot read the file (${unreadableReason(error)})`, { cause: error });
  }
}

/** Reports lines without a login, and lines that read the same modem in the same way. */
function checkInventory(
  { modules, auths, inventory }: Pick<FileConfig, 'modules' | 'auths' | 'inventory'>,
  report: YamlFile<unknown>['report'],
): void {
  const earlier = new Map<string, string>();
  for (const [index, { name, target, module: moduleName, auth = DEFAULT_NAME }] of inventory.entries()) {
    const module = modules.get(moduleName);
    if (module?.telnet && !auths.has(auth)) {
      report(['inventory', index, 'auth'], `missing, and there is no auth ${JSON.stringify(DEFAULT_NAME)}`);
    }
    const key = [targetAddress(target, module?.port ?? 80), moduleName, module?.telnet && auth].join(' ');
    const other = earlier.get(key);
    if (other !== undefined) {
      const problem = `the line ${JSON.stringify(other)} has the same target, module and auth`;
      report(['inventory', index, 'target'], problem);
    }
    earlier.set(key, name);
  }
}
