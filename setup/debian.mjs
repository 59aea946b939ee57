import { readFile } from 'node:fs/promises';

import { must, run } from '../lib/run.mjs';

/** The Debian suite whose packages of Prometheus, Alertmanager and Docker Compose are recent enough. */
export const SUITE = 'forky';

/**
 * Installs packages of this machine's own Debian release. Root only.
 *
 * @param {readonly string[]} packages
 */
export async function install(packages) {
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Check-Valid-Until=false'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt-get', [...options, 'update'], { timeoutMs: 180_000, env });
  await must('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...packages], {
    timeoutMs: 600_000,
    env,
  });
}

/** Installs mmdebstrap, which {@link unpack} needs, unless it is installed. Root only. */
export async function installUnpacker() {
  const found = await run('mmdebstrap', ['--version'], { timeoutMs: 10_000 });
  if (found.code === 127) await install(['mmdebstrap']);
}

/**
 * Unpacks packages of {@link SUITE}, with their dependencies, into a root file system. This machine's own apt state
 * stays as it is. Root only.
 *
 * @param {readonly string[]} packages
 * @param {string} target a `.tar` file, or `/dev/null` where a hook copies what is needed
 * @param {readonly string[]} hooks shell commands that run in the root file system's directory, on this machine
 * @param {Record<string, string>} [env] variables of the hooks
 */
export async function unpack(packages, target, hooks, env = {}) {
  const args = [
    '--variant=extract',
    '--mode=root',
    `--format=${target === '/dev/null' ? 'null' : 'tar'}`,
    // A mirror may be older than the validity of its Release file; the signature is checked all the same.
    '--aptopt=Acquire::Check-Valid-Until "false"',
    '--aptopt=Acquire::Languages "none"',
    `--include=${packages.join(',')}`,
    ...hooks.map((hook) => `--extract-hook=cd "$1" && ${hook}`),
  ];
  await must('mmdebstrap', [...args, SUITE, target, await mirror()], { timeoutMs: 600_000, env });
}

/**
 * The archive that has this machine's own release. A mirror has the other suites as well; security and third-party
 * archives do not.
 *
 * @returns {Promise<string>} URL
 * @throws {Error} when apt has none
 */
async function mirror() {
  const codename = /^VERSION_CODENAME=(\S+)/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? '';
  const format = '$(RELEASE)/$(COMPONENT) $(REPO_URI)';
  // Without release info it also works before the first `apt-get update`.
  const args = ['indextargets', '--no-release-info', '--format', format];
  const targets = await must('apt-get', args, { timeoutMs: 30_000 });
  const found = targets.split('\n').find((line) => line.startsWith(`${codename}/main `));
  if (found === undefined) throw new Error(`apt has no source for the main component of Debian ${codename}`);
  return found.slice(found.indexOf(' ') + 1);
}
