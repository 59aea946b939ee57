import type { Spectrum } from '../line/spectrum.ts';
import type { Band, Bin } from './bands.ts';
import { binsOf } from './bands.ts';

/** Speed of a signal on telephone cable as a share of the speed of light: polyethylene insulation, 0.60 to 0.70. */
export const VELOCITY_FACTOR = { assumed: 0.65, low: 0.6, high: 0.7 } as const;

/** Speed of light, metres per microsecond: with frequencies in MHz, wavelengths are in metres. */
const LIGHT = 299.792_458;

/** Loss of ordinary cable of 0.5 mm at 1 MHz, dB per metre. */
const CABLE_LOSS = 0.02;
const DECIBELS_PER_NEPER = 20 / Math.LN10;

/** Lengths that are tried, metres: a shorter tap has no second dip below 17 MHz, a longer one hardly any ripple. */
const LENGTHS = { shortest: 5, longest: 250, ratio: 1.01 } as const;

/** Smallest number of bins that have Hlog. */
const MIN_BINS = 60;

/** Depth of the deepest dip that counts, dB: ordinary lines ripple by 1 to 2 dB. */
const MIN_DEPTH = 2;

/** Share of the ripple that a tap must account for. */
const MIN_EXPLAINED = { likely: 0.75, possible: 0.5 } as const;

/** Periodic dips in the transfer function. */
export interface BridgedTap {
  readonly kind: 'bridged_tap';
  readonly confidence: 'likely' | 'possible';
  /** Estimated length in metres with its bounds, which include those of the speed on the cable. */
  readonly metres: { readonly estimate: number; readonly low: number; readonly high: number };
  /** Frequencies of the dips in MHz within the measured spectrum. */
  readonly dips: readonly number[];
  /** Depth of the deepest dip, dB. */
  readonly depth: number;
}

/**
 * Finds a bridged tap: an open length of cable in parallel to the line. It cancels the signal where it is an odd
 * multiple of a quarter of a wavelength, so its length follows from the distance of the dips. `undefined` without
 * Hlog, and when no length explains most of the ripple.
 */
export function findBridgedTap(spectrum: Spectrum, bands: readonly Band[]): BridgedTap | undefined {
  const measured = bands.flatMap((band) =>
    binsOf(spectrum, band).flatMap((bin): Measurement[] =>
      bin.hlog === undefined ? [] : [{ band, bin, hlog: bin.hlog }],
    ),
  );
  if (measured.length < MIN_BINS) return undefined;
  const smooth = smoothTerms(measured);
  const hlog = residual(
    Float64Array.from(measured, ({ hlog: value }) => value),
    smooth,
  );
  const total = energy(hlog);
  const fits = candidates().map((metres) => {
    const shape = Float64Array.from(measured, ({ bin }) => -tapLoss(metres, bin.frequency));
    const ripple = residual(shape, smooth);
    const norm = energy(ripple);
    const amplitude = norm === 0 ? 0 : dot(hlog, ripple) / norm;
    // A dip is a loss: the other sign is not a tap. One that is far deeper or shallower is not one either.
    const explained = amplitude < 0.3 || amplitude > 2 ? 0 : (amplitude * dot(hlog, ripple)) / total;
    return { metres, explained, depth: amplitude * -Math.min(...shape) };
  });
  const best = fits.reduce((one, other) => (other.explained > one.explained ? other : one));
  if (best.explained < MIN_EXPLAINED.possible || best.depth < MIN_DEPTH) return undefined;
  const dips = dipsOf(best.metres, measured);
  if (dips.length === 0) return undefined;
  // Lengths that leave at most a tenth more of the ripple unexplained are as good.
  const tolerance = 1.1 * (1 - best.explained) + 0.01;
  const equal = fits.filter(({ explained }) => 1 - explained <= tolerance).map(({ metres }) => metres);
  const { assumed, low, high } = VELOCITY_FACTOR;
  return {
    kind: 'bridged_tap',
    confidence: dips.length >= 2 && best.explained >= MIN_EXPLAINED.likely ? 'likely' : 'possible',
    metres: {
      estimate: best.metres,
      low: (Math.min(...equal) * low) / assumed,
      high: (Math.max(...equal) * high) / assumed,
    },
    dips,
    depth: best.depth,
  };
}

interface Measurement {
  readonly band: Band;
  readonly bin: Bin;
  readonly hlog: number;
}

function candidates(): number[] {
  const { shortest, longest, ratio } = LENGTHS;
  const count = Math.floor(Math.log(longest / shortest) / Math.log(ratio)) + 1;
  return Array.from({ length: count }, (_, index) => shortest * ratio ** index);
}

/**
 * Loss in dB of an open stub in parallel to a line that is matched at both ends: `20 log |1 + Y/2|`, where `Y` is the
 * admittance `tanh(γl)` of the stub in units of the line's.
 *
 * @param frequency MHz
 */
function tapLoss(metres: number, frequency: number): number {
  const attenuation = (CABLE_LOSS * Math.sqrt(frequency) * metres) / DECIBELS_PER_NEPER;
  const phase = (2 * Math.PI * frequency * metres) / (VELOCITY_FACTOR.assumed * LIGHT);
  const denominator = Math.cosh(2 * attenuation) + Math.cos(2 * phase);
  const real = 1 + Math.sinh(2 * attenuation) / (2 * denominator);
  const imaginary = Math.sin(2 * phase) / (2 * denominator);
  return 20 * Math.log10(Math.hypot(real, imaginary));
}

/** Frequencies of the dips within the measured bins. */
function dipsOf(metres: number, measured: readonly Measurement[]): number[] {
  const first = (VELOCITY_FACTOR.assumed * LIGHT) / (4 * metres);
  const highest = measured.at(-1)!.bin.frequency;
  const all = Array.from(
    { length: Math.max(0, Math.ceil((highest / first + 1) / 2)) },
    (_, index) => (2 * index + 1) * first,
  );
  const near = binWidth(measured);
  return all.filter((dip) => measured.some(({ bin }) => Math.abs(bin.frequency - dip) <= near));
}

const binWidth = (measured: readonly Measurement[]): number =>
  Math.max(0.01, (measured[1]!.bin.frequency - measured[0]!.bin.frequency) * 1.5);

/**
 * Orthonormal vectors of the loss of a line without a tap: `a + b√f + cf`, and a level of its own for each direction,
 * since the modem and the provider's equipment measure one each.
 */
function smoothTerms(measured: readonly Measurement[]): Float64Array[] {
  const terms = [
    () => 1,
    ({ bin }: Measurement) => Math.sqrt(bin.frequency),
    ({ bin }: Measurement) => bin.frequency,
    ({ band }: Measurement) => (band.direction === 'upstream' ? 1 : 0),
  ];
  const basis: Float64Array[] = [];
  for (const term of terms) {
    const vector = residual(Float64Array.from(measured, term), basis);
    const norm = Math.sqrt(energy(vector));
    // A line with bands of one direction has no offset between directions.
    if (norm > 1e-6) basis.push(vector.map((value) => value / norm));
  }
  return basis;
}

/** What is left of a vector without its share of each vector of an orthonormal basis. */
function residual(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const rest = Float64Array.from(vector);
  for (const term of basis) {
    const share = dot(rest, term);
    rest.forEach((value, index) => {
      rest[index] = value - share * term[index]!;
    });
  }
  return rest;
}

const dot = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, index) => sum + value * other[index]!, 0);

const energy = (vector: Float64Array): number => dot(vector, vector);
