import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { DebianPackages, SUITE } from './debian.mjs';
import { RECIPES } from './image-recipes.mjs';
import { assemble, LAYOUT, nodeVersion } from './root-filesystem.mjs';
import { CommandError, must, run } from '../lib/run.mjs';

/** @typedef {import('./image-recipes.mjs').Recipe} Recipe */
/** @typedef {import('./image-recipes.mjs').LocalImageVariable} LocalImageVariable */

/** Stand-ins are named `hg612-local/…`. */
export const LOCAL_REPOSITORY = 'hg612-local';
/** Raised when the code lays out or imports a file system in another way. */
const GENERATION = 1;
/** Names the recipe an image was built by, so that a changed recipe is noticed. */
const RECIPE_LABEL = 'hg612.recipe';

/** @returns {Promise<string>} a fingerprint of everything that decides what comes out */
async function recipeFingerprint() {
  const parts = [GENERATION, SUITE, RECIPES, ...LAYOUT, await nodeVersion()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/**
 * Local images that are there and up to date.
 *
 * @returns {Promise<Partial<Record<LocalImageVariable, string>>>} compose variable → image name
 */
export async function findLocalImages() {
  const filter = `label=${RECIPE_LABEL}=${await recipeFingerprint()}`;
  const listed = await run(
    'docker',
    ['image', 'ls', '--filter', filter, '--format', '{{.Repository}}:{{.Tag}}'],
    {
      timeoutMs: 30_000,
    },
  );
  /** @type {Partial<Record<LocalImageVariable, string>>} */
  const found = {};
  for (const [variable, recipe] of recipes()) {
    const image = listed.stdout
      .split('\n')
      .find((name) => name.startsWith(`${LOCAL_REPOSITORY}/${recipe.name}:`));
    if (image !== undefined) found[variable] = image;
  }
  return found;
}

/** @returns {[LocalImageVariable, Recipe][]} */
const recipes = () => /** @type {[LocalImageVariable, Recipe][]} */ (Object.entries(RECIPES));

/**
 * Builds stand-ins for the official images out of Debian's packages and, for Node, the npm registry. For
 * machines that have those and no container registry.
 *
 * @param {readonly LocalImageVariable[]} wanted
 * @param {(line: string) => void} say
 * @returns {Promise<Partial<Record<LocalImageVariable, string>>>} compose variable → image name
 */
export async function buildLocalImages(wanted, say) {
  if (wanted.length === 0) return {};
  const scratch = await mkdtemp(path.join(tmpdir(), 'hg612-images-'));
  try {
    const packages = new DebianPackages(scratch);
    await packages.update();
    const fingerprint = await recipeFingerprint();
    /** @type {Partial<Record<LocalImageVariable, string>>} */
    const built = {};
    for (const [variable, recipe] of recipes()) {
      if (!wanted.includes(variable)) continue;
      const started = Date.now();
      const version =
        recipe.versionOf === '' ? await nodeVersion() : await packages.version(recipe.versionOf);
      const image = `${LOCAL_REPOSITORY}/${recipe.name}:${version}`;
      const root = path.join(scratch, recipe.name);
      await assemble(recipe, root, packages, scratch);
      await importImage(recipe, root, image, fingerprint);
      await rm(root, { recursive: true });
      say(`${image} (${Math.round((Date.now() - started) / 1000)} s)`);
      built[variable] = image;
    }
    return built;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @param {number} id of user and group, for tar */
const owner = (id) => [`--owner=${id}`, `--group=${id}`, '--numeric-owner'];

/**
 * Turns a root file system into an image and tries it.
 *
 * @param {Recipe} recipe
 * @param {string} root
 * @param {string} image
 * @param {string} fingerprint
 */
async function importImage(recipe, root, image, fingerprint) {
  const archive = `${root}.tar`;
  const without = recipe.owned.map(([name]) => `--exclude=./${name}`);
  await must('tar', ['-C', root, ...owner(0), ...without, '-cf', archive, '.'], { timeoutMs: 60_000 });
  for (const [name, id] of recipe.owned) {
    await must('tar', ['-C', root, ...owner(id), '-rf', archive, `./${name}`], { timeoutMs: 60_000 });
  }
  const settings = [...recipe.settings, `LABEL ${RECIPE_LABEL}=${fingerprint}`];
  const changes = settings.flatMap((setting) => ['--change', setting]);
  const before = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image], {
    timeoutMs: 30_000,
  });
  await must('docker', ['import', ...changes, '-', image], {
    timeoutMs: 120_000,
    input: createReadStream(archive),
  });
  await rm(archive);
  // What had this name is of no use any more, unless something runs on it.
  if (before.ok) await run('docker', ['image', 'rm', before.stdout.trim()], { timeoutMs: 30_000 });

  const [entrypoint = '', ...args] = recipe.check;
  const checked = await run(
    'docker',
    ['run', '--rm', '--network=none', '--entrypoint', entrypoint, image, ...args],
    { timeoutMs: 60_000 },
  );
  if (checked.ok) return;
  // It must not be taken for a good one next time.
  await run('docker', ['image', 'rm', image], { timeoutMs: 30_000 });
  throw new CommandError(`${entrypoint} in ${image}`, checked);
}
