import { run } from '../../lib/run.mjs';

/**
 * The Docker engine as its client sees it: it responds; it refuses this user; it does not respond; there is no client.
 *
 * @typedef {'running' | 'forbidden' | 'silent' | 'absent'} EngineState
 */

/** @returns {Promise<EngineState>} */
export async function engineState() {
  const args = ['version', '--format', '{{.Server.Version}}'];
  const { ok, code, stderr } = await run('docker', args, { timeoutMs: 20_000 });
  if (ok) return 'running';
  if (code === 127) return 'absent';
  return /permission denied/i.test(stderr) ? 'forbidden' : 'silent';
}
