import type { Spectrum } from '../line/spectrum.ts';
import { type Band, binsOf } from './bands.ts';
import { median } from './statistics.ts';

/** How a band differs from a reference. */
export interface BandChange {
  readonly kind: 'band_change';
  readonly band: Band;
  /** Median change over the band in dB, now minus reference; `undefined` where one of the two has no values. */
  readonly snr: number | undefined;
  readonly qln: number | undefined;
  readonly hlog: number | undefined;
}

/** Least change of a whole band that counts, dB: SNR follows the noise of the evening by 1 to 3 dB. */
export const LEAST_CHANGE = { snr: 4, qln: 4, hlog: 2 } as const;

/** Fewest bins that both have. */
const MIN_BINS = 3;

/** Bands whose SNR, QLN or Hlog differ from a reference as a whole. */
export function bandChanges(spectrum: Spectrum, reference: Spectrum, bands: readonly Band[]): BandChange[] {
  return bands.flatMap((band): BandChange[] => {
    const [now, before] = [binsOf(spectrum, band), binsOf(reference, band)];
    const earlier = new Map(before.map((bin) => [bin.first, bin]));
    const change = (table: 'snr' | 'qln' | 'hlog'): number | undefined => {
      const differences = now.flatMap((bin) => {
        const [value, old] = [bin[table], earlier.get(bin.first)?.[table]];
        return value === undefined || old === undefined ? [] : [value - old];
      });
      return differences.length < MIN_BINS ? undefined : median(differences);
    };
    const [snr, qln, hlog] = [change('snr'), change('qln'), change('hlog')];
    const counts =
      Math.abs(snr ?? 0) >= LEAST_CHANGE.snr ||
      Math.abs(qln ?? 0) >= LEAST_CHANGE.qln ||
      Math.abs(hlog ?? 0) >= LEAST_CHANGE.hlog;
    return counts ? [{ kind: 'band_change', band, snr, qln, hlog }] : [];
  });
}
