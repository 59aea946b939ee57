import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createProcessRegistry } from '../../exporter/src/metrics/process.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { GOLDEN_FOLDER, readGoldenExposition } from '../support/golden-exposition.ts';
import { yamlFiles } from '../support/rules.ts';
import { describeWith } from '../support/containers/images.ts';
import { runPromtool } from '../support/containers/promtool.ts';

const FOLDER = path.join(ROOT, 'prometheus');

/** Runs promtool on prometheus/ as Prometheus sees it. */
const promtool = (...args: readonly string[]) => runPromtool(FOLDER, args);

/** Runs promtool with a text on standard input. */
const promtoolReading = (text: string, ...args: readonly string[]) => runPromtool(FOLDER, args, text);

/** The scrape configurations of a page. */
const scrapeConfigsOf = (page: string): string[] =>
  Array.from(
    readFileSync(path.join(ROOT, page), 'utf8').matchAll(/^```yaml\n(scrape_configs:.*?)^```/gms),
    ([, text = '']) => text,
  );

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

  it.concurrent.each(scrapeConfigsOf('docs/many-lines.md'))(
    'accepts the scrape configuration %#',
    async (text) => {
      const { ok, output } = await promtoolReading(text, 'check', 'config', '--syntax-only', '/dev/stdin');
      expect(ok, output).toBe(true);
    },
  );

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
