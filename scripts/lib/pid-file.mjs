import { readFile, rm } from 'node:fs/promises';

/**
 * Looks who holds a pid file. One that an ended program left behind is removed: its number may be another program's by
 * now, and whoever starts next would take that one for it.
 *
 * @param {string} file
 * @param {string} program its name, as the kernel has it
 * @returns {Promise<boolean>} whether the program is alive
 */
export async function isHeld(file, program) {
  const pid = await readFile(file, 'utf8').catch(() => undefined);
  if (pid === undefined) return false;
  const name = await readFile(`/proc/${Number.parseInt(pid, 10)}/comm`, 'utf8').catch(() => '');
  if (name.trim() === program) return true;
  await rm(file, { force: true });
  return false;
}
