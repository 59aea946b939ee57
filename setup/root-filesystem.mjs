import { chmod, copyFile, mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { CA_BUNDLE } from './image-recipes.mjs';
import { must } from '../lib/run.mjs';

/** @typedef {import('./image-recipes.mjs').Recipe} Recipe */
/** @typedef {import('./debian.mjs').DebianPackages} DebianPackages */

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

/** Everything besides the recipe that decides what is laid out. */
export const LAYOUT = [SUPERFLUOUS, PASSWD, GROUP, APPLETS];

/** @returns {Promise<string>} the Node version that the project is developed with */
export async function nodeVersion() {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest.devDependencies.node;
}

/**
 * Lays out a root file system.
 *
 * @param {Recipe} recipe
 * @param {string} root
 * @param {DebianPackages} packages
 * @param {string} scratch
 */
export async function assemble(recipe, root, packages, scratch) {
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
