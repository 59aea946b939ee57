import { type PerTone, type Spectrum, toneFrequency, type ToneRange, toneTables } from '../line/spectrum.ts';
import { type Direction, directions } from '../line/status.ts';

/** A band of the line. */
export interface Band extends ToneRange {
  /** Such as `D1`; `undefined` without a band plan. */
  readonly name: string | undefined;
  readonly direction: Direction | undefined;
}

/** Neighbouring tones, with the means of their values. */
export interface Bin extends ToneRange {
  /** Of its middle, MHz. */
  readonly frequency: number;
  readonly snr: number | undefined;
  readonly qln: number | undefined;
  readonly hlog: number | undefined;
}

/** Where upstream ends and downstream begins at low frequencies is unknown without a band plan: above this tone. */
const LOWEST_WITHOUT_PLAN = 64;

/** Tones without SNR that separate two bands, where the modem prints no band plan. */
const GAP = 4;

/** Upstream bands below this tone are U0, the others start with U1 (G.993.2). */
const U0_END = 256;

/**
 * The bands of the plan in ascending order. Without a plan: ranges of tones that have SNR, of unknown direction. QLN
 * and Hlog do not show where a band ends, since they are measured beyond the tones in use.
 */
export function bandsOf(spectrum: Spectrum): Band[] {
  const plan = spectrum.bandPlan;
  if (plan === undefined) return rangesWithSnr(spectrum);
  return directions
    .flatMap((direction) =>
      plan[direction].map((range, index) => named(direction, range, index, plan[direction])),
    )
    .toSorted((one, other) => one.first - other.first);
}

function named(direction: Direction, range: ToneRange, index: number, all: readonly ToneRange[]): Band {
  const hasU0 = (all[0]?.first ?? 0) < U0_END;
  const number = direction === 'downstream' || !hasU0 ? index + 1 : index;
  return { ...range, direction, name: `${direction === 'downstream' ? 'D' : 'U'}${number}` };
}

function rangesWithSnr({ snr = [] }: Spectrum): Band[] {
  const ranges: { first: number; last: number }[] = [];
  for (const [tone, value] of snr.entries()) {
    if (value === undefined) continue;
    const range = ranges.at(-1);
    if (range !== undefined && tone - range.last <= GAP) range.last = tone;
    else ranges.push({ first: tone, last: tone });
  }
  return ranges.map((range) => ({ ...range, name: undefined, direction: undefined }));
}

/**
 * The bands without the tones of which it is unknown which direction measured them: tones of two bands, since older
 * drivers print bands that overlap, and low frequencies without a band plan.
 */
export function distinctBands(bands: readonly Band[]): Band[] {
  return bands.flatMap((band) => {
    const others = bands.filter((other) => other !== band);
    const isUnclear = (tone: number) =>
      (band.direction === undefined && tone < LOWEST_WITHOUT_PLAN) ||
      others.some(({ first, last }) => tone >= first && tone <= last);
    let { first, last } = band;
    while (first <= last && isUnclear(first)) first += 1;
    while (first <= last && isUnclear(last)) last -= 1;
    return first > last ? [] : [{ ...band, first, last }];
  });
}

/** Length of the longest table. */
export const toneCount = (spectrum: Spectrum): number =>
  Math.max(0, ...toneTables.map((table) => spectrum[table]?.length ?? 0));

/**
 * The largest number of tones that share a measurement on a line of `tones` tones: the modem measures SNR, QLN and Hlog
 * in 512 groups (G.993.2, 11.4.1).
 */
export const binSize = (tones: number): number => Math.max(1, Math.ceil(tones / 512));

/**
 * The tones of a band in bins. A bin has no value of a table in which none of its tones has one.
 *
 * @param size tones per bin
 */
export function binsOf(
  spectrum: Spectrum,
  { first, last }: ToneRange,
  size = binSize(toneCount(spectrum)),
): Bin[] {
  const bins: Bin[] = [];
  for (let from = first; from <= last;) {
    // Groups begin at multiples of their size.
    const to = Math.min(Math.floor(from / size) * size + size - 1, last);
    bins.push({
      first: from,
      last: to,
      frequency: toneFrequency((from + to) / 2) / 1000,
      snr: meanOf(spectrum.snr, from, to),
      qln: meanOf(spectrum.qln, from, to),
      hlog: meanOf(spectrum.hlog, from, to),
    });
    from = to + 1;
  }
  return bins;
}

function meanOf(values: PerTone | undefined, first: number, last: number): number | undefined {
  const known = values?.slice(first, last + 1).filter((value) => value !== undefined) ?? [];
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
