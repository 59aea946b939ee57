import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ReadFile } from '../../lib/environment.ts';

/**
 * Reads files from the folder that is `secrets/` on the host. The variable may name the file alone, or with the
 * folder, on the host or in the container: it is this folder in any case.
 */
export const secretFilesIn =
  (folder: string): ReadFile =>
  (name) => {
    const file = join(folder, basename(name));
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      const advice = ADVICE[code] ?? '';
      throw new Error(`${JSON.stringify(name)} (${code})${advice && `; ${advice}`}`, { cause: error });
    }
  };

const ADVICE: Readonly<Record<string, string>> = {
  ENOENT: 'put it into the folder secrets beside docker-compose.yml and give its name',
  EISDIR: 'that is a folder; give the name of a file in secrets',
  EACCES: 'let user 65534 read it: sudo chown 65534 secrets/<file>',
};
