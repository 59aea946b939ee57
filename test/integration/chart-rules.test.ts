import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderChart } from '../../scripts/lib/deploy.ts';
import { describeWith } from '../support/containers/images.ts';
import { runPromtool } from '../support/containers/promtool.ts';
import { describeWithHelm, helm } from '../support/kubernetes/helm.ts';
import { readPrometheusFile } from '../support/rules.ts';

const NAMESPACE = 'hg612';

interface RuleTest {
  readonly name: string;
  readonly alert_rule_test?: readonly {
    readonly exp_alerts?: readonly { readonly exp_labels: Readonly<Record<string, string>> }[];
  }[];
}

/** Scalars stay as they are written: `0x4` is not a number here, but four more zeros. */
const AS_WRITTEN = { schema: 'failsafe' } as const;

/** The tests of a file below prometheus/tests, with the labels that the chart adds to alerts. */
function testsWithChartLabels(file: string, namespace = NAMESPACE): RuleTest[] {
  const text = readPrometheusFile(`tests/${file}`);
  const { tests } = parse(text, { ...AS_WRITTEN, merge: true }) as { readonly tests: readonly RuleTest[] };
  const withLabels = (labels: Readonly<Record<string, string>>) => ({
    ...labels,
    ...(labels['severity'] === 'info' && { severity: 'notice' }),
    namespace,
  });
  return tests.map((test) => ({
    ...test,
    ...(test.alert_rule_test && {
      alert_rule_test: test.alert_rule_test.map((each) => ({
        ...each,
        ...(each.exp_alerts && {
          exp_alerts: each.exp_alerts.map((alert) => ({
            ...alert,
            exp_labels: withLabels(alert.exp_labels),
          })),
        }),
      })),
    }),
  }));
}

// chart.test.ts compares the groups with those of prometheus/rules, whose tests need not pass a second time. Here are the
// tests that depend on the labels of alerts: those of an alert that the chart renames the severity of, and one of the only
// alert that reads ALERTS.
describeWithHelm("the chart's rules", () => {
  describeWith(['PROMETHEUS_IMAGE'], 'in promtool', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'hg612-chart-rules-'));
      const modem = ['modems[0].name=home', 'modems[0].url=http://192.168.1.1'];
      const objects = await renderChart(
        helm(),
        modem.flatMap((value) => ['--set', value]),
      );
      const rule = objects.find(({ kind }) => kind === 'PrometheusRule') as unknown as { spec: object };
      await writeFile(path.join(folder, 'rules.yml'), stringify(rule.spec));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const runTests = async (tests: readonly RuleTest[]) => {
      const content = {
        rule_files: ['rules.yml'],
        group_eval_order: ['hg612_thresholds', 'hg612_sync_recordings', 'hg612_sync_daily', 'hg612_sync'],
        evaluation_interval: '30s',
        tests,
      };
      const text = stringify(content, { ...AS_WRITTEN, aliasDuplicateObjects: false });
      await writeFile(path.join(folder, 'tests.yml'), text);
      return runPromtool(folder, ['test', 'rules', 'tests.yml']);
    };

    it('are valid', async () => {
      const { ok, output } = await runPromtool(folder, [
        'check',
        'rules',
        '--lint=all',
        '--lint-fatal',
        'rules.yml',
      ]);
      expect(ok, output).toBe(true);
    });

    it('pass tests of alerts that depend on the labels', async () => {
      const reboots = testsWithChartLabels('device.yml');
      const [drop] = testsWithChartLabels('sync.yml');
      expect(drop?.name).toBe('the line is down for five minutes, over HTTP alone, with a failed read');
      const { ok, output } = await runTests([...reboots, drop!]);
      expect(ok, output).toBe(true);
      expect(output).toContain('SUCCESS');
    });

    it('fail a test without the label of the chart', async () => {
      const { ok, output } = await runTests(testsWithChartLabels('device.yml', 'other'));
      expect(ok).toBe(false);
      expect(output).toContain('namespace="other"');
    });
  });
});
