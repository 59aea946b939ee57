import { expect, it } from 'vitest';
import { type Check, failed, ok } from './check.ts';
import { checks } from './checks/index.ts';
import { patientWith } from '../../test/support/examine.ts';
import { type Result, runChecks } from './run.ts';

const check = (name: string, needs: string[], run: Check['run']): Check => ({
  group: 'g',
  name,
  needs,
  run,
  seconds: 0.1,
});
const fine = async () => ok('fine');
const run = async (list: Check[], signal = new AbortController().signal) => {
  const told: Result[] = [];
  const results = await runChecks(list, await patientWith(), (result) => told.push(result), signal);
  expect(told).toEqual(results);
  return results.map(({ name, status, says }) => `${name} ${status}: ${says}`);
};

it('leaves out what needs a check that failed, and what needs that', async () => {
  const list = [
    check('a', [], async () => failed('broken', 'Mend it.')),
    check('b', ['a'], fine),
    check('c', ['b'], fine),
    check('d', [], fine),
    check('e', [], async () => ({ ...ok('off'), blocks: true })),
    check('f', ['d', 'e'], fine),
  ];
  expect(await run(list)).toEqual([
    'a failed: broken',
    'b left out: needs "a"',
    'c left out: needs "b"',
    'd ok: fine',
    'e ok: off',
    'f left out: needs "e"',
  ]);
});

it('gives up a check that minds no deadline, and goes on after one that throws', async () => {
  const list = [
    check('a', [], () => new Promise(() => {})),
    check('b', [], () => Promise.reject(new TypeError('no'))),
    check('c', [], fine),
  ];
  expect(await run(list)).toEqual([
    'a failed: did not end within 0.1 s',
    'b failed: could not be done: TypeError: no',
    'c ok: fine',
  ]);
});

it('leaves out the rest when it is interrupted', async () => {
  const stop = new AbortController();
  const list = [
    check('a', [], async () => {
      stop.abort();
      return ok('fine');
    }),
    check('b', [], fine),
  ];
  expect(await run(list, stop.signal)).toEqual(['a ok: fine', 'b left out: interrupted']);
});

it('has checks of different names, that need only those before them', () => {
  const names = checks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [index, { needs }] of checks.entries()) {
    expect(names.slice(0, index)).toEqual(expect.arrayContaining([...needs]));
  }
  const groups = checks.map(({ group }) => group);
  expect(groups.filter((group, index) => group !== groups[index - 1])).toEqual([...new Set(groups)]);
});
