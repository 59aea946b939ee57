import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findScenario } from '../../mock-modem/src/scenarios/catalogue.ts';
import { expectedAlerts, provokedOtherwise } from '../support/expected-alerts.ts';

interface RuleFile {
  groups: { rules: { alert?: string; labels?: { layer?: string } }[] }[];
}

const folder = new URL('../../prometheus/rules/', import.meta.url);
const rules = readdirSync(folder)
  .map((name) => parse(readFileSync(new URL(name, folder), 'utf8')) as RuleFile)
  .flatMap(({ groups }) => groups.flatMap((group) => group.rules))
  .filter(({ alert }) => alert !== undefined);
const named = new Set(expectedAlerts.flatMap(({ fires, mayFire = [] }) => [...fires, ...mayFire]));

describe('expectedAlerts', () => {
  it('names only alerts that exist', () => {
    const existing = new Set(rules.map(({ alert }) => alert));

    expect([...named, ...Object.keys(provokedOtherwise)].filter((alert) => !existing.has(alert))).toEqual([]);
  });

  it('has a way to provoke every alert about the line and the modem', () => {
    const fired = new Set(expectedAlerts.flatMap(({ fires }) => fires));
    const missing = rules
      .filter(
        ({ labels }) => labels?.layer === 'line' || labels?.layer === 'modem' || labels?.layer === 'exporter',
      )
      .map(({ alert = '' }) => alert)
      .filter((alert) => !fired.has(alert) && !(alert in provokedOtherwise));

    expect(missing).toEqual([]);
  });

  it('names only scenarios and parameters that exist', () => {
    for (const { scenario, parameters = {} } of expectedAlerts) {
      const known = new Set(findScenario(scenario).parameters.map(({ name }) => name));

      expect(Object.keys(parameters).filter((name) => !known.has(name))).toEqual([]);
    }
  });
});
