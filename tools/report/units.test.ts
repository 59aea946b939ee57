import { expect, it } from 'vitest';
import { count, decibels, percent, times } from './units.ts';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

it.each([
  [1, '100 %'],
  [0.99999, '99.99 %'],
  [0.9995, '99.95 %'],
  [0.5, '50 %'],
  [0.000_001, '0.01 %'],
  [0, '0 %'],
])('a share of %d never reads as better than it is: %s', (share, text) => {
  expect(plain(percent(share))).toBe(text);
});

it('groups digits, and has a minus sign for negative margins', () => {
  expect(plain(count(132_585))).toBe('132 585');
  expect(plain(count(999))).toBe('999');
  expect(plain(decibels(-0.44))).toBe('−0.4 dB');
  expect([1, 2, 7].map(times)).toEqual(['once', 'twice', '7 times']);
});
