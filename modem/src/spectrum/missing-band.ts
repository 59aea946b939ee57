import type { Spectrum } from '../line/spectrum.ts';
import type { Band } from './bands.ts';
import { median } from './statistics.ts';

/** Share of a band's tones without bits from which it carries nothing. */
const MOST = 0.95;

/** Loss from which lines of ordinary noise carry nothing, dB. */
const TOO_FAR = 65;

/** A band of the plan that carries no bits. */
export interface MissingBand {
  readonly kind: 'missing_band';
  readonly band: Band;
  /** Loss in the middle of the band, dB; `undefined` if it was not measured. */
  readonly loss: number | undefined;
  /** The loss explains it: a line this long cannot use the band. */
  readonly isTooFar: boolean;
}

/**
 * Bands of the plan that carry no bits while others do. Without a table of bits or a band plan it is not known, and
 * tones of which the table has no value are not counted.
 */
export function missingBands(spectrum: Spectrum, bands: readonly Band[]): MissingBand[] {
  const { bits, hlog, bandPlan } = spectrum;
  if (bits === undefined || bandPlan === undefined) return [];
  const shares = bands.map(({ first, last }) => {
    const known = bits.slice(first, last + 1).filter((value) => value !== undefined);
    // A table that ends within the band says nothing about the rest of it.
    if (known.length < (last - first + 1) / 2) return undefined;
    return known.filter((value) => value === 0).length / known.length;
  });
  if (!shares.some((share) => share !== undefined && share < MOST)) return [];
  return bands.flatMap((band, index): MissingBand[] => {
    const share = shares[index];
    if (share === undefined || share < MOST) return [];
    const known = hlog?.slice(band.first, band.last + 1).filter((value) => value !== undefined) ?? [];
    const loss = known.length === 0 ? undefined : -median(known);
    return [{ kind: 'missing_band', band, loss, isTooFar: loss !== undefined && loss >= TOO_FAR }];
  });
}
