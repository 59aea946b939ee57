import { describe, expect, it } from 'vitest';
import { toneFrequency } from '../line/spectrum.ts';
import { curveOf } from './curve.ts';

const everywhere = (): boolean => true;
const frequency = (tone: number): number => toneFrequency(tone) / 1000;

describe('the curve of a table', () => {
  it('has the ends of a level stretch, not the points between', () => {
    const curve = curveOf(
      Array.from({ length: 4096 }, () => 7),
      everywhere,
      4095,
      600,
    );
    expect(curve).toHaveLength(2);
    expect(curve.map(([, value]) => value)).toEqual([7, 7]);
    expect(curve[0]![0]).toBe(0);
    expect(curve[1]![0]).toBeCloseTo(frequency(4095), 2);
  });

  it('keeps a single tone that differs, at its frequency', () => {
    const values = Array.from({ length: 4096 }, (_, tone) => (tone === 2001 ? 0 : 7));
    const curve = curveOf(values, everywhere, 4095, 600);
    const lows = curve.filter(([, value]) => value === 0);
    expect(lows).toHaveLength(1);
    expect(lows[0]![0]).toBeCloseTo(frequency(2001), 2);
  });

  it('is ordered by frequency, with four points per column at most', () => {
    const values = Array.from({ length: 4096 }, (_, tone) => Math.sin(tone * tone));
    const curve = curveOf(values, everywhere, 4095, 600);
    expect(curve.length).toBeLessThanOrEqual(2400);
    const xs = curve.map(([x]) => x);
    expect(xs).toEqual(xs.toSorted((one, other) => one - other));
    expect(Math.max(...curve.map(([, y]) => y!))).toBe(Math.max(...values));
    expect(Math.min(...curve.map(([, y]) => y!))).toBe(Math.min(...values));
  });

  it('has a gap where there is no value and where tones are not shown', () => {
    const values = [1, 1, undefined, 2, 2, 3, 3];
    expect(curveOf(values, (tone) => tone < 5, 6, 600).map(([, value]) => value)).toEqual([
      1,
      1,
      null,
      2,
      2,
      null,
    ]);
  });

  it('ends at the highest tone, and has no values beyond the table', () => {
    expect(curveOf([1, 2, 3], everywhere, 1, 600).map(([, value]) => value)).toEqual([1, 2]);
    expect(curveOf([1, 2], everywhere, 9, 600).map(([, value]) => value)).toEqual([1, 2, null]);
  });

  it('is empty without values', () => {
    expect(curveOf([], everywhere, 4095, 600)).toEqual([]);
    expect(curveOf([undefined, undefined], everywhere, 1, 600)).toEqual([]);
  });
});
