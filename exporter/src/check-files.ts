import type { Files } from './command-line.ts';
import { checkConfigFile, ConfigFileError } from './config-file/load.ts';
import { checkWebConfig, WebConfigError } from './web-config/load.ts';

/**
 * Checks the files for `--config.check`.
 *
 * @returns what is in them, a line each
 * @throws {ConfigFileError} with every problem of all files
 * @throws {WebConfigError}
 */
export async function checkFiles({ configFile, webConfigFile }: Files): Promise<string> {
  const problems = webConfigFile === undefined ? [] : await checkWebConfig(webConfigFile);
  let contents = '';
  try {
    if (configFile !== undefined) contents += `${checkConfigFile(configFile)}\n`;
  } catch (error) {
    if (!(error instanceof ConfigFileError)) throw error;
    throw new ConfigFileError([error.message, ...problems].join('\n'));
  }
  if (problems.length > 0) throw new WebConfigError(problems);
  return webConfigFile === undefined ? contents : `${contents}${webConfigFile} is valid\n`;
}
