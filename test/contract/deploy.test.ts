import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CHART, chartInhibitRules, chartReadme, inhibitSnippet } from '../../scripts/lib/deploy.ts';
import { ROOT } from '../../tools/stack/root.mjs';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

it.each([
  ['alertmanager/inhibit-rules.yml', inhibitSnippet],
  [`${CHART}/files/inhibit-rules.yaml`, chartInhibitRules],
  [`${CHART}/README.md`, () => chartReadme(read(`${CHART}/README.md`), read(`${CHART}/values.yaml`))],
])('%s is what npm run generate writes', (file, generate) => {
  expect(read(file)).toBe(generate());
});

it('the chart has the version of the package', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const chart = read(`${CHART}/Chart.yaml`);
  expect(chart).toContain(`\nversion: ${version}\n`);
  expect(chart).toContain(`\nappVersion: ${version}\n`);
});

it("every comment of the chart's values is in the table of its README", () => {
  const comments = read(`${CHART}/values.yaml`).match(/^ *# -- /gm)!;
  const meanings = read(`${CHART}/README.md`).match(/^\| `[^`]+` \|.*\| [^ |].* \|$/gm)!;
  expect(meanings.length).toBe(comments.length);
});
