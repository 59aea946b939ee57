import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import type { CheckStatus } from './check.ts';
import { isWell, renderJson, renderResult, renderSummary } from './report.ts';
import type { Result } from './run.ts';

const result = (
  group: string,
  name: string,
  status: CheckStatus,
  says = 'as it should be',
  advice?: string,
): Result => ({
  group,
  name,
  status,
  says,
  advice,
});
const results = [
  result(
    'Modem',
    'status page',
    'failed',
    'nothing answers\nat all',
    'Is the modem on, is this its address, can this machine reach it?',
  ),
  result('Modem', 'line', 'left out', 'needs "status page"'),
  result('Grafana', 'grafana', 'note', 'not here', 'Works without.'),
  result('Grafana', 'data source', 'ok'),
];
const render = (style: { colours: boolean; width: number | undefined }): string =>
  results.map((each, index) => renderResult(each, results[index - 1], style)).join('') +
  renderSummary(results, style);

it('reads like this', () => {
  expect(render({ colours: false, width: 72 })).toBe(
    `Modem
  failed    status page       nothing answers
                              at all
                              → Is the modem on, is this its address,
                                can this machine reach it?
  left out  line              needs "status page"

Grafana
  note      grafana           not here
                              → Works without.
  ok        data source       as it should be

Begin with "status page" (1 failed, 1 note, 1 left out, 1 ok).
`,
  );
});

it('has colours on a terminal, and the same words', () => {
  const coloured = render({ colours: true, width: 72 });
  expect(coloured).toContain('\u001B[31mfailed    \u001B[39m');
  expect(stripVTControlCharacters(coloured)).toBe(render({ colours: false, width: 72 }));
});

it('leaves lines whole in a log', () => {
  expect(render({ colours: false, width: undefined })).toContain(
    '→ Is the modem on, is this its address, can this machine reach it?\n',
  );
});

it('says when nothing is wrong', () => {
  const well = [result('A', 'a', 'ok'), result('A', 'b', 'note'), result('A', 'c', 'note')];
  expect(renderSummary(well, { colours: false, width: 80 })).toBe('\nNothing is wrong (2 notes, 1 ok).\n');
  expect([isWell(well), isWell(results)]).toEqual([true, false]);
});

it('has the same for programs', () => {
  expect(JSON.parse(renderJson(results))).toEqual({
    ok: false,
    checks: results.map((each) => JSON.parse(JSON.stringify(each)) as object),
  });
});
