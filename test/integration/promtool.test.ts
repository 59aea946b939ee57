import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/machine.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { yamlFiles } from '../support/rules.ts';
import { TEST_LABELS } from './support/containers.ts';
import { describeWith, image } from './support/images.ts';

/** Runs promtool on prometheus/ as Prometheus sees it. */
async function promtool(...args: readonly string[]) {
  const labels = Object.entries(TEST_LABELS).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
  const folder = `${path.join(ROOT, 'prometheus')}:/etc/prometheus:ro`;
  // As root: a checkout need not be readable for the image's user.
  const container = ['run', '--rm', '--network=none', '--user=0:0', ...labels, '--volume', folder];
  const { ok, stdout, stderr } = await run(
    'docker',
    [
      ...container,
      '--workdir=/etc/prometheus',
      '--entrypoint=/bin/promtool',
      image('PROMETHEUS_IMAGE'),
      ...args,
    ],
    { timeoutMs: 120_000 },
  );
  return { ok, output: `${stdout}${stderr}` };
}

describeWith(['PROMETHEUS_IMAGE'], 'promtool', () => {
  it('takes the configuration and every rule in it', async () => {
    const { ok, output } = await promtool('check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yml');
    expect(output).toContain(`${yamlFiles('rules').length} rule files found`);
    expect(ok, output).toBe(true);
  });

  it.concurrent.each(yamlFiles('tests'))(
    'finds the alerts to fire, stay silent and resolve as tests/%s says',
    async (file) => {
      const { ok, output } = await promtool('test', 'rules', `tests/${file}`);
      expect(ok, output).toBe(true);
      expect(output).toContain('SUCCESS');
    },
  );
});
