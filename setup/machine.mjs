import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

import { findLocalImages } from './local-images.mjs';
import { defaultImages } from './plan.mjs';
import { run } from '../lib/run.mjs';

/** The project's directory. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

const QUICK = { timeoutMs: 20_000 };

/** @returns {Promise<import('./plan.mjs').Machine>} what this machine has */
export async function lookAtMachine() {
  const [release, aptGet, dockerd, compose, engine] = await Promise.all([
    readFile('/etc/os-release', 'utf8').catch(() => ''),
    run('apt-get', ['--version'], QUICK),
    run('dockerd', ['--version'], QUICK),
    run('docker', ['compose', 'version', '--short'], QUICK),
    lookAtEngine(),
  ]);
  return {
    platform: process.platform,
    root: process.getuid?.() === 0,
    apt: /^ID="?debian"?$/m.test(release) && aptGet.ok,
    engine,
    dockerHost: process.env['DOCKER_HOST'] ?? '',
    dockerd: dockerd.ok,
    composeVersion: compose.ok ? compose.stdout.trim() : '',
  };
}

/** @returns {Promise<import('./plan.mjs').Engine>} */
async function lookAtEngine() {
  const asked = await run('docker', ['version', '--format', '{{.Server.Version}}'], QUICK);
  if (asked.ok) return 'answers';
  if (asked.code === 127) return 'absent';
  return /permission denied/i.test(asked.stderr) ? 'forbidden' : 'silent';
}

/**
 * The settings that compose sees: .env, and over it the shell. Empty counts as not set.
 *
 * @returns {Promise<Record<string, string>>}
 */
export async function readSettings() {
  const file = await readFile(new URL('../.env', import.meta.url), 'utf8').catch(() => '');
  const settings = Object.entries({ ...parseEnv(file), ...process.env });
  return Object.fromEntries(settings.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/**
 * What is known about images before anything is pulled or built.
 *
 * @param {boolean} apt whether stand-ins can be built
 * @returns {Promise<import('./plan.mjs').ImageFacts>}
 */
export async function lookAtImages(apt) {
  const settings = await readSettings();
  const official = defaultImages(await readFile(new URL('../docker-compose.yml', import.meta.url), 'utf8'));
  const variables = /** @type {import('./plan.mjs').ImageVariable[]} */ (Object.keys(official));
  const present = await Promise.all(
    variables.map(async (name) => ((await hasImage(official[name])) ? [official[name]] : [])),
  );
  return {
    official,
    given: Object.fromEntries(variables.flatMap((name) => (settings[name] ? [[name, settings[name]]] : []))),
    present: present.flat(),
    registryProblem: '',
    local: await findLocalImages(),
    apt,
  };
}

/**
 * @param {string} image
 * @returns {Promise<boolean>} whether the engine has it
 */
export const hasImage = async (image) =>
  (await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image], QUICK)).ok;

/**
 * @param {string} file
 * @returns {Promise<boolean>}
 */
export const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );
