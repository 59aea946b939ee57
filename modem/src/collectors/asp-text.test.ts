import { expect, it } from 'vitest';
import { ModemFormatError } from '../errors.ts';
import { readObject, readVariable, withoutComments } from './asp-text.ts';

it.each([
  ['var DslUpTime = "5404";', '5404'],
  ['var DslUpTime=5404 ;', '5404'],
  ['var time = 0;\nvar DslUpTime = "";', ''],
  ['var DslUpTime = "54', undefined],
  ['var DslUpTime = 54', undefined],
  ['var DslUpTimes = "54";', undefined],
  ['var DslUpTime = "5404"; var DslUpTime = "5405";', undefined],
  ['var DslUpTime = "5404"; var DslUpTime = "5404";', '5404'],
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
  ['function stDsl(a,b){} new stDsl("1","2"); new stDsl("1","2")', ['1', '2']],
  ['// new stDsl("3","4")\nnew stDsl("1","2")', ['1', '2']],
  ['/* new stDsl("3","4") */ new stDsl("1","2") /* new stDsl("5","6")', ['1', '2']],
  ['<!-- new stDsl("3","4")\n--> new stDsl("1","2")', ['1', '2']],
  ['<script><!--\nnew stDsl("1","2")\n//--></script>', ['1', '2']],
  ['<SCRIPT language="javascript">\n<!-- hide\nnew stDsl("1","2");\n// -->\n</SCRIPT>', ['1', '2']],
  ['var a = "new stDsl(3,4)", b = "/*"; new stDsl("http://modem","*/ // x")', ['http://modem', '*/ // x']],
  [String.raw`var a = "\"new stDsl("; new stDsl("1","2")`, ['1', '2']],
  [`<p>don't</p><a href=http://modem>x</a> new stDsl("1","2")`, ['1', '2']],
])('%s has the arguments %j', (page, values) => {
  expect(readObject(withoutComments(page), 'stDsl', 2)).toEqual(values);
});

it.each([
  'new stDsl("1","2"); new stDsl("1","3")',
  'new stDsl("1","2"); new stDsl("1","2"); new stDsl("3","2")',
])('%s is ambiguous', (page) => {
  expect(() => readObject(withoutComments(page), 'stDsl', 2)).toThrow(
    'stDsl: expected one call of new stDsl(…) with 2 strings, found "two calls that differ"',
  );
});

it.each(['// new stDsl("1","2")', '/* new stDsl("1","2") */', '"new stDsl(1,2)"'])(
  '%s is not a call',
  (page) => {
    expect(() => readObject(withoutComments(page), 'stDsl', 2)).toThrow(/^stDsl: expected new stDsl/);
  },
);

// With a regular expression that backtracks this takes minutes.
it.each([
  '"',
  "'",
  String.raw`\"`,
  "\\'",
  '/*',
  '//',
  '<!--',
  '-->',
  '*/',
  'new ',
  'new stDsl("',
  'new stDsl("1","2")',
])('reads 64 KiB of %j in one pass', { timeout: 5000 }, (piece) => {
  const page = withoutComments(piece.repeat(65_536 / piece.length));
  expect(page.length).toBeLessThanOrEqual(65_536);
  try {
    readObject(page, 'stDsl', 2);
  } catch (error) {
    expect(error).toBeInstanceOf(ModemFormatError);
  }
});
