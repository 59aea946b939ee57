import { Readable } from 'node:stream';
import { run } from '../../../lib/run.mjs';
import { image } from './images.ts';
import { TEST_LABELS } from './labels.ts';

/**
 * Runs promtool of the Prometheus image in a folder, which it sees as /etc/prometheus.
 *
 * @param text its standard input
 */
export async function runPromtool(
  folder: string,
  args: readonly string[],
  text = '',
): Promise<{ ok: boolean; output: string }> {
  const labels = Object.entries(TEST_LABELS).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
  // As root, because a checkout may not be readable for the user of the image.
  const container = ['run', '--rm', '--interactive', '--network=none', '--user=0:0', ...labels];
  const command = [
    '--workdir=/etc/prometheus',
    '--entrypoint=/bin/promtool',
    image('PROMETHEUS_IMAGE'),
    ...args,
  ];
  const { ok, stdout, stderr } = await run(
    'docker',
    [...container, '--volume', `${folder}:/etc/prometheus:ro`, ...command],
    { timeoutMs: 600_000, input: Readable.from([text]) },
  );
  return { ok, output: `${stdout}${stderr}` };
}
