/** What comes from outside and spoils a line at one moment. */
export interface Disturbance {
  /** dB of noise above the ordinary, by direction. */
  readonly noiseDownstream: number;
  readonly noiseUpstream: number;
  /** dB at which the margin is held, by just as much noise as that takes. */
  readonly holdDownstream?: number;
  readonly holdUpstream?: number;
  /** dB more than the wire ordinarily attenuates. */
  readonly attenuation: number;
  /** How many times as many code words as usual have to be corrected. */
  readonly correctionFactor: number;
  /** Bursts of impulse noise a second. */
  readonly burstRate: number;
  /** How hard a burst can hit: 1 is as usual, 2 goes through every protection. */
  readonly burstStrength: number;
  /** Share of the ordinary rate at which the line can still train. */
  readonly rateFactor: number;
  /** Seconds until the FEC and retransmission counters have come to their wrap at 2³², if they are to. */
  readonly wrapIn?: number;
}

/** Something that happens to the line, or to the modem. */
export type LineEvent =
  /** Sync is lost; there is no signal for `outage` seconds, then the line trains. */
  | { readonly kind: 'drop'; readonly outage: number }
  /** The modem boots; after a power cut in the street so does what is at the other end, and forgets what it knew. */
  | { readonly kind: 'reboot' | 'power-cut' };

/** A scenario at work: pure functions of the seconds since it came on and of the wall clock (Unix seconds). */
export interface ScenarioModel {
  /** What spoils the line at a moment. */
  disturbance(sinceOn: number, wallClock: number): Disturbance;
  /** What happened in the {@link TICK} that ends at a moment. */
  event(sinceOn: number, wallClock: number): LineEvent | undefined;
}

/** One step of the model, in seconds. Sync is lost and found at such steps only. */
export const TICK = 10;

/** A line that nothing spoils: four impulses an hour, from an ordinary household. */
export const quiet: Disturbance = {
  noiseDownstream: 0,
  noiseUpstream: 0,
  attenuation: 0,
  correctionFactor: 1,
  burstRate: 4 / 3600,
  burstStrength: 1,
  rateFactor: 1,
};

/** Is a moment inside the tick that ends at `end`? Both count from the same zero. */
export const fallsIn = (moment: number, end: number): boolean => end - TICK < moment && moment <= end;

/** 0 outside a stretch of time, 1 inside, with slopes of `edge` seconds that lie inside too. */
export function swell(seconds: number, from: number, length: number, edge: number): number {
  const inside = Math.min(seconds - from, from + length - seconds);
  return Math.min(Math.max(inside / edge, 0), 1);
}
