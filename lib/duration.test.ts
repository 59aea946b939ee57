import { describe, expect, it } from 'vitest';
import { formatDuration, formatLatency, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['30s', 30],
    ['1m30s', 90],
    ['250ms', 0.25],
    ['1.5h', 5400],
    ['2d', 172_800],
  ])('reads %s as %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBeCloseTo(seconds, 9);
  });

  it.each(['', '30', 's', '-3s', '1e3s', '3 s', '30 seconds'])('returns undefined for %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.9, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [61, '1 min 1 s'],
    [3600, '1 h'],
    [3601, '1 h'],
    [3661, '1 h 1 min'],
    [86_400, '1 d'],
    [90_061, '1 d 1 h'],
    [471_139, '5 d 10 h'],
  ])('formats %d seconds as %s, with no-break spaces', (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected.replaceAll(' ', '\u00a0'));
  });
});

describe('formatLatency', () => {
  it.each([
    [0.0042, '4 ms'],
    [0.9, '900 ms'],
    [8.002, '8.0 s'],
  ])('formats %d seconds as %s', (seconds, expected) => {
    expect(formatLatency(seconds)).toBe(expected);
  });
});
