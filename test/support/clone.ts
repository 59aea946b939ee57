import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A copy of some folders of the project, without its packages. */
export async function cloneOf(folders: readonly string[]): Promise<TemporaryFolder> {
  const clone = await temporaryFolder();
  for (const folder of folders) await cp(join(ROOT, folder), join(clone.path, folder), { recursive: true });
  return clone;
}
