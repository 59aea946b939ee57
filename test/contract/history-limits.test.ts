import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LIMITS } from '../../mock-modem/src/history/rules/evaluate.ts';

/** Recorded series that dashboards read for now only, or for many lines. */
const NOT_LIMITS = ['hg612:line:learning', 'hg612:line_outage:timestamp_seconds'];

it('the simulated history has the limits that the dashboards draw', () => {
  const folder = new URL('../../grafana/dashboards/', import.meta.url);
  const read = readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .flatMap((text) => text.match(/\bhg612:[\w:]+/g) ?? []);
  expect(new Set([...LIMITS, ...NOT_LIMITS])).toEqual(new Set(read));
});
