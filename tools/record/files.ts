import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What the recorder does to the disk. Handed in, so that a full disk can be played. */
export interface Files {
  /** Makes a folder, and those above it. @throws when there is one already */
  makeFolder(folder: string): Promise<void>;
  /** Puts a whole file in place: it is there with all of its content, or as it was. */
  write(file: string, content: Buffer): Promise<void>;
  /** Removes a file if it is there. */
  remove(file: string): Promise<void>;
  /** Removes a folder if it is there and empty. */
  removeFolder(folder: string): Promise<void>;
}

/** The real disk. */
export const realFiles: Files = {
  async makeFolder(folder) {
    await mkdir(dirname(folder), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      // What is "there already" above it can only be a file.
      throw error.code === 'EEXIST' ? Object.assign(error, { code: 'ENOTDIR' }) : error;
    });
    await mkdir(folder);
  },
  async write(file, content) {
    const draft = `${file}.tmp`;
    try {
      const handle = await open(draft, 'w');
      try {
        await handle.writeFile(content);
        // A rename may reach the disk before the content does, and a power cut would leave an empty file.
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw error;
    }
  },
  remove: (file) => rm(file, { force: true }),
  removeFolder: (folder) => rmdir(folder).catch(() => undefined),
};

/** A disk that does not do what it was asked to. The message says what to do. */
export class DiskError extends Error {
  override readonly name = 'DiskError';

  constructor(path: string, cause: Error & { code: unknown }) {
    const words = diskWords[String(cause.code)] ?? cause.message;
    super(`cannot write ${path}: ${words}`, { cause });
  }
}

const diskWords: Readonly<Record<string, string>> = {
  EEXIST: 'it is there already; choose another name with --out, or remove it',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota of the disk is used up',
  EACCES: 'this user may not write there; choose another place with --out',
  EPERM: 'this user may not write there; choose another place with --out',
  EROFS: 'the disk is read-only; choose another place with --out',
  ENOTDIR: 'a part of the path is a file; choose another place with --out',
};

/** Does something with the disk, and names the path when it fails. @throws {DiskError} */
export async function onDisk<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new DiskError(path, error);
    throw error;
  }
}
