import { expect, it } from 'vitest';
import { toneDirection, toneFrequency } from './spectrum.ts';

const plan = {
  upstream: [
    { first: 0, last: 95 },
    { first: 868, last: 1207 },
  ],
  downstream: [{ first: 32, last: 859 }],
};

it.each([
  { tone: 0, direction: 'upstream' },
  { tone: 31, direction: 'upstream' },
  { tone: 32, direction: undefined },
  { tone: 95, direction: undefined },
  { tone: 96, direction: 'downstream' },
  { tone: 859, direction: 'downstream' },
  { tone: 860, direction: undefined },
  { tone: 1207, direction: 'upstream' },
  { tone: 4000, direction: undefined },
])('tone $tone carries $direction', ({ tone, direction }) => {
  expect(toneDirection(plan, tone)).toBe(direction);
});

it('tone 64 is at 276 kHz', () => {
  expect(toneFrequency(64)).toBe(276);
});
