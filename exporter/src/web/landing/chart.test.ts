import { expect, it } from 'vitest';
import { chart, runs } from './chart.ts';

const states = ['up', 'up', 'up', 'up'] as const;
const pathsOf = (values: readonly (number | undefined)[]) => {
  const markup = chart([{ className: 'ds', values }], states, String).toString();
  return /class="ds" d="([^"]*)"/.exec(markup)?.[1];
};

it('never draws a line over missing values', () => {
  expect(pathsOf([1, undefined, 1, 2])).toMatch(/^M0\.5 [\d.]+h0M2\.5 [\d.]+L3\.5 [\d.]+$/);
});

it('draws nothing without values', () => {
  expect(pathsOf([undefined, undefined, undefined, undefined])).toBe('');
});

it.each([
  { name: 'from zero to a round number', values: [6.2, 7.1], ticks: ['0', '5', '10'] },
  { name: 'with negative values', values: [-1.5, 4], ticks: ['-2', '0', '2', '4'] },
  { name: 'of zeros', values: [0, 0], ticks: ['0', '0.5'] },
])('has an axis $name', ({ values, ticks }) => {
  const markup = chart([{ className: 'ds', values }], states, String).toString();
  expect(Array.from(markup.matchAll(/<span[^>]*>([^<]*)</g), ([, tick]) => tick)).toEqual(ticks);
});

it('joins equal states', () => {
  expect(runs(['up', 'up', undefined, 'interrupted', 'up'])).toEqual([
    { state: 'up', from: 0, length: 2 },
    { state: undefined, from: 2, length: 1 },
    { state: 'interrupted', from: 3, length: 1 },
    { state: 'up', from: 4, length: 1 },
  ]);
});
