import { describe, expect, it } from 'vitest';
import { hash, poisson, uniform, wander } from './random.ts';

const many = (count: number, of: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => of(i));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('uniform', () => {
  it.each([
    ['moments', (i: number) => uniform(7, 179_000_000 + i, 3)],
    ['streams', (i: number) => uniform(7, 179_000_000, i)],
    ['seeds', (i: number) => uniform(i, 179_000_000, 3)],
  ])('is uniformly distributed over %s', (_, of) => {
    const values = many(20_000, of);
    const tenths = many(10, (tenth) => values.filter((value) => Math.floor(value * 10) === tenth).length);

    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.min(...tenths)).toBeGreaterThan(1800);
    expect(Math.max(...tenths)).toBeLessThan(2200);
  });

  it('does not depend on the order of calls', () => {
    const forwards = many(100, (i) => hash(1, i, 2));

    expect(many(100, (i) => hash(1, 99 - i, 2)).toReversed()).toEqual(forwards);
  });
});

describe('poisson', () => {
  it.each([0.002, 0.3, 4, 29, 31, 5000])('has a mean of %d', (expected) => {
    const values = many(20_000, (i) => poisson(expected, uniform(1, i, 9)));

    expect(mean(values) / expected).toBeGreaterThan(0.85);
    expect(mean(values) / expected).toBeLessThan(1.15);
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  });

  it('terminates for extreme arguments', () => {
    expect(poisson(20, 1 - 2 ** -32)).toBeLessThan(200);
    expect(poisson(0, 0.5)).toBe(0);
  });
});

describe('wander', () => {
  it('stays within ±1 without jumps', () => {
    const values = many(5000, (second) => wander(3, second, 300, 1));
    const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? 0)));

    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.8);
    expect(Math.max(...steps)).toBeLessThan(0.012);
  });
});
