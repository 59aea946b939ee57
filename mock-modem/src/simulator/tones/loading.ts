/** Bits per symbol (`L`) and kbit/s: 4000 symbols a second, and 5 % for error correction and framing. */
export const BITS_PER_SYMBOL = 0.2626;

/** Distance in dB between the SNR that a bit error rate of 10⁻⁷ takes without coding and Shannon's limit. */
const UNCODED_GAP = 9.75;
/** dB that trellis and Reed-Solomon coding gain. */
const CODING_GAIN = 5;
/** The most bits that one tone can carry. */
const MAX_BITS = 15;
const ROUNDS = 24;
/** Search range of {@link calibrate}, dB. */
const RANGE = 60;

/** Bits that a tone carries at an SNR with a margin, both in dB. Gains per tone even out the rounding. */
export function bitsAt(snr: number, margin: number): number {
  const usable = snr - UNCODED_GAP + CODING_GAIN - margin;
  const bits = Math.round(Math.log2(1 + 10 ** (usable / 10)));
  return Math.min(bits, MAX_BITS);
}

/**
 * The dB to add to every SNR so that the tones together carry a number of bits.
 *
 * @param snrs SNR per tone, dB.
 */
export function calibrate(snrs: Float64Array, margin: number, bits: number): number {
  let [low, high] = [-RANGE, RANGE];
  for (let round = 0; round < ROUNDS; round += 1) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (const snr of snrs) sum += bitsAt(snr + middle, margin);
    if (sum < bits) low = middle;
    else high = middle;
  }
  return high;
}
