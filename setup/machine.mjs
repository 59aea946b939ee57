import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { run } from '../lib/run.mjs';
import { engineState } from '../tools/stack/engine.mjs';
import { ROOT } from '../tools/stack/root.mjs';
import { findLocalImages } from './images.mjs';
import { defaultImages, STACK_IMAGES } from './plan.mjs';

/** @typedef {import('../tools/stack/settings.mjs').Settings} Settings */

/** The files that name the official images. */
const COMPOSE_FILES = ['docker-compose.yml', 'compose/fleet/services.yml'];

const QUICK = { timeoutMs: 20_000 };

/** @returns {Promise<import('./plan.mjs').Machine>} what this machine has */
export async function lookAtMachine() {
  const [release, aptGet, dockerd, compose, engine] = await Promise.all([
    readFile('/etc/os-release', 'utf8').catch(() => ''),
    run('apt-get', ['--version'], QUICK),
    run('dockerd', ['--version'], QUICK),
    run('docker', ['compose', 'version', '--short'], QUICK),
    engineState(),
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

/**
 * What is known about images before anything is pulled or built.
 *
 * @param {import('./plan.mjs').Machine} machine
 * @param {Settings} settings
 * @param {readonly import('./plan.mjs').ImageVariable[]} [wanted] those of docker-compose.yml by default
 * @returns {Promise<import('./plan.mjs').ImageFacts>}
 */
export async function lookAtImages({ root, apt }, settings, wanted = STACK_IMAGES) {
  const files = COMPOSE_FILES.map((file) => readFile(path.join(ROOT, file), 'utf8'));
  const official = defaultImages((await Promise.all(files)).join('\n'), wanted);
  const present = await Promise.all(
    Object.values(official).map(async (image) => ((await hasImage(image)) ? [image] : [])),
  );
  return {
    official,
    given: Object.fromEntries(wanted.flatMap((name) => (settings[name] ? [[name, settings[name]]] : []))),
    present: present.flat(),
    registryProblem: '',
    local: await findLocalImages(),
    canBuild: root && apt,
  };
}

/**
 * @param {string} image
 * @returns {Promise<boolean>} whether the engine has it
 */
const hasImage = async (image) =>
  (await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image], QUICK)).ok;
