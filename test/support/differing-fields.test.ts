import { expect, it } from 'vitest';
import { differingFields } from './differing-fields.ts';

it.each([
  { actual: { a: { b: 1 } }, expected: { a: { b: 2 } }, fields: ['a.b: expected 2, found 1'] },
  { actual: { a: 1 }, expected: { a: 1, b: 'x' }, fields: ['b: expected "x", found undefined'] },
  { actual: { a: 1, b: 0 }, expected: { a: 1 }, fields: ['b: expected undefined, found 0'] },
  { actual: [1, 2], expected: [1, 3], fields: ['1: expected 3, found 2'] },
  { actual: -0, expected: 0, fields: ['(value): expected 0, found -0'] },
  { actual: { a: 1, b: undefined }, expected: { a: 1 }, fields: [] },
  { actual: { a: null }, expected: { a: { b: 1 } }, fields: ['a: expected {"b":1}, found null'] },
])('lists $fields', ({ actual, expected, fields }) => {
  expect(differingFields(actual, expected)).toEqual(fields);
});

it('lists at most five fields', () => {
  const fields = differingFields([1, 2, 3, 4, 5, 6, 7], []);
  expect(fields).toHaveLength(6);
  expect(fields.at(-1)).toBe('… and 2 more');
});
