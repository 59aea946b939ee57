import { access, readFile } from 'node:fs/promises';

import { findLocalImages } from './local-images.mjs';
import { defaultImages } from './plan.mjs';
import { run } from '../lib/run.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import { readSettings } from '../tools/stack/settings.mjs';

export { ROOT };

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
 * What is known about images before anything is pulled or built.
 *
 * @param {boolean} apt whether stand-ins can be built
 * @returns {Promise<import('./plan.mjs').ImageFacts>}
 */
export async function lookAtImages(apt) {
  const settings = await readSettings(ROOT, process.env);
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
