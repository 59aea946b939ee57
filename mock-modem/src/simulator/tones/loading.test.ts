import { describe, expect, it } from 'vitest';
import { bitsAt, calibrate } from './loading.ts';

describe('bitsAt', () => {
  it('follows the capacity of the channel, 4.75 dB and the margin below it', () => {
    for (let bits = 1; bits <= 15; bits += 1) {
      expect(bitsAt(10 * Math.log10(2 ** bits - 1) + 4.75 + 6, 6)).toBe(bits);
    }
  });

  it('is 0 without a signal and 15 at most', () => {
    expect(bitsAt(-30, 6)).toBe(0);
    expect(bitsAt(90, 6)).toBe(15);
  });

  it('takes 3 dB per bit and 1 dB per dB of margin', () => {
    expect(bitsAt(40, 6) - bitsAt(34, 6)).toBe(2);
    expect(bitsAt(43, 9)).toBe(bitsAt(40, 6));
  });
});

describe('calibrate', () => {
  it('finds the level at which the tones carry a number of bits', () => {
    const snrs = Float64Array.from({ length: 500 }, (_, tone) => 50 - tone / 20);
    const level = calibrate(snrs, 6, 3000);

    const bits = snrs.reduce((sum, snr) => sum + bitsAt(snr + level, 6), 0);
    expect(Math.abs(bits - 3000)).toBeLessThanOrEqual(2);
  });
});
