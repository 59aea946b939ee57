import { expect, it } from 'vitest';
import { remembered } from './remembered.ts';

it('computes the result of a text once, until there are more results than it keeps', () => {
  const computed: string[] = [];
  const lengthOf = remembered((text) => {
    computed.push(text);
    return text.length;
  }, 2);
  expect(['a', 'bb', 'a', 'bb', ''].map(lengthOf)).toEqual([1, 2, 1, 2, 0]);
  expect(computed).toEqual(['a', 'bb', '']);
  expect(['a', ''].map(lengthOf)).toEqual([1, 0]);
  expect(computed).toEqual(['a', 'bb', '', 'a']);
});
