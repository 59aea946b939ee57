import { directions, type Direction } from './status.ts';

/** Distance between neighbouring tones in kHz, for ADSL and for VDSL2 up to profile 17a (G.993.2). */
export const TONE_SPACING_KILOHERTZ = 4.3125;

/** Number of tones a line can have: VDSL2 profile 17a uses tones 0 to 4095. ADSL2+ has 512, ADSL 256. */
export const MAX_TONES = 4096;

/** Number of neighbouring tones that share one sample in the metrics: 64 groups over the whole spectrum. */
export const TONES_PER_GROUP = 64;

/** A value per tone; the index is the tone's number. `undefined`: the modem has no value for this tone. */
export type PerTone = readonly (number | undefined)[];

/** A range of tones, both ends included. */
export interface ToneRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Which tones carry which direction, in ascending order. Tones between the bands belong to neither. The bands of the
 * two directions may overlap: some drivers print the first upstream band up to tone 95 whatever the line uses.
 */
export type BandPlan = Readonly<Record<Direction, readonly ToneRange[]>>;

/** The tables that the modem prints per tone. */
export const toneTables = ['bits', 'snr', 'qln', 'hlog'] as const;
export type ToneTable = (typeof toneTables)[number];

/** One reading of a line per tone. What the modem did not print is absent. */
export interface Spectrum {
  /** Bits loaded on a tone, 0 to 15. 0 is a measurement: the tone is in no band, or too noisy to carry anything. */
  readonly bits?: PerTone;
  /** Signal-to-noise ratio in dB. */
  readonly snr?: PerTone;
  /** Quiet line noise in dBm/Hz: the noise on the line without a signal, measured during training. */
  readonly qln?: PerTone;
  /** Magnitude of the channel's transfer function in dB, measured during training: closer to 0 is less loss. */
  readonly hlog?: PerTone;
  /** The band plan of the current sync. */
  readonly bandPlan?: BandPlan;
}

/** Frequency of a tone in kHz. */
export const toneFrequency = (tone: number): number => tone * TONE_SPACING_KILOHERTZ;

/**
 * The direction that a tone carries; `undefined` between the bands, and where the plan has the tone in both directions.
 */
export function toneDirection(plan: BandPlan, tone: number): Direction | undefined {
  const [direction, ...others] = directions.filter((each) =>
    plan[each].some(({ first, last }) => tone >= first && tone <= last),
  );
  return others.length === 0 ? direction : undefined;
}
