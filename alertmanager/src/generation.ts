import { createHash } from 'node:crypto';
import { mkdir, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Files } from './render.ts';

/** The symbolic link through which Alertmanager reads its configuration. */
export const CURRENT = 'current';

/** A complete set of configuration files in the directory shared with Alertmanager. */
interface Generation {
  /** Makes this generation the current one, atomically. */
  activate(): Promise<void>;
  /** Restores the previous generation, or removes the link if there was none. */
  rollBack(): Promise<void>;
  /** Removes all other generations, including their secrets. */
  removeOthers(): Promise<void>;
}

/**
 * Writes the files into a new directory, named after a hash of their content, beside the current generation.
 * Alertmanager sees no change until {@link Generation.activate}.
 */
export async function writeGeneration(root: string, files: Files): Promise<Generation> {
  const name = `generation-${digest(files)}`;
  const previous = await readlink(join(root, CURRENT)).catch(() => undefined);
  await writeFolder(root, name, files);

  return {
    activate: () => pointAt(root, name),
    rollBack: () =>
      previous === undefined ? rm(join(root, CURRENT), { force: true }) : pointAt(root, previous),
    async removeOthers() {
      const entries = await readdir(root);
      const others = entries.filter((entry) => entry.startsWith('generation-') && entry !== name);
      await Promise.all(others.map((entry) => rm(join(root, entry), { recursive: true })));
    },
  };
}

function digest(files: Files): string {
  const hash = createHash('sha256');
  for (const [path, content] of Object.entries(files)) hash.update(`${path}\0${content}\0`);
  return hash.digest('hex').slice(0, 12);
}

async function writeFolder(root: string, name: string, files: Files): Promise<void> {
  const partial = join(root, `generation-partial`);
  await rm(partial, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    const target = join(partial, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, content, { mode: 0o400, flush: true });
  }
  await rename(partial, join(root, name)).catch(async (error: NodeJS.ErrnoException) => {
    // A directory with this name has this content and may be in use: keep it.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(partial, { recursive: true });
  });
}

async function pointAt(root: string, name: string): Promise<void> {
  const next = join(root, 'next');
  await rm(next, { force: true });
  await symlink(name, next);
  await rename(next, join(root, CURRENT));
}
