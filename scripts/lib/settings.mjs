import { fail } from '../../lib/say.mjs';
import { EnvFileError } from '../../tools/stack/env-file.mjs';
import { ROOT } from '../../tools/stack/root.mjs';
import { envFileWarnings, readAllSettings } from '../../tools/stack/settings.mjs';

/**
 * Reads the settings of the stack, with those that are empty, and prints warnings about `.env`; exits with a message
 * when it is invalid.
 *
 * @returns {Promise<Record<string, string | undefined>>}
 */
export async function settingsOrExit() {
  try {
    const settings = await readAllSettings(ROOT, process.env);
    for (const warning of envFileWarnings(ROOT, process.env)) process.stderr.write(`Warning: ${warning}\n`);
    return settings;
  } catch (error) {
    if (!(error instanceof EnvFileError)) throw error;
    return fail(error.message);
  }
}
