import { fail } from '../../lib/say.mjs';
import { EnvFileError } from '../../tools/stack/env-file.mjs';
import { ROOT } from '../../tools/stack/root.mjs';
import { readSettings } from '../../tools/stack/settings.mjs';

/**
 * Reads the settings of the stack; exits with a message when `.env` is invalid.
 *
 * @returns {Promise<import('../../tools/stack/settings.mjs').Settings>}
 */
export async function settingsOrExit() {
  try {
    return await readSettings(ROOT, process.env);
  } catch (error) {
    if (!(error instanceof EnvFileError)) throw error;
    return fail(error.message);
  }
}
