import { toneAt, toPower } from './frequency.ts';

/** A transmitter whose signal the line picks up, such as a medium-wave broadcast. */
export interface Interferer {
  /** Carrier frequency. */
  readonly kilohertz: number;
  /** Strength at its own tone, dB above the noise that is there without it. */
  readonly decibels: number;
}

/**
 * Power of an interferer at a tone, in units of the noise that is there without it. A receiver without a window spreads
 * a carrier between two tones over its neighbours: 10 dB less at the next tone, 20 dB less per ten times the distance.
 */
export function interference({ kilohertz, decibels }: Interferer, tone: number): number {
  const distance = Math.abs(tone - toneAt(kilohertz));
  const leakage = Math.max(0, 20 * Math.log10(Math.PI * distance));
  return toPower(decibels - leakage);
}
