import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ReadFile } from '../../lib/environment.ts';
import { unreadableReason } from '../../lib/text-file.ts';

/**
 * Reads files from the directory that is `secrets/` on the host. The variable may contain the file name alone or a
 * path on the host or in the container; only the name counts.
 */
export const secretFilesIn =
  (folder: string): ReadFile =>
  (name) => {
    const file = join(folder, basename(name));
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      const advice = ADVICE[(error as NodeJS.ErrnoException).code ?? ''] ?? '';
      const reason = `${JSON.stringify(name)} (${unreadableReason(error)})`;
      throw new Error(`${reason}${advice && `; ${advice}`}`, { cause: error });
    }
  };

const ADVICE: Readonly<Record<string, string>> = {
  ENOENT: 'put the file into the directory secrets/ beside docker-compose.yml and set its name',
  EISDIR: 'set the name of a file in secrets/',
  EACCES: 'run: sudo chown 65534 secrets/<file>',
};
