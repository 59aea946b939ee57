import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

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
