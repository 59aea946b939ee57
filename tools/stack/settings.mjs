import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { run } from '../../lib/run.mjs';
import { EnvFileError, parseEnvFile } from './env-file.mjs';

/**
 * Settings by name. A setting that is empty is not in it.
 *
 * @typedef {Readonly<Record<string, string>>} Settings
 * @typedef {import('./env-file.mjs').Environment} Environment
 */

const COMPOSE_MS = 20_000;

/**
 * Reads the settings with the values that Docker Compose uses: `.env`, overridden by the environment. Docker Compose
 * resolves them where it is installed; otherwise the file is read by the same rules.
 *
 * @param {string} root project directory; a relative `MODEM_PASSWORD_FILE` in `.env` is relative to it
 * @param {Environment} environment an empty variable here unsets the setting
 * @returns {Promise<Settings>}
 * @throws {EnvFileError}
 */
export async function readSettings(root, environment) {
  return nonEmpty(await readAllSettings(root, environment));
}

/**
 * {@link readSettings} with the settings that are empty: an empty `MODEM_TELNET` turns telnet off, also for the mock
 * modem.
 *
 * @param {string} root
 * @param {Environment} environment
 * @returns {Promise<Record<string, string | undefined>>}
 * @throws {EnvFileError}
 */
export async function readAllSettings(root, environment) {
  const text = readEnvFile(root);
  const fromFile =
    text === '' ? {} : ((await readFromCompose(root, environment)) ?? parseEnvFile(text, environment));
  const settings = { ...fromFile, ...environment };
  const { MODEM_PASSWORD_FILE: file } = settings;
  if (file && !isAbsolute(file)) settings['MODEM_PASSWORD_FILE'] = join(root, file);
  return settings;
}

/**
 * Values in `.env` that Docker Compose truncates, such as a password with a `$`. Docker Compose only warns, with the
 * name of the missing variable; these lines have the name of the setting and no part of its value.
 *
 * @param {string} root project directory
 * @param {Environment} environment
 * @returns {string[]} one line for each setting; none if the file is invalid
 */
export function envFileWarnings(root, environment) {
  /** @type {Set<string>} */
  const settings = new Set();
  try {
    parseEnvFile(readEnvFile(root), environment, (where) => settings.add(where));
  } catch (error) {
    if (!(error instanceof EnvFileError)) throw error;
    return [];
  }
  return Array.from(
    settings,
    (where) =>
      `${where}: Docker Compose removes the $ and the name after it, because no variable has that name. Put the value in ` +
      "'single quotes' to keep them.",
  );
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
 * @returns {Promise<Record<string, string> | undefined>} the variables that compose interpolates with; undefined if it
 * does not report them
 */
async function readFromCompose(root, environment) {
  // Only `environment` matters. The output is not quoted, so a variable with line breaks could look like several.
  const others = Object.keys(process.env).filter((name) => name !== 'PATH' && name !== 'HOME');
  const oneLine = Object.entries(environment).filter(([, value]) => !value?.includes('\n'));
  const { ok, stdout, stderr } = await run('docker', ['compose', 'config', '--environment'], {
    cwd: root,
    timeoutMs: COMPOSE_MS,
    env: { ...Object.fromEntries(others.map((name) => [name, undefined])), ...Object.fromEntries(oneLine) },
  });
  if (!ok) {
    const [, problem] = /^failed to read \S*\.env: (.*)$/m.exec(stderr) ?? [];
    if (problem === undefined) return undefined;
    // The messages of this parser name line and setting.
    parseEnvFile(readEnvFile(root), environment);
    throw new EnvFileError(`.env: Docker Compose refuses it: ${problem}`);
  }
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
