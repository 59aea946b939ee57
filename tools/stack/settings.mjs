import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { run } from '../../lib/run.mjs';
import { parseEnvFile } from './env-file.mjs';

/**
 * Settings by name. A setting that is empty is not in it.
 *
 * @typedef {Readonly<Record<string, string>>} Settings
 * @typedef {import('./env-file.mjs').Environment} Environment
 */

const COMPOSE_MS = 20_000;

/**
 * Reads the settings with the values that Docker Compose uses: `.env`, overridden by the environment. Where Docker
 * Compose is installed it is asked; otherwise the file is read by the same rules.
 *
 * @param {string} root project directory; a relative `MODEM_PASSWORD_FILE` in `.env` is relative to it
 * @param {Environment} environment an empty variable here unsets the setting
 * @returns {Promise<Settings>}
 * @throws {import('./env-file.mjs').EnvFileError}
 */
export async function readSettings(root, environment) {
  const text = readEnvFile(root);
  const fromFile =
    text === '' ? {} : ((await askCompose(root, environment)) ?? parseEnvFile(text, environment));
  const settings = nonEmpty({ ...fromFile, ...environment });
  const { MODEM_PASSWORD_FILE: file } = settings;
  if (file !== undefined && !isAbsolute(file)) settings['MODEM_PASSWORD_FILE'] = join(root, file);
  return settings;
}

/**
 * @param {string} root
 * @returns {string} text of `.env`; empty if there is none that this user can read
 */
export function readEnvFile(root) {
  try {
    return readFileSync(join(root, '.env'), 'utf8');
  } catch {
    return '';
  }
}

/**
 * @param {Environment} environment
 * @returns {Record<string, string>} the variables that are set and not empty
 */
export const nonEmpty = (environment) =>
  Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])));

/**
 * @param {string} root
 * @param {Environment} environment
 * @returns {Promise<Record<string, string> | undefined>} what compose interpolates with; undefined if it cannot say
 */
async function askCompose(root, environment) {
  // `environment` is all that counts. The output is not quoted: a variable with line breaks could pass for several.
  const others = Object.keys(process.env).filter((name) => name !== 'PATH' && name !== 'HOME');
  const oneLine = Object.entries(environment).filter(([, value]) => !value?.includes('\n'));
  const { ok, stdout } = await run('docker', ['compose', 'config', '--environment'], {
    cwd: root,
    timeoutMs: COMPOSE_MS,
    env: { ...Object.fromEntries(others.map((name) => [name, undefined])), ...Object.fromEntries(oneLine) },
  });
  if (!ok) return undefined;
  /** @type {Record<string, string>} */
  const values = {};
  let last = '';
  for (const line of stdout.replace(/\n$/, '').split('\n')) {
    const [, name, value = ''] = /^([\p{L}\p{N}_.[\]-]+)=(.*)$/u.exec(line) ?? [];
    if (name === undefined) values[last] += `\n${line}`;
    else {
      values[name] = value;
      last = name;
    }
  }
  return values;
}
