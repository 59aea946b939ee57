import { run } from '../../../lib/run.mjs';

/** Labels of all containers and networks that tests create: `.withLabels(TEST_LABELS)`. */
export const TEST_LABELS: Readonly<Record<string, string>> = {
  'hg612.test': process.env['HG612_TEST_RUN'] ?? 'manual',
};

/**
 * Removes containers and networks that a test run left behind. Replaces the reaper container of testcontainers, whose
 * image may not be available.
 *
 * @param runId value of the label
 */
export async function removeTestContainers(runId: string): Promise<void> {
  const filter = ['--filter', `label=hg612.test=${runId}`];
  const options = { timeoutMs: 60_000 };
  const containers = await run('docker', ['ps', '--all', '--quiet', ...filter], options);
  const ids = containers.stdout.split('\n').filter(Boolean);
  if (ids.length > 0) await run('docker', ['rm', '--force', '--volumes', ...ids], options);
  const networks = await run('docker', ['network', 'ls', '--quiet', ...filter], options);
  for (const id of networks.stdout.split('\n').filter(Boolean))
    await run('docker', ['network', 'rm', id], options);
}
