import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { must, run } from '../lib/run.mjs';
import { installUnpacker, SUITE, unpack } from './debian.mjs';
import { BASE_HOOKS, BASE_PACKAGES, RECIPES } from './recipes.mjs';

/**
 * @typedef {import('./recipes.mjs').LocalImageVariable} LocalImageVariable
 * @typedef {import('./recipes.mjs').Recipe} Recipe
 * @typedef {Partial<Record<LocalImageVariable, string>>} LocalImages compose variable → image
 */

/** Local images are named `hg612-local/…`. */
const LOCAL_REPOSITORY = 'hg612-local';
/** Names the recipe an image was built by, so that an image of an older recipe is not used. */
const RECIPE_LABEL = 'hg612.recipe';
const recipes = /** @type {[LocalImageVariable, Recipe][]} */ (Object.entries(RECIPES));

/**
 * Local images that were built by the current recipes.
 *
 * @returns {Promise<LocalImages>}
 */
export async function findLocalImages() {
  const filter = `label=${RECIPE_LABEL}=${await fingerprint()}`;
  const args = ['image', 'ls', '--filter', filter, '--format', '{{.Repository}}:{{.Tag}}'];
  const images = (await run('docker', args, { timeoutMs: 30_000 })).stdout.split('\n');
  return Object.fromEntries(
    recipes.flatMap(([variable, { name }]) => {
      const image = images.find((one) => one.startsWith(`${LOCAL_REPOSITORY}/${name}:`));
      return image === undefined ? [] : [[variable, image]];
    }),
  );
}

/**
 * Builds substitutes for the official images from Debian's packages and, for Node, the npm registry. Root only.
 *
 * @param {readonly string[]} variables compose variables of the images to build
 * @param {(line: string) => void} say
 * @returns {Promise<LocalImages>}
 */
export async function buildLocalImages(variables, say) {
  const scratch = await mkdtemp(path.join(tmpdir(), 'hg612-images-'));
  try {
    await installUnpacker();
    const built = recipes
      .filter(([variable]) => variables.includes(variable))
      .map(async ([variable, recipe]) => {
        const image = await buildImage(recipe, scratch);
        say(`built ${image}`);
        return [variable, image];
      });
    return Object.fromEntries(await Promise.all(built));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {Recipe} recipe
 * @param {string} scratch
 * @returns {Promise<string>} image
 */
async function buildImage(recipe, scratch) {
  const { name, packages, hooks, settings, version, check } = recipe;
  if (name === 'node') await downloadNode(scratch);
  const archive = path.join(scratch, `${name}.tar`);
  const env = { NPM_PACKAGES: scratch };
  await unpack([...BASE_PACKAGES, ...packages], archive, [...BASE_HOOKS, ...hooks], env);
  const labels = [`LABEL ${RECIPE_LABEL}=${await fingerprint()}`];
  const changes = [...settings, ...labels].flatMap((setting) => ['--change', setting]);
  const id = (await must('docker', ['import', ...changes, archive], { timeoutMs: 120_000 })).trim();
  await rm(archive);
  try {
    const inImage = [
      'run',
      '--rm',
      '--network=none',
      '--entrypoint=/bin/sh',
      id,
      '-c',
      `${version} && ${check}`,
    ];
    const found = /\d+\.\d+\.\d+/.exec(await must('docker', inImage, { timeoutMs: 60_000 }));
    const image = `${LOCAL_REPOSITORY}/${name}:${found?.[0] ?? 'latest'}`;
    const inspect = ['image', 'inspect', '--format', '{{.Id}}', image];
    const previous = (await run('docker', inspect, { timeoutMs: 30_000 })).stdout.trim();
    await must('docker', ['tag', id, image], { timeoutMs: 30_000 });
    // Fails while a container uses it.
    if (previous !== '') await run('docker', ['image', 'rm', previous], { timeoutMs: 30_000 });
    return image;
  } catch (error) {
    await run('docker', ['image', 'rm', id], { timeoutMs: 30_000 });
    throw error;
  }
}

/**
 * Downloads Node and npm from the npm registry.
 *
 * @param {string} directory
 */
async function downloadNode(directory) {
  const npm = (await must('npm', ['--version'], { timeoutMs: 30_000 })).trim();
  const packages = [`node-linux-${process.arch}@${await nodeVersion()}`, `npm@${npm}`];
  await must('npm', ['pack', '--silent', ...packages], { cwd: directory, timeoutMs: 300_000 });
}

/** @returns {Promise<string>} the Node version that the project is developed with */
async function nodeVersion() {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest.devDependencies.node;
}

/** @returns {Promise<string>} changes with everything that decides what an image contains */
async function fingerprint() {
  const parts = [SUITE, BASE_PACKAGES, BASE_HOOKS, RECIPES, await nodeVersion()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
