import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { DebianPackages, SUITE } from './debian.mjs';
import { CommandError, must, run } from './run.mjs';

/**
 * @typedef {'PROMETHEUS_IMAGE' | 'ALERTMANAGER_IMAGE' | 'NODE_IMAGE'} LocalImageVariable
 *
 * @typedef {object} Recipe How to build a stand-in for an official image: same paths, user and entrypoint.
 * @property {string} name of the repository
 * @property {string} versionOf the Debian package whose version becomes the tag; empty = Node's
 * @property {readonly string[]} packages unpacked into the root file system
 * @property {readonly [from: string, to: string][]} move from Debian's paths to the official image's
 * @property {readonly [path: string, owner: number][]} owned directories that do not belong to root
 * @property {readonly [path: string, target: string][]} links
 * @property {readonly string[]} check arguments with which the entrypoint must succeed
 * @property {readonly string[]} settings image configuration as Dockerfile instructions
 */

/** Stand-ins are named `hg612-local/…`. */
export const LOCAL_REPOSITORY = 'hg612-local';
/** Raised when the functions below lay out or import a file system in another way. */
const LAYOUT = 1;
/** Names the recipe an image was built by, so that a changed recipe is noticed. */
const RECIPE_LABEL = 'hg612.recipe';
const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
/** libc and, since official images have a shell as well, a static busybox. */
const BASE = ['libc6', 'libgcc-s1', 'busybox-static', 'tzdata'];

/** @type {Record<LocalImageVariable, Recipe>} */
const RECIPES = {
  PROMETHEUS_IMAGE: {
    name: 'prometheus',
    versionOf: 'prometheus',
    packages: ['prometheus', 'promtool', ...BASE],
    move: [],
    owned: [['prometheus', 65_534]],
    // Debian's build has another default for the storage path.
    links: [['var/lib/prometheus/metrics2', '/prometheus']],
    check: ['/bin/promtool', '--version'],
    settings: [
      'USER nobody',
      'WORKDIR /prometheus',
      'VOLUME /prometheus',
      'EXPOSE 9090',
      'ENTRYPOINT ["/bin/prometheus"]',
      'CMD ["--config.file=/etc/prometheus/prometheus.yml","--storage.tsdb.path=/prometheus"]',
    ],
  },
  ALERTMANAGER_IMAGE: {
    name: 'alertmanager',
    versionOf: 'prometheus-alertmanager',
    packages: ['prometheus-alertmanager', ...BASE],
    move: [
      ['bin/prometheus-alertmanager', 'bin/alertmanager'],
      ['etc/prometheus/alertmanager.yml', 'etc/alertmanager/alertmanager.yml'],
    ],
    owned: [['alertmanager', 65_534]],
    links: [['var/lib/prometheus/alertmanager', '/alertmanager']],
    check: ['/bin/amtool', '--version'],
    settings: [
      'USER nobody',
      'WORKDIR /alertmanager',
      'VOLUME /alertmanager',
      'EXPOSE 9093',
      'ENTRYPOINT ["/bin/alertmanager"]',
      'CMD ["--config.file=/etc/alertmanager/alertmanager.yml","--storage.path=/alertmanager"]',
    ],
  },
  NODE_IMAGE: {
    name: 'node',
    versionOf: '',
    packages: ['libstdc++6', 'libatomic1', ...BASE],
    move: [],
    owned: [['home/node', 1000]],
    links: [],
    check: ['/usr/local/bin/npm', '--version'],
    settings: [
      'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      // Where TLS is intercepted, npm has to trust what this machine trusts.
      `ENV NODE_EXTRA_CA_CERTS=${CA_BUNDLE}`,
      'CMD ["node"]',
    ],
  },
};

/** Left out of every root file system: nobody reads it in there. */
const SUPERFLUOUS =
  'usr/share/doc usr/share/man usr/share/lintian usr/share/bash-completion usr/share/locale var ' +
  'usr/share/initramfs-tools usr/lib/systemd etc/init.d etc/logrotate.d etc/default';

const PASSWD =
  'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\nnode:x:1000:1000::/home/node:/bin/sh\n';
const GROUP = 'root:x:0:\nnobody:x:65534:\nnode:x:1000:\n';
/** Of busybox's commands those that a build, npm's scripts or a curious person call. */
const APPLETS =
  'sh env ls cat cp mv rm mkdir rmdir ln chmod chown find grep sed sort uniq head tail wc tr cut du id date sleep ' +
  'echo printf test true false touch tar gzip gunzip uname which xargs wget kill ps stat basename dirname readlink';

/** @returns {Promise<string>} a fingerprint of everything that decides what comes out */
async function recipeFingerprint() {
  const parts = [LAYOUT, SUITE, RECIPES, SUPERFLUOUS, PASSWD, GROUP, APPLETS, await nodeVersion()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** @returns {Promise<string>} the Node version that the project is developed with */
async function nodeVersion() {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  return manifest.devDependencies.node;
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

/** @param {number} id of user and group, for tar */
const owner = (id) => [`--owner=${id}`, `--group=${id}`, '--numeric-owner'];

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

/**
 * Lays out a root file system.
 *
 * @param {Recipe} recipe
 * @param {string} root
 * @param {DebianPackages} packages
 * @param {string} scratch
 */
async function assemble(recipe, root, packages, scratch) {
  const at = (/** @type {string} */ name) => path.join(root, name);
  for (const name of [
    'usr/bin',
    'usr/lib',
    'usr/lib64',
    'usr/sbin',
    'usr/local/bin',
    'etc/ssl/certs',
    'root',
  ]) {
    await mkdir(at(name), { recursive: true });
  }
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) await symlink(`usr/${name}`, at(name));
  await packages.unpack(recipe.packages, root);
  for (const name of SUPERFLUOUS.split(' ')) await rm(at(name), { recursive: true, force: true });
  await removeGconv(at('usr/lib'));

  await writeFile(at('etc/passwd'), PASSWD);
  await writeFile(at('etc/group'), GROUP);
  await writeFile(at('etc/nsswitch.conf'), 'hosts: files dns\n');
  await copyFile(CA_BUNDLE, at('etc/ssl/certs/ca-certificates.crt'));
  await mkdir(at('tmp'));
  await chmod(at('tmp'), 0o1777);
  for (const applet of APPLETS.split(' ')) await symlink('busybox', at(`usr/bin/${applet}`));

  for (const [from, to] of recipe.move) {
    await mkdir(path.dirname(at(to)), { recursive: true });
    await rename(at(from), at(to));
  }
  for (const [name] of recipe.owned) await mkdir(at(name), { recursive: true });
  for (const [name, target] of recipe.links) {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await symlink(target, at(name));
  }
  if (recipe.name === 'node') await addNode(root, scratch);
}

/**
 * Character set tables take more room than the rest of libc and serve nothing in here.
 *
 * @param {string} libraries
 */
async function removeGconv(libraries) {
  for (const name of await readdir(libraries)) {
    await rm(path.join(libraries, name, 'gconv'), { recursive: true, force: true });
  }
}

/**
 * Node and npm as the npm registry has them, where the official image has them.
 *
 * @param {string} root
 * @param {string} scratch
 */
async function addNode(root, scratch) {
  const downloads = path.join(scratch, 'npm');
  await mkdir(downloads, { recursive: true });
  const npmVersion = (await must('npm', ['--version'], { timeoutMs: 30_000 })).trim();
  const wanted = [`node-linux-${process.arch}@${await nodeVersion()}`, `npm@${npmVersion}`];
  await must('npm', ['pack', '--silent', ...wanted], { cwd: downloads, timeoutMs: 300_000 });
  const archives = await readdir(downloads);

  const node = archives.find((name) => name.startsWith('node-linux-')) ?? '';
  const local = path.join(root, 'usr/local');
  await must('tar', ['-xzf', node, '-C', local, '--strip-components=1', 'package/bin/node'], {
    cwd: downloads,
    timeoutMs: 60_000,
  });

  const npm = archives.find((name) => name.startsWith('npm-')) ?? '';
  const modules = path.join(local, 'lib/node_modules/npm');
  await mkdir(modules, { recursive: true });
  await must('tar', ['-xzf', npm, '-C', modules, '--strip-components=1'], {
    cwd: downloads,
    timeoutMs: 60_000,
  });
  for (const name of ['docs', 'man']) await rm(path.join(modules, name), { recursive: true, force: true });
  for (const name of ['npm', 'npx']) {
    await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(local, 'bin', name));
  }
}

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
