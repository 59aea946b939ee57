import { type Spectrum, type ToneTable, toneTables } from '../line/spectrum.ts';
import { type Band, bandsOf, distinctBands } from './bands.ts';
import { type BandNoise, bandNoise } from './band-noise.ts';
import { type BridgedTap, findBridgedTap } from './bridged-tap.ts';
import { type BandChange, bandChanges } from './change.ts';
import { type MissingBand, missingBands } from './missing-band.ts';
import { type LocalNoise, localNoise } from './noise.ts';

/** A known fault, or a change. */
export type Finding = LocalNoise | BandNoise | BridgedTap | MissingBand | BandChange;

/** What a spectrum shows, and what it was looked for in. */
export interface Interpretation {
  readonly findings: readonly Finding[];
  /** Tones that have a value of SNR, QLN or Hlog. */
  readonly tones: number;
  /** Tables that the spectrum does not have. */
  readonly missing: readonly ToneTable[];
  readonly bands: readonly Band[];
}

/**
 * Looks for known faults. It finds nothing in values that are missing: without Hlog there is no bridged tap, without a
 * band plan no missing band.
 *
 * @param reference an earlier spectrum of the same line
 */
export function interpret(spectrum: Spectrum, reference?: Spectrum): Interpretation {
  const bands = bandsOf(spectrum);
  const distinct = distinctBands(bands);
  const tap = findBridgedTap(spectrum, distinct);
  const findings: Finding[] = [
    ...distinct.flatMap((band) => localNoise(spectrum, band)),
    ...distinct.flatMap((band) => bandNoise(spectrum, band) ?? []),
    ...(tap === undefined ? [] : [tap]),
    ...missingBands(spectrum, bands),
    ...(reference === undefined ? [] : bandChanges(spectrum, reference, distinct)),
  ];
  const measured = (tone: number) =>
    [spectrum.snr, spectrum.qln, spectrum.hlog].some((values) => values?.[tone] !== undefined);
  const tones = distinct.reduce((sum, { first, last }) => {
    const all = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    return sum + all.filter(measured).length;
  }, 0);
  return { findings, tones, missing: toneTables.filter((table) => spectrum[table] === undefined), bands };
}
