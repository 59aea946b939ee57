import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';

/** Settings by name; what is empty is not there. */
export type Settings = Readonly<Record<string, string>>;

/**
 * The settings that compose sees: the project's `.env`, and over it the shell. A setting that the shell has emptied is
 * not set.
 *
 * @param root the project's folder; `MODEM_PASSWORD_FILE` in its `.env` is meant from there
 */
export function readSettings(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...parseEnv(readDotEnv(root)), ...environment })) {
    if (value) settings[name] = value;
  }
  const { MODEM_PASSWORD_FILE: file } = settings;
  if (file !== undefined && !isAbsolute(file)) settings['MODEM_PASSWORD_FILE'] = join(root, file);
  return settings;
}

function readDotEnv(root: string): string {
  try {
    return readFileSync(join(root, '.env'), 'utf8');
  } catch {
    // None, or none for this user: then the shell alone counts, as for compose.
    return '';
  }
}
