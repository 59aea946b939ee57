import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import type { CheckStatus } from './check.ts';
import type { FindingCode } from './codes.ts';
import { hasNoFailure, renderJson, renderResult, renderSummary } from './report.ts';
import type { Result } from './run.ts';

const result = (
  group: string,
  name: string,
  status: CheckStatus,
  code: FindingCode = 'ok',
  message = 'fine',
  advice?: string,
): Result => ({ group, name, status, code, message, advice });

const results = [
  result(
    'Modem',
    'status page',
    'failed',
    'page-connect',
    'first problem\nsecond problem',
    'Check that the modem is on, and that this is its address.',
  ),
  result('Modem', 'line', 'skipped', 'skipped', 'needs "status page"'),
  result('Grafana', 'grafana', 'note', 'grafana-not-running', 'not running', 'Not required.'),
  result('Grafana', 'data source', 'ok'),
];
const render = (style: { colours: boolean; width: number | undefined }): string =>
  results.map((each, index) => renderResult(each, results[index - 1], style)).join('') +
  renderSummary(results, style);

it('wraps at the width of a terminal', () => {
  expect(render({ colours: false, width: 72 })).toBe(
    `Modem
  failed   status page       first problem
                             second problem [page-connect]
                             → Check that the modem is on, and that this
                               is its address.
  skipped  line              needs "status page"

Grafana
  note     grafana           not running [grafana-not-running]
                             → Not required.
  ok       data source       fine

Start with "status page" (1 failed, 1 note, 1 skipped, 1 ok).
`,
  );
});

it('has colours on a terminal, with the same text', () => {
  const coloured = render({ colours: true, width: 72 });
  expect(coloured).toContain('\u001B[31mfailed   \u001B[39m');
  expect(stripVTControlCharacters(coloured)).toBe(render({ colours: false, width: 72 }));
});

it('does not wrap lines without a width', () => {
  expect(render({ colours: false, width: undefined })).toContain(
    '→ Check that the modem is on, and that this is its address.\n',
  );
});

it('reports success if nothing failed', () => {
  const passed = [result('A', 'a', 'ok'), result('A', 'b', 'note'), result('A', 'c', 'note')];
  expect(renderSummary(passed, { colours: false, width: 80 })).toBe('\nNo problems found (2 notes, 1 ok).\n');
  expect([hasNoFailure(passed), hasNoFailure(results)]).toEqual([true, false]);
});

it('says that the stack is not running if none of its servers is', () => {
  const down = (['exporter', 'prometheus', 'alertmanager'] as const).map((service) =>
    result('A', service, 'failed', `${service}-unreachable`),
  );
  const style = { colours: false, width: 80 };
  expect(renderSummary([result('M', 'status page', 'failed', 'page-connect'), ...down], style)).toBe(
    '\nThe stack is not running: run `npm start` or `docker compose up -d` (4 failed).\n',
  );
  expect(renderSummary(down.slice(1), style)).toBe('\nStart with "prometheus" (2 failed).\n');
});

it('renders the results as JSON', () => {
  expect(JSON.parse(renderJson(results))).toEqual({
    ok: false,
    checks: results.map((each) => JSON.parse(JSON.stringify(each)) as object),
  });
});
