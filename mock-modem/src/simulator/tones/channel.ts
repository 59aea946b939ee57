import type { Tones } from '../../render/snapshot.ts';
import { frequencyOf, toDecibels, toPower, TONE_WIDTH } from './frequency.ts';

/**
 * Loss of a loop in dB at a frequency f in MHz: `flat + root × √f + linear × f`. Copper follows the root (skin effect),
 * the insulation is linear; both are proportional to the length, about 20 dB and 0.7 dB per km.
 */
export interface Loop {
  readonly flat: number;
  readonly root: number;
  readonly linear: number;
}

/** Loss of the loop itself at a tone, dB. */
export function loopLoss({ flat, root, linear }: Loop, tone: number): number {
  const frequency = frequencyOf(tone);
  return flat + root * Math.sqrt(frequency) + linear * frequency;
}

/**
 * Share of additional attenuation that a tone gets, 1 on average downstream: a bad joint affects high frequencies more.
 * The shares of the bands in `--pbParams` follow it.
 */
export const additionalShare = (tone: number): number => 0.52 + 0.26 * Math.sqrt(frequencyOf(tone));

/** Power density of a band in dBm/Hz if the transmitter spreads its power evenly over the band's tones. */
export const powerDensity = (transmitPower: number, [first, last]: Tones): number =>
  transmitPower - toDecibels(last - first + 1) - TONE_WIDTH;

/**
 * Far-end crosstalk below the received signal at 1 MHz, dB; upstream, lines of unequal length disturb each other more.
 */
const CROSSTALK = { downstream: 47, upstream: 42 } as const;
/** Crosstalk does not fall further below this frequency, MHz. */
const LOWEST_CROSSTALK = 0.35;
/** Noise of the receiver, dBm/Hz. */
const RECEIVER = -138;

/**
 * Noise on an ordinary line in dBm/Hz: the receiver's own, and far-end crosstalk, which comes through the same loop as
 * the signal and grows with the square of the frequency.
 *
 * @param received Power density of the signal at the receiver, dBm/Hz.
 */
export function ordinaryNoise(direction: keyof typeof CROSSTALK, received: number, tone: number): number {
  const crosstalk =
    received - CROSSTALK[direction] + 20 * Math.log10(Math.max(frequencyOf(tone), LOWEST_CROSSTALK));
  return toDecibels(toPower(RECEIVER) + toPower(crosstalk));
}
