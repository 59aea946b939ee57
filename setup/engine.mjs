import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { must } from '../lib/run.mjs';
import { engineState } from '../tools/stack/engine.mjs';
import { install, installUnpacker, unpack } from './debian.mjs';
import { clearStalePidFile } from './pid-file.mjs';
import { COMPOSE_PACKAGES, ENGINE_LOG, ENGINE_PACKAGES, PLUGIN_DIRECTORY } from './plan.mjs';

const START_MS = 60_000;

/** Installs Debian's Docker engine. Root only. */
export const installEngine = () => install(ENGINE_PACKAGES);

/**
 * Starts the engine: with systemd where that runs, otherwise as a background process that outlives this one. Root only.
 *
 * @throws {Error} with the end of the engine's log when it does not respond in time
 */
export async function startEngine() {
  const ended = new AbortController();
  if (existsSync('/run/systemd/system')) {
    await must('systemctl', ['start', 'docker'], { timeoutMs: 90_000 });
  } else if (!(await clearStalePidFile('/var/run/docker.pid', 'dockerd'))) {
    // The engine takes the process with this number for its own containerd, and ends it when it does not respond.
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
  while ((await engineState()) !== 'running') {
    if (ended.signal.aborted || Date.now() > deadline) {
      const what = ended.signal.aborted ? 'exited' : `did not respond within ${START_MS / 1000} s`;
      const log = await readFile(ENGINE_LOG, 'utf8').catch(() => '');
      const end = log.trim().split('\n').slice(-4).join('\n    ');
      throw new Error(`the Docker engine ${what}; end of its log ${ENGINE_LOG}:\n    ${end}`);
    }
    await sleep(500);
  }
}

/** Installs Docker Compose and Buildx of a newer Debian as plugins of the docker command. Root only. */
export async function installCompose() {
  await installUnpacker();
  await mkdir(PLUGIN_DIRECTORY, { recursive: true });
  const copy = `cp ${COMPOSE_PACKAGES.map((name) => `usr/libexec/docker/cli-plugins/${name}`).join(' ')} ${PLUGIN_DIRECTORY}/`;
  await unpack(COMPOSE_PACKAGES, '/dev/null', [copy]);
  await must('docker', ['compose', 'version'], { timeoutMs: 15_000 });
}
