import { describe, expect, it } from 'vitest';
import { averageTapLoss, tapLoss } from './bridged-tap.ts';
import { toneAt } from './frequency.ts';

const loss = (metres: number, kilohertz: number): number => tapLoss({ metres }, toneAt(kilohertz));

describe('tapLoss', () => {
  it('is largest where the tap is an odd multiple of a quarter of the wavelength', () => {
    // 30 m at 195 m/µs: a quarter of the wavelength at 1625 kHz.
    expect(loss(30, 1625)).toBeGreaterThan(10);
    expect(loss(30, 4875)).toBeGreaterThan(10);
    expect(loss(30, 3250)).toBeLessThan(2);
    expect(loss(30, 6500)).toBeLessThan(2);
  });

  it('has its dips closer together on a longer tap', () => {
    expect(loss(60, 812.5)).toBeGreaterThan(10);
    expect(loss(60, 1625)).toBeLessThan(2);
  });

  it('is flat at low frequencies and without a tap', () => {
    expect(loss(30, 30)).toBeLessThan(0.2);
    expect(loss(0, 5000)).toBeCloseTo(0, 6);
  });

  it('has shallower dips on a tap with more loss', () => {
    expect(loss(300, 162.5 * 21)).toBeLessThan(loss(30, 1625));
  });
});

describe('averageTapLoss', () => {
  it('is a few dB', () => {
    for (const metres of [10, 30, 100]) {
      expect(averageTapLoss({ metres })).toBeGreaterThan(0.2);
      expect(averageTapLoss({ metres })).toBeLessThan(5);
    }
  });
});
