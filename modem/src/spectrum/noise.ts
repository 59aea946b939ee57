import { type Spectrum, toneFrequency, type ToneRange } from '../line/spectrum.ts';
import { type Band, binSize, type Bin, binsOf, toneCount } from './bands.ts';
import type { MeasuredFrequency } from './broadcast.ts';
import { excessOver, median, runsOf, spread } from './statistics.ts';

/**
 * What shows that there is noise: `both` tables; `snr` alone: noise that has come since the line trained; `qln` alone:
 * noise that was there when the line trained, and is not in the way now or is not measured now.
 */
type NoiseEvidence = 'both' | 'snr' | 'qln';

/** Tones with more noise than their neighbours. */
export interface LocalNoise {
  readonly kind: 'interferer' | 'broad_noise';
  readonly band: Band;
  readonly tones: ToneRange;
  readonly evidence: NoiseEvidence;
  /** Most that SNR is below, and QLN above, the course of the neighbours, dB; 0 where it is not. */
  readonly snrLoss: number;
  readonly qlnRise: number;
  /** Where the noise is strongest. */
  readonly peak: MeasuredFrequency;
}

/** Least noise above the neighbours' that counts, dB: real lines ripple by 2 to 3 dB. */
const MIN_EXCESS = 6;
/** And in multiples of how much the values of the band scatter. */
const MIN_SPREADS = 5;
/** Scatter that is assumed at least, dB: the step of QLN is 0.5. */
const MIN_SPREAD = 0.5;

/** The widest interferer, in tones. A strong carrier leaks into this many in a receiver without a window. */
const MAX_NARROW = 160;

/** Excess of the strongest bin over the median of all its bins that shows a carrier, dB. */
const MIN_PEAKEDNESS = 12;

/** Bins to either side that the level of a bin is compared with: more than the widest noise that is looked for. */
const RADIUS = 20;
/** Size of the bins for broad noise, relative to the others: over an eighth of the whole spectrum. */
const COARSE = 4;

/**
 * Narrow interferers and broad noise in a band. Noise now is what SNR lacks, noise at training is QLN. A dip in the
 * loss of the line, as from a bridged tap, is in the signal and in the crosstalk, but not in the receiver's own noise:
 * so noise counts if it stands out both with the loss taken into account and without.
 */
export function localNoise(spectrum: Spectrum, band: Band): LocalNoise[] {
  const size = binSize(toneCount(spectrum));
  const broad = noiseOfKind('broad_noise', spectrum, band, COARSE * size);
  // Broad noise is not even: parts of it stand out.
  const narrow = noiseOfKind('interferer', spectrum, band, size).filter(
    ({ tones }) => !broad.some((other) => overlap(tones, other.tones)),
  );
  return [...narrow, ...broad].toSorted((one, other) => one.tones.first - other.tones.first);
}

const overlap = (one: ToneRange, other: ToneRange): boolean =>
  one.first <= other.last && other.first <= one.last;

const widthOf = ({ first, last }: ToneRange): number => last - first + 1;

function noiseOfKind(kind: LocalNoise['kind'], spectrum: Spectrum, band: Band, size: number): LocalNoise[] {
  const bins = binsOf(spectrum, band, size);
  const now = excessOf(bins, [
    ({ snr, hlog }) => difference(0, hlog === undefined ? undefined : snr), // without Hlog, low SNR may be loss
    ({ snr, hlog }) => difference(hlog, snr),
  ]);
  const hasLoss = bins.some(({ hlog }) => hlog !== undefined);
  const atTraining = excessOf(bins, [
    ({ qln }) => qln,
    ...(hasLoss ? [({ qln, hlog }: Bin) => difference(qln, hlog)] : []),
  ]);
  const isNoisy = (index: number) => now.isHigh(index) || atTraining.isHigh(index);
  return runsOf(bins.length, isNoisy).flatMap(({ first, last }): LocalNoise[] => {
    const tones = { first: bins[first]!.first, last: bins[last]!.last };
    if (widthOf(tones) <= MAX_NARROW !== (kind === 'interferer')) return [];
    const [snrLoss, qlnRise] = [now.highest(first, last), atTraining.highest(first, last)];
    const evidence = snrLoss === 0 ? 'qln' : qlnRise === 0 ? 'snr' : 'both';
    // The end of a band has neighbours to one side only, so the threshold is higher there.
    const isAtEnd = first === 0 || last === bins.length - 1;
    if (isAtEnd && Math.min(snrLoss, qlnRise) < 2 * MIN_EXCESS) return [];
    const stronger = snrLoss >= qlnRise ? now : atTraining;
    // A carrier that is strong enough to leak into many tones is far stronger in its own.
    if (kind === 'broad_noise' && stronger.peakedness(first, last) >= MIN_PEAKEDNESS) return [];
    const middle = bins[stronger.peak(first, last)]!;
    const peak = kind === 'interferer' ? refined(spectrum, band, tones, middle) : centreOf(tones);
    return [{ kind, band, tones, evidence, snrLoss, qlnRise, peak }];
  });
}

interface Excess {
  isHigh(index: number): boolean;
  /** The highest excess from `first` to `last` that counts; 0 when none does. */
  highest(first: number, last: number): number;
  /** The highest excess above the median of the others, dB. */
  peakedness(first: number, last: number): number;
  /** Index of the highest excess. */
  peak(first: number, last: number): number;
}

const difference = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one - other;

const indexes = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, offset) => first + offset);

/** The excess of noise, in that measure of it that shows least. */
function excessOf(bins: readonly Bin[], measures: readonly ((bin: Bin) => number | undefined)[]): Excess {
  // Crosstalk and loss follow the logarithm and the root of the frequency: nearly a straight line over a few bins.
  const xs = bins.map(({ frequency }) => Math.log(Math.max(frequency, 0.004)));
  const views = measures.map((measure) =>
    excessOver(
      bins.map((bin, index) => ({ x: xs[index]!, y: measure(bin) })),
      RADIUS,
    ),
  );
  const excess = bins.map((_, index) => {
    const values = views.map((view) => view[index]);
    return values.every((value) => value !== undefined) ? Math.min(...values) : undefined;
  });
  const known = excess.filter((value) => value !== undefined);
  const threshold =
    known.length === 0 ? Infinity : Math.max(MIN_EXCESS, MIN_SPREADS * Math.max(MIN_SPREAD, spread(known)));
  const at = (index: number) => excess[index] ?? -Infinity;
  const isHigh = (index: number) => at(index) >= threshold;
  return {
    isHigh,
    highest: (first, last) => Math.max(0, ...indexes(first, last).filter(isHigh).map(at)),
    peakedness: (first, last) => {
      const values = indexes(first, last).flatMap((index) => excess[index] ?? []);
      return Math.max(...values) - median(values);
    },
    peak: (first, last) =>
      indexes(first, last).reduce((best, index) => (at(index) > at(best) ? index : best)),
  };
}

const centreOf = ({ first, last }: ToneRange): MeasuredFrequency => ({
  kilohertz: toneFrequency((first + last) / 2),
  uncertainty: toneFrequency(last - first + 1) / 2,
});

/** Bits fewer than around the interferer that show where it is. */
const BITS_LOST = 2;

/**
 * The frequency of an interferer: the tones that have lost most bits, which are known per tone, while SNR and QLN are
 * measured in groups. Without a loss of bits: the middle of the group.
 */
function refined(spectrum: Spectrum, band: Band, tones: ToneRange, peak: ToneRange): MeasuredFrequency {
  const group = centreOf(peak);
  const bits = spectrum.bits;
  if (bits === undefined) return group;
  const size = binSize(toneCount(spectrum));
  const [first, last] = [Math.max(band.first, peak.first - size), Math.min(band.last, peak.last + size)];
  const width = widthOf(tones);
  const around = [
    ...bits.slice(Math.max(band.first, tones.first - width), tones.first),
    ...bits.slice(tones.last + 1, Math.min(band.last, tones.last + width) + 1),
  ].filter((value) => value !== undefined);
  if (around.length === 0) return group;
  const expected = median(around);
  const near = indexes(first, last);
  const lost = near.map((tone) => Math.max(0, expected - (bits[tone] ?? expected)));
  const most = Math.max(...lost);
  if (most < BITS_LOST) return group;
  // A carrier that silences several tones is in their middle.
  const worst = near.filter((_, index) => lost[index]! >= most - 0.5);
  const [low, high] = [worst[0]!, worst.at(-1)!];
  return {
    kilohertz: toneFrequency((low + high) / 2),
    uncertainty: Math.max(toneFrequency(1), toneFrequency(high - low + 1) / 4),
  };
}
