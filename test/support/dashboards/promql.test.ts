import { describe, expect, it } from 'vitest';
import { bareCounters, growthRanges, selectorsOf } from './promql.ts';

describe('selectorsOf', () => {
  it.each([
    ['up', [['up', undefined]]],
    ['rate(a_total{job="x"}[5m]) * 60', [['a_total', '{job="x"}']]],
    [
      'sum by (job, le) (a{b="c"}) / on (job) group_left () x:y:z',
      [
        ['a', '{b="c"}'],
        ['x:y:z', undefined],
      ],
    ],
    ['label_replace(a{}, "kind", "not_a_metric", "", "")', [['a', '{}']]],
    ['last_over_time(a{}[6h] offset $__interval) > bool 1', [['a', '{}']]],
    [
      '(a{} == 1) and on (job, instance) (b{} unless c{})',
      [
        ['a', '{}'],
        ['b', '{}'],
        ['c', '{}'],
      ],
    ],
    ['max_over_time(timestamp(a{} == 0)[$__range:$__interval])', [['a', '{}']]],
  ])('of %s', (expression, expected) => {
    expect(selectorsOf(expression).map(({ metric, matchers }) => [metric, matchers])).toEqual(expected);
  });
});

it('growthRanges tells over what time counters are looked at', () => {
  expect(
    growthRanges('rate(a_total{x="y"}[5m]) + increase(b_total[$__rate_interval]) + avg_over_time(c[1h])'),
  ).toEqual([
    { call: 'rate', range: '5m' },
    { call: 'increase', range: '$__rate_interval' },
  ]);
});

it('bareCounters finds totals that are shown as they are', () => {
  expect(bareCounters('rate(a_total{x="y"}[5m]) + increase(b_total[1h])')).toEqual([]);
  expect(bareCounters('a_total{x="y"} + max_over_time(b_total[1h])')).toEqual(['a_total', 'b_total']);
});
