import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderChart } from '../../scripts/lib/deploy.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { describeWith } from '../support/containers/images.ts';
import { runPromtool } from '../support/containers/promtool.ts';
import { describeWithHelm, helm } from '../support/kubernetes/helm.ts';
import { yamlFiles } from '../support/rules.ts';

const NAMESPACE = 'hg612';

interface Group {
  readonly name: string;
  readonly rules: readonly object[];
}

interface RuleTest {
  readonly rule_files: readonly string[];
  readonly group_eval_order?: readonly string[];
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly exp_alerts?: readonly { readonly exp_labels: object }[];
    }[];
  }[];
}

/** Scalars stay as they are written: `0x4` is not a number here, but four more zeros. */
const AS_WRITTEN = { schema: 'failsafe' } as const;

const readYaml = async <Content>(file: string): Promise<Content> =>
  parse(await readFile(path.join(ROOT, 'prometheus', file), 'utf8'), {
    ...AS_WRITTEN,
    merge: true,
  }) as Content;

/** A cluster's own monitoring has the rules of this file, and the chart leaves it out. */
const LEFT_OUT = 'stack.yml';
const TESTS = yamlFiles('tests').filter((file) => file !== LEFT_OUT);

/** What the chart makes of the labels of an alert. */
function chartLabels(labels: object): object {
  const isInfo = 'severity' in labels && labels.severity === 'info';
  return { ...labels, ...(isInfo && { severity: 'notice' }), namespace: NAMESPACE };
}

describeWithHelm("the chart's rules", () => {
  describeWith(['PROMETHEUS_IMAGE'], 'in promtool', () => {
    let folder: string;
    /** Groups that only the chart has. */
    let added: string[];

    /** Writes the rendered groups into files as in prometheus/rules, and the tests with the labels of the chart. */
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'hg612-chart-rules-'));
      for (const name of ['rules', 'tests']) await mkdir(path.join(folder, name));
      const objects = await renderChart(helm(), [
        '--set',
        'modems[0].name=home',
        '--set',
        'modems[0].url=http://192.168.1.1',
      ]);
      const rule = objects.find(({ kind }) => kind === 'PrometheusRule') as unknown as {
        readonly spec: { readonly groups: readonly Group[] };
      };
      const rendered = new Map(rule.spec.groups.map((group) => [group.name, group]));
      for (const file of yamlFiles('rules').filter((name) => name !== LEFT_OUT)) {
        const { groups } = await readYaml<{ groups: Group[] }>(`rules/${file}`);
        const found = groups.map(({ name }) => {
          const group = rendered.get(name);
          if (group === undefined) throw new Error(`the chart has no group ${name}`);
          rendered.delete(name);
          return group;
        });
        await writeFile(path.join(folder, 'rules', file), stringify({ groups: found }));
      }
      added = [...rendered.keys()];
      await writeFile(path.join(folder, 'rules/chart.yml'), stringify({ groups: [...rendered.values()] }));

      const stack = await readYaml<{ groups: Group[] }>(`rules/${LEFT_OUT}`);
      const leftOut = new Set(stack.groups.map(({ name }) => name));
      for (const file of TESTS) {
        const content = await readYaml<RuleTest>(`tests/${file}`);
        const changed = {
          ...content,
          ...(content.group_eval_order && {
            group_eval_order: content.group_eval_order.filter((name) => !leftOut.has(name)),
          }),
          tests: content.tests.map((test) => ({
            ...test,
            ...(test.alert_rule_test && {
              alert_rule_test: test.alert_rule_test.map((each) => ({
                ...each,
                ...(each.exp_alerts && {
                  exp_alerts: each.exp_alerts.map((alert) => ({
                    ...alert,
                    exp_labels: chartLabels(alert.exp_labels),
                  })),
                }),
              })),
            }),
          })),
        };
        await writeFile(
          path.join(folder, 'tests', file),
          stringify(changed, { ...AS_WRITTEN, aliasDuplicateObjects: false }),
        );
      }
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('are those of prometheus/rules and two more groups', () => {
      expect(added).toEqual(['hg612_targets', 'hg612_watchdog']);
    });

    it('are valid', async () => {
      const files = yamlFiles('rules').filter((name) => name !== LEFT_OUT);
      const args = ['check', 'rules', '--lint=all', '--lint-fatal', ...files.map((name) => `rules/${name}`)];
      const { ok, output } = await runPromtool(folder, [...args, 'rules/chart.yml']);
      expect(ok, output).toBe(true);
    });

    it.concurrent.each(TESTS)('pass the rule tests in tests/%s', async (file) => {
      const { ok, output } = await runPromtool(folder, ['test', 'rules', `tests/${file}`]);
      expect(ok, output).toBe(true);
      expect(output).toContain('SUCCESS');
    });

    it('fail a test without the label of the chart', async () => {
      const text = await readFile(path.join(folder, 'tests/device.yml'), 'utf8');
      await writeFile(
        path.join(folder, 'tests/wrong.yml'),
        text.replaceAll(`namespace: ${NAMESPACE}`, 'namespace: other'),
      );
      expect(await runPromtool(folder, ['test', 'rules', 'tests/wrong.yml'])).toMatchObject({ ok: false });
    });
  });
});
