import { describe, expect, it } from 'vitest';
import { decibels, duration, durationWithinADay, toTenths, uint32 } from './numbers.ts';

describe('uint32', () => {
  it.each([
    [0, 0],
    [4_294_967_295, 4_294_967_295],
    [4_294_967_296, 0],
    [4_294_967_301, 5],
    [-6, 4_294_967_290],
    [-(2 ** 33), 0],
    [7.9, 7],
  ])('renders %d as %d', (value, written) => {
    expect(Object.is(uint32(value), written)).toBe(true);
  });
});

describe('decibels and tenths', () => {
  it.each([
    [6.3, ' 6.3', 63],
    [0, ' 0.0', 0],
    [-0.04, ' 0.0', 0],
    [-0.4, '-0.4', -4],
    [-6.9, '-6.9', -69],
    [25.6, ' 25.6', 256],
    [5.25, ' 5.3', 53],
    [-5.25, '-5.2', -52],
  ])('renders %d as %s in the shell and %d on the page', (value, shell, page) => {
    expect(decibels(value)).toBe(shell);
    expect(Object.is(toTenths(value), page)).toBe(true);
  });
});

describe('durations', () => {
  it.each([
    [0, '0 sec'],
    [94, '1 min 34 sec'],
    [900, '15 min 0 sec'],
    [3600, '1 hours 0 sec'],
    [22 * 3600 + 12 * 60 + 9, '22 hours 12 min 9 sec'],
    [86_400, '1 days 0 sec'],
    [9 * 86_400 + 3600 + 61.9, '9 days 1 hours 1 min 1 sec'],
  ])('renders %d s as %s', (seconds, written) => {
    expect(duration(seconds)).toBe(written);
  });

  it('renders a whole day as 24 hours in the daily tables', () => {
    expect(durationWithinADay(86_400)).toBe('24 hours 0 sec');
    expect(durationWithinADay(86_399)).toBe('23 hours 59 min 59 sec');
  });
});
