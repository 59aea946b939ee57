import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { inhibitRules } from './inhibition.ts';
import { routingTree, TEST_ALERT } from './routing.ts';

const RULES = join(import.meta.dirname, '../../prometheus/rules');

interface Rule {
  alert?: string;
  labels?: Record<string, string>;
}

const alerts = readdirSync(RULES)
  .filter((file) => file.endsWith('.yml'))
  .flatMap(
    (file) => (parse(readFileSync(join(RULES, file), 'utf8')) as { groups: { rules: Rule[] }[] }).groups,
  )
  .flatMap(({ rules }) => rules)
  .filter((rule): rule is Required<Rule> => rule.alert !== undefined);

it.each(alerts)('$alert has the labels that routes and inhibition rules use', ({ labels }) => {
  expect(['critical', 'warning', 'info', 'none']).toContain(labels['severity']);
  expect(['exporter', 'modem', 'line', 'stack']).toContain(labels['layer']);
  expect(labels['subject']).toMatch(/^[a-z_]+$/);
});

it('routes and inhibition rules name only alerts that exist', () => {
  const receiver = { name: 'x', minSeverity: 'info', configs: {}, secrets: {} } as const;
  const text = JSON.stringify([inhibitRules, routingTree([receiver], receiver)]);
  const named = new Set(text.match(/\b(?:HG612|Alertmanager|Prometheus|Watchdog)\w*/g));
  const known = new Set([TEST_ALERT, ...alerts.map((rule) => rule.alert)]);
  expect([...named].filter((name) => !known.has(name))).toEqual([]);
  expect(named.size).toBeGreaterThan(5);
});

it('every subject of the line is in an inhibition rule of HG612SyncLost, or is sync itself', () => {
  const line = alerts.filter(({ labels }) => labels['layer'] === 'line');
  expect(new Set(line.map(({ labels }) => labels['subject']))).toEqual(
    new Set(['attenuation', 'errors', 'profile', 'retrain', 'snr_margin', 'sync', 'sync_rate']),
  );
});
