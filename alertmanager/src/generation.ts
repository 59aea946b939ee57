import { createHash } from 'node:crypto';
import { mkdir, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Files } from './render.ts';

/** The link that Alertmanager reads its configuration through. */
export const CURRENT = 'current';

/** One complete set of files in the folder that is shared with Alertmanager. */
export interface Generation {
  /** Makes the generation the current one, in one step. */
  activate(): Promise<void>;
  /** Puts the one before in place again; with none before, takes the link away. */
  rollBack(): Promise<void>;
  /** Removes every other generation, old secrets with them. */
  removeOthers(): Promise<void>;
}

/**
 * Writes the files into a folder of their own, named after their content, beside the current generation.
 * Nothing that Alertmanager reads changes until {@link Generation.activate}.
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
    // A folder with that name is there, so with that content, perhaps being read: it stays.
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
