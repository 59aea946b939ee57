import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file operations of the recorder. A parameter, so that tests can simulate a full disk. */
export interface Files {
  /** Creates a folder and its parents. @throws if the folder exists */
  createFolder(folder: string): Promise<void>;
  /** Replaces a file. It has either all of the new content or the old one. */
  write(file: string, content: Buffer): Promise<void>;
  /** Removes a file if it exists. */
  remove(file: string): Promise<void>;
  /** Removes a folder if it exists and is empty. */
  removeFolder(folder: string): Promise<void>;
}

/** The file system. */
export const fileSystem: Files = {
  async createFolder(folder) {
    await mkdir(dirname(folder), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      // A parent that exists and is not a folder is a file.
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
        // The rename may reach the disk before the content does: a power cut would leave an empty file.
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

/** A file operation failed. The message says what to do. */
export class DiskError extends Error {
  override readonly name = 'DiskError';

  constructor(path: string, cause: Error & { code: unknown }) {
    super(`cannot write ${path}: ${REASONS[String(cause.code)] ?? cause.message}`, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'already exists; choose another name with --out, or remove it',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied; choose another place with --out',
  EPERM: 'permission denied; choose another place with --out',
  EROFS: 'the file system is read-only; choose another place with --out',
  ENOTDIR: 'part of the path is a file; choose another place with --out',
};

/** Adds the path to the error of a file operation. @throws {DiskError} */
export async function withPath<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new DiskError(path, error);
    throw error;
  }
}
