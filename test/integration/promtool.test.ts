import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createProcessRegistry } from '../../exporter/src/metrics/exposition.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { run } from '../../lib/run.mjs';
import { GOLDEN_FOLDER, readGoldenExposition } from '../support/golden-exposition.ts';
import { yamlFiles } from '../support/rules.ts';
import { TEST_LABELS } from '../support/containers/labels.ts';
import { describeWith, image } from '../support/containers/images.ts';

/** Runs promtool on prometheus/ as Prometheus sees it. */
const promtool = (...args: readonly string[]) => promtoolReading('', ...args);

/** Runs promtool with a text on standard input. */
async function promtoolReading(text: string, ...args: readonly string[]) {
  const labels = Object.entries(TEST_LABELS).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
  const folder = `${path.join(ROOT, 'prometheus')}:/etc/prometheus:ro`;
  // As root, because a checkout may not be readable for the user of the image.
  const container = [
    'run',
    '--rm',
    '--interactive',
    '--network=none',
    '--user=0:0',
    ...labels,
    '--volume',
    folder,
  ];
  const { ok, stdout, stderr } = await run(
    'docker',
    [
      ...container,
      '--workdir=/etc/prometheus',
      '--entrypoint=/bin/promtool',
      image('PROMETHEUS_IMAGE'),
      ...args,
    ],
    { timeoutMs: 120_000, input: Readable.from([text]) },
  );
  return { ok, output: `${stdout}${stderr}` };
}

describeWith(['PROMETHEUS_IMAGE'], 'promtool', () => {
  it.concurrent.each(readdirSync(GOLDEN_FOLDER))('accepts the exposition %s', async (file) => {
    const text = readGoldenExposition(file);
    expect(await promtoolReading(text, 'check', 'metrics')).toEqual({ ok: true, output: '' });
  });

  it("accepts the exporter's own metrics", async () => {
    const text = await createProcessRegistry({ version: '1.2.3', revision: 'abc' }).metrics();
    expect(await promtoolReading(text, 'check', 'metrics')).toEqual({ ok: true, output: '' });
  });

  it('rejects a counter without _total', async () => {
    const text = '# HELP hg612_errors Errors.\n# TYPE hg612_errors counter\nhg612_errors 1\n';
    const { ok, output } = await promtoolReading(text, 'check', 'metrics');
    expect(ok).toBe(false);
    expect(output).toContain('counter metrics should have "_total" suffix');
  });

  it('accepts the configuration and all rules', async () => {
    const { ok, output } = await promtool('check', 'config', '--lint=all', 'prometheus.yml');
    expect(output).toContain(`${yamlFiles('rules').length} rule files found`);
    expect(ok, output).toBe(true);
    // The spectrum is scraped rarely, and its queries cover the interval.
    expect(output.split('\n').filter((line) => line.includes('FAILED'))).toEqual([
      expect.stringMatching(/too long scrape interval found.* job: hg612_spectrum, interval: 15m$/),
    ]);
  });

  it.concurrent.each(yamlFiles('tests'))('passes the rule tests in tests/%s', async (file) => {
    const { ok, output } = await promtool('test', 'rules', `tests/${file}`);
    expect(ok, output).toBe(true);
    expect(output).toContain('SUCCESS');
  });
});
