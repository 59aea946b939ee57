import { readFile, rm } from 'node:fs/promises';

/**
 * Removes a pid file that an ended program left behind: its number may be another program's by now, and whoever starts
 * next would take that one for it.
 *
 * @param {string} file
 * @param {string} program its name, as the kernel has it
 * @returns {Promise<boolean>} whether the program is alive; then its file stays
 */
export async function clearStalePidFile(file, program) {
  const pid = await readFile(file, 'utf8').catch(() => undefined);
  if (pid === undefined) return false;
  const name = await readFile(`/proc/${Number.parseInt(pid, 10)}/comm`, 'utf8').catch(() => '');
  if (name.trim() === program) return true;
  await rm(file, { force: true });
  return false;
}
