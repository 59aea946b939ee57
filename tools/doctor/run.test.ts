import { expect, it } from 'vitest';
import { contextWith } from '../../test/support/doctor.ts';
import { type Check, failed, ok } from './check.ts';
import { checks } from './checks/index.ts';
import { type Result, runChecks } from './run.ts';

const check = (name: string, needs: string[], run: Check['run']): Check => ({
  group: 'g',
  name,
  needs,
  run,
  seconds: 0.1,
});
const succeed = async () => ok('fine');
const run = async (list: Check[], signal = new AbortController().signal) => {
  const reported: Result[] = [];
  const results = await runChecks(list, await contextWith(), (result) => reported.push(result), signal);
  expect(reported).toEqual(results);
  return results.map(({ name, status, code, message }) => `${name} ${status} ${code}: ${message}`);
};

it('skips checks that depend, directly or not, on one that failed or blocks', async () => {
  const list = [
    check('a', [], async () => failed('page-connect', 'broken', 'Fix it.')),
    check('b', ['a'], succeed),
    check('c', ['b'], succeed),
    check('d', [], succeed),
    check('e', [], async () => ({ ...ok('off'), blocks: true })),
    check('f', ['d', 'e'], succeed),
  ];
  expect(await run(list)).toEqual([
    'a failed page-connect: broken',
    'b skipped skipped: needs "a"',
    'c skipped skipped: needs "b"',
    'd ok ok: fine',
    'e ok ok: off',
    'f skipped skipped: needs "e"',
  ]);
});

it('ends a check that ignores its deadline, and continues after one that throws', async () => {
  const list = [
    check('a', [], () => new Promise(() => {})),
    check('b', [], () => Promise.reject(new TypeError('no'))),
    check('c', [], succeed),
  ];
  expect(await run(list)).toEqual([
    'a failed check-timeout: the check did not end within 0.1 s',
    'b failed check-crashed: the check failed with an unexpected error: TypeError: no',
    'c ok ok: fine',
  ]);
});

it('skips the remaining checks after an interrupt', async () => {
  const stop = new AbortController();
  const list = [
    check('a', [], async () => {
      stop.abort();
      return ok('fine');
    }),
    check('b', [], succeed),
  ];
  expect(await run(list, stop.signal)).toEqual(['a ok ok: fine', 'b skipped interrupted: interrupted']);
});

it('has checks with unique names that need only earlier ones, group by group', () => {
  const names = checks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [index, { needs }] of checks.entries()) {
    expect(names.slice(0, index)).toEqual(expect.arrayContaining([...needs]));
  }
  const groups = checks.map(({ group }) => group);
  expect(groups.filter((group, index) => group !== groups[index - 1])).toEqual([...new Set(groups)]);
});
