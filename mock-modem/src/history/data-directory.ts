import { readdir } from 'node:fs/promises';

/** Entries of an empty file system. */
const ignored = new Set(['lost+found']);

/**
 * Whether a data directory contains anything: blocks, write-ahead log, lock or unknown files.
 *
 * @throws the operating system's error if the directory cannot be read; nothing may be written then.
 */
export async function isInUse(directory: string): Promise<boolean> {
  const entries = await readdir(directory);
  return entries.some((name) => !ignored.has(name));
}
