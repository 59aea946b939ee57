import { readdir } from 'node:fs/promises';

/** What an empty disk has of its own. */
const furniture = new Set(['lost+found']);

/**
 * Has Prometheus, or anybody, ever written to its data directory? Blocks, write-ahead log, lock: whatever is there.
 *
 * @throws the operating system's error when the directory cannot be read: then nothing is known, and nothing may be
 *   written.
 */
export async function isInUse(directory: string): Promise<boolean> {
  const entries = await readdir(directory);
  return entries.some((name) => !furniture.has(name));
}
