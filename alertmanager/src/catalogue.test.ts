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

it.each(alerts)('$alert carries what routing and inhibition hang on', ({ labels }) => {
  expect(['critical', 'warning', 'info', 'none']).toContain(labels['severity']);
  expect(['exporter', 'modem', 'line', 'stack']).toContain(labels['layer']);
  expect(labels['subject']).toMatch(/^[a-z_]+$/);
});

it('routing and inhibition name only alerts that exist', () => {
  const receiver = { name: 'x', minSeverity: 'info', configs: {}, secrets: {} } as const;
  const words = JSON.stringify([inhibitRules, routingTree([receiver], receiver)]);
  const named = new Set(words.match(/\b(?:HG612|Alertmanager|Prometheus|Watchdog)\w*/g));
  const known = new Set([TEST_ALERT, ...alerts.map((rule) => rule.alert)]);
  expect([...named].filter((name) => !known.has(name))).toEqual([]);
  expect(named.size).toBeGreaterThan(5);
});

it('every subject of a line is one that a lost sync silences, or one that tells of the loss itself', () => {
  const line = alerts.filter(({ labels }) => labels['layer'] === 'line');
  expect(new Set(line.map(({ labels }) => labels['subject']))).toEqual(
    new Set(['attenuation', 'errors', 'retrain', 'snr_margin', 'sync', 'sync_rate']),
  );
});
