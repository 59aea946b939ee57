import { expect, it } from 'vitest';
import { readObject, readVariable } from './asp-text.ts';

it.each([
  ['var DslUpTime = "5404";', '5404'],
  ['var DslUpTime=5404 ;', '5404'],
  ['var time = 0;\nvar DslUpTime = "";', ''],
  ['var DslUpTime = "54', undefined],
  ['var DslUpTime = 54', undefined],
  ['var DslUpTimes = "54";', undefined],
  ['', undefined],
])('in %j the variable is %j', (page, value) => {
  expect(readVariable(page, 'DslUpTime')).toBe(value);
});

it.each([' ', 'var DslUpTime=', 'x'])('a variable is looked for in no time among %j', (piece) => {
  const startedAt = performance.now();
  expect(readVariable(`var DslUpTime =${piece.repeat(65_536 / piece.length)}`, 'DslUpTime')).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(100);
});

it.each([
  ['new stDsl("a","b")', ['a', 'b']],
  ['new  stDsl ( "a" ,\r\n "b" )', ['a', 'b']],
  [String.raw`new stDsl("a\x2eb","say \"no\"")`, ['a.b', 'say "no"']],
  ['function stDsl(a,b){} new stDsl("1","2"); new stDsl("3","4")', ['1', '2']],
])('%s has the arguments %j', (page, values) => {
  expect(readObject(page, 'stDsl', 2)).toEqual(values);
});
