import { spawn } from 'node:child_process';
import { access, chmod, copyFile, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { DebianPackages } from './debian.mjs';
import { clearStalePidFile } from './pid-file.mjs';
import { CommandError, must, run } from '../lib/run.mjs';

/** Where a dockerd that we start ourselves writes its log. */
export const ENGINE_LOG = '/var/log/hg612-dockerd.log';
/** Compose, and what newer ones of it build with. */
const PLUGINS = ['docker-compose', 'docker-buildx'];
const START_MS = 60_000;

/** @returns {Promise<boolean>} whether the engine answers */
export async function engineAnswers() {
  return (await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeoutMs: 15_000 })).ok;
}

/** Installs Debian's Docker engine and what it needs. Root only. */
export async function installEngine() {
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Check-Valid-Until=false'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt-get', [...options, 'update'], { timeoutMs: 180_000, env });
  await must('apt-get', [...options, 'install', '-y', '--no-install-recommends', 'docker.io'], {
    timeoutMs: 600_000,
    env,
  });
}

/**
 * Starts the engine: through systemd where it runs, else by itself in the background, where it outlives this
 * process. Root only.
 *
 * @throws {Error} with the end of the engine's log when it does not answer in time
 */
export async function startEngine() {
  const ended = new AbortController();
  if (await exists('/run/systemd/system')) {
    await must('systemctl', ['start', 'docker'], { timeoutMs: 90_000 });
  } else if (!(await clearStalePidFile('/var/run/docker.pid', 'dockerd'))) {
    // The engine takes whatever has that number for its own part, and ends it if it does not answer.
    await clearStalePidFile('/var/run/docker/containerd/containerd.pid', 'containerd');
    const log = await open(ENGINE_LOG, 'w');
    const child = spawn('dockerd', ['--log-level=warn'], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.once('exit', () => ended.abort()).once('error', () => ended.abort());
    child.unref();
    await log.close();
  }
  const deadline = Date.now() + START_MS;
  while (!(await engineAnswers())) {
    if (ended.signal.aborted || Date.now() > deadline) {
      const what = ended.signal.aborted ? 'cannot run here' : `did not answer within ${START_MS / 1000} s`;
      const log = await readFile(ENGINE_LOG, 'utf8').catch(() => '');
      const end = log.trim().split('\n').slice(-4).join('\n    ');
      throw new Error(`the Docker engine ${what}; its log ${ENGINE_LOG} ends:\n    ${end}`);
    }
    await sleep(500);
  }
}

/**
 * Installs Debian's newer compose as a plugin of the docker command: for everybody as root, else for this user.
 */
export async function installCompose() {
  const asRoot = process.getuid?.() === 0;
  const directory = path.join(
    asRoot ? '/usr/local/lib/docker' : path.join(homedir(), '.docker'),
    'cli-plugins',
  );
  const scratch = await mkdtemp(path.join(tmpdir(), 'hg612-compose-'));
  try {
    const packages = new DebianPackages(scratch);
    await packages.update();
    const root = path.join(scratch, 'root');
    await packages.unpack(PLUGINS, root);
    await mkdir(directory, { recursive: true });
    for (const plugin of PLUGINS) {
      await copyFile(path.join(root, 'usr/libexec/docker/cli-plugins', plugin), path.join(directory, plugin));
      await chmod(path.join(directory, plugin), 0o755);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const version = await run('docker', ['compose', 'version'], { timeoutMs: 15_000 });
  if (!version.ok) throw new CommandError('docker compose version', version);
}

/** @param {string} file */
const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );
