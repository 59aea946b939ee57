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

// With a regular expression that backtracks this takes minutes.
it.each([' ', 'var DslUpTime=', 'x'])('finds no variable in 64 KiB of %j', { timeout: 5000 }, (piece) => {
  expect(readVariable(`var DslUpTime =${piece.repeat(65_536 / piece.length)}`, 'DslUpTime')).toBeUndefined();
});

it.each([
  ['new stDsl("a","b")', ['a', 'b']],
  ['new  stDsl ( "a" ,\r\n "b" )', ['a', 'b']],
  [String.raw`new stDsl("a\x2eb","say \"no\"")`, ['a.b', 'say "no"']],
  ['function stDsl(a,b){} new stDsl("1","2"); new stDsl("3","4")', ['1', '2']],
])('%s has the arguments %j', (page, values) => {
  expect(readObject(page, 'stDsl', 2)).toEqual(values);
});
