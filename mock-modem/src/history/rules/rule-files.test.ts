import { expect, it } from 'vitest';
import { isWritten, LIMITS } from './evaluate.ts';
import { inOrder, metricsOf, readRules } from './rule-files.ts';

const rules = await readRules('prometheus/rules');

it('puts each rule after those that it reads', () => {
  const ordered = inOrder(rules, isWritten);
  const names = ordered.map(({ record }) => record);
  for (const [index, { record, expr }] of ordered.entries()) {
    for (const name of new Set(expr.match(/hg612:[\w:]+/g))) {
      if (name === record || !rules.some((rule) => rule.record === name)) continue;
      expect(names.lastIndexOf(name), `${name} of ${record}`).toBeLessThan(index);
    }
  }
  expect(new Set(ordered).size).toBe(ordered.length);
});

it('chooses warnings and critical alerts of the line, the limits, and Watchdog', () => {
  const alerts = rules.filter(isWritten).flatMap(({ alert }) => alert ?? []);
  expect(alerts).toEqual(
    expect.arrayContaining(['Watchdog', 'HG612LineRetrained', 'HG612SyncLost', 'HG612SnrMarginLow']),
  );
  expect(alerts.filter((name) => !name.startsWith('HG612'))).toEqual(['Watchdog']);
  expect(alerts).not.toContain('HG612SiteDown');
  expect(alerts).not.toContain('HG612ModemRebooted');
  expect(new Set(rules.filter(isWritten).flatMap(({ record }) => record ?? []))).toEqual(LIMITS);
});

it('reads durations, intervals and the metrics of expressions', () => {
  expect(rules.find(({ alert }) => alert === 'HG612SnrMarginLow')).toMatchObject({
    for: 600,
    keepFiringFor: 600,
    isBaseline: false,
  });
  expect(rules.find(({ record }) => record === 'hg612:snr_margin_decibels:avg7d')?.isBaseline).toBe(true);
  expect(metricsOf(rules.filter(({ record }) => record === 'hg612:device_start:timestamp_seconds'))).toEqual(
    new Set(['hg612_device_uptime_seconds']),
  );
});
