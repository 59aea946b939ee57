import type { Spectrum } from '../line/spectrum.ts';
import { type Band, binsOf } from './bands.ts';
import { median } from './statistics.ts';

/** SNR of a whole downstream band that its loss and its quiet line noise do not explain. */
export interface BandNoise {
  readonly kind: 'band_noise';
  readonly band: Band;
  /** dB that SNR lacks at least. */
  readonly lacking: number;
}

/** The lowest power density that a downstream band is sent with, dBm/Hz: limit masks begin at about -62. */
const LOWEST_PSD = -66;

/** Receivers measure no SNR above about 55 dB: from here on, SNR does not follow loss and noise. */
const HIGHEST_SNR = 45;

/** What SNR must lack, dB: the assumed power density is that uncertain. */
const MIN_LACKING = 6;

/** Fewest bins of a band that have all three values. */
const MIN_BINS = 12;

/**
 * Downstream bands with less SNR than the lowest plausible transmit power would give with their Hlog and QLN: the line
 * is noisier than it was when it trained. Upstream cannot be judged, since the modem lowers its power on short lines.
 */
export function bandNoise(spectrum: Spectrum, band: Band): BandNoise | undefined {
  if (band.direction !== 'downstream') return undefined;
  const lacking = binsOf(spectrum, band).flatMap(({ snr, qln, hlog }) => {
    if (snr === undefined || qln === undefined || hlog === undefined || snr > HIGHEST_SNR) return [];
    return [LOWEST_PSD + hlog - qln - snr];
  });
  if (lacking.length < MIN_BINS) return undefined;
  const typical = median(lacking);
  return typical >= MIN_LACKING ? { kind: 'band_noise', band, lacking: typical } : undefined;
}
