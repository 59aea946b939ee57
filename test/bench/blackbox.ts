import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../lib/run.mjs';
import { install, unpack } from '../../setup/debian.mjs';
import { freePort } from '../support/free-port.ts';
import { cpuSecondsOf } from '../support/processes.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { sleep } from './services.ts';

const NAMES = ['blackbox_exporter', 'prometheus-blackbox-exporter'];
const CACHE = join(ROOT, 'node_modules/.cache/hg612-bench');
const CACHED = join(CACHE, 'blackbox_exporter');
const START_MS = 10_000;

const MODULES = `modules:
  http:
    prober: http
    http: { preferred_ip_protocol: ip4 }
`;

/** The blackbox_exporter in PATH or in the benchmark's cache; undefined if there is none. */
export async function installedBlackboxExporter(): Promise<string | undefined> {
  for (const name of NAMES) {
    if ((await run(name, ['--version'], { timeoutMs: 5000 })).ok) return name;
  }
  return (await isThere(CACHED)) ? CACHED : undefined;
}

/**
 * Finds blackbox_exporter in PATH or in the benchmark's cache; as root on Debian, unpacks Debian's package there.
 *
 * @returns its path, or why there is none
 */
export async function findBlackboxExporter(): Promise<{ path: string } | { reason: string }> {
  const installed = await installedBlackboxExporter();
  if (installed !== undefined) return { path: installed };
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !(await run('apt-get', ['--version'], { timeoutMs: 5000 })).ok) {
    return { reason: 'no blackbox_exporter in PATH' };
  }
  try {
    await mkdir(CACHE, { recursive: true });
    await install(['mmdebstrap']);
    const copy = `cp usr/bin/prometheus-blackbox-exporter '${CACHED}'`;
    await unpack(['prometheus-blackbox-exporter'], '/dev/null', [copy]);
    return { path: CACHED };
  } catch (error) {
    return {
      reason: `Debian's package: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    };
  }
}

/** A running blackbox_exporter. */
export interface Blackbox extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** CPU time used since its start, user and system. */
  cpuSeconds(): number;
}

export async function startBlackboxExporter(path: string): Promise<Blackbox> {
  await mkdir(CACHE, { recursive: true });
  const config = join(CACHE, 'blackbox.yml');
  await writeFile(config, MODULES);
  const port = await freePort();
  const child = spawn(
    path,
    [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + START_MS;
  while (!(await fetch(`${url}/-/healthy`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${path} did not start`);
    await sleep(20);
  }
  return {
    url,
    pid: child.pid ?? 0,
    cpuSeconds: () => cpuSecondsOf(child),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
