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
  annotations?: Record<string, string>;
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

it('every subject of the line is in an inhibition rule of HG612SyncLost, or is sync itself, or the site', () => {
  const line = alerts.filter(({ labels }) => labels['layer'] === 'line');
  expect(new Set(line.map(({ labels }) => labels['subject']))).toEqual(
    new Set(['attenuation', 'errors', 'profile', 'retrain', 'site', 'snr_margin', 'sync', 'sync_rate']),
  );
});

it('every alert with a resolved message has a title for it', () => {
  const titles = readFileSync(join(import.meta.dirname, '../templates/recovered.tmpl'), 'utf8');
  // Events have no resolved message, alerts without severity no message at all.
  const without = new Set([
    'HG612LineRetrained',
    'HG612DlmProfileChanged',
    'HG612ModemRebooted',
    ...alerts.filter(({ labels }) => labels['severity'] === 'none').map(({ alert }) => alert),
  ]);
  const named = [...titles.matchAll(/eq \$name "(\w+)"/g)].map(([, name]) => name);
  const expected = alerts.map(({ alert }) => alert).filter((name) => !without.has(name));
  expect(new Set(named)).toEqual(new Set(expected));
});

it('HG612SyncLost reports the drop and the recovery in the words that the templates recognise', () => {
  const description = alerts.find(({ alert }) => alert === 'HG612SyncLost')?.annotations['description'];
  expect(description).toContain('{{ $labels.instance }}: the line is back');
  expect(description).toMatch(/\{\{ \$labels\.instance \}\}:\s*\{\{- with [^]*?\}\} down since/);
});

it('HG612SiteDown reports the outage and its end in the words that the templates recognise', () => {
  const description = alerts.find(({ alert }) => alert === 'HG612SiteDown')?.annotations['description'];
  expect(description).toContain('{{ $labels.site }}: the lines are back');
  expect(description).toMatch(/\{\{ \$labels\.site \}\}:\s*\{\{- with [^]*?\}\} down since/);
});
