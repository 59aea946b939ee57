import { expect, it } from 'vitest';
import { parseExposition } from './exposition.ts';

it('reads names, labels and values', () => {
  const text = [
    '# HELP up Whether "x{y="z"} 1".',
    '# TYPE up gauge',
    'up 1',
    'a:b_total{} 2',
    'rate{direction="downstream",name="a, \\"b\\" } \\\\ \\n"} 5255500 1790000000000',
    'spaced { a = "b" , } 1e-3',
    'big{le="+Inf"} +Inf',
    'small -Inf',
    'none NaN',
    '',
  ].join('\n');
  expect(parseExposition(text)).toEqual([
    { name: 'up', labels: {}, value: 1 },
    { name: 'a:b_total', labels: {}, value: 2 },
    { name: 'rate', labels: { direction: 'downstream', name: 'a, "b" } \\ \n' }, value: 5_255_500 },
    { name: 'spaced', labels: { a: 'b' }, value: 0.001 },
    { name: 'big', labels: { le: '+Inf' }, value: Number.POSITIVE_INFINITY },
    { name: 'small', labels: {}, value: Number.NEGATIVE_INFINITY },
    { name: 'none', labels: {}, value: Number.NaN },
  ]);
});

it('finds no samples in other text', () => {
  expect(parseExposition('<html>\n<p class="x">1 2</p>\nup\nup{a="b} 1\n')).toEqual([]);
});
