import { readFile, rm } from 'node:fs/promises';

/**
 * Removes a pid file whose program has ended: its number may belong to another program by now, and the program's next
 * start would take that one for its own instance.
 *
 * @param {string} file
 * @param {string} program its name, as in /proc/PID/comm
 * @returns {Promise<boolean>} whether the program is running; then its file stays
 */
export async function clearStalePidFile(file, program) {
  const pid = await readFile(file, 'utf8').catch(() => undefined);
  if (pid === undefined) return false;
  const name = await readFile(`/proc/${Number.parseInt(pid, 10)}/comm`, 'utf8').catch(() => '');
  if (name.trim() === program) return true;
  await rm(file, { force: true });
  return false;
}
