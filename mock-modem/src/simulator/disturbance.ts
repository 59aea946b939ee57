import type { BridgedTap } from './tones/bridged-tap.ts';
import type { Interferer } from './tones/interferer.ts';

/** The external influences on a line at one moment. */
export interface Disturbance {
  /** dB of additional noise, by direction. */
  readonly noiseDownstream: number;
  readonly noiseUpstream: number;
  /** SNR margin to hold, dB; the noise is chosen accordingly. */
  readonly holdDownstream?: number;
  readonly holdUpstream?: number;
  /** dB of attenuation above the ordinary. */
  readonly attenuation: number;
  /** Factor on the rate of corrected code words. */
  readonly correctionFactor: number;
  /** Bursts of impulse noise per second. */
  readonly burstRate: number;
  /** Strength of the strongest burst: 1 is ordinary, 2 exceeds every protection. */
  readonly burstStrength: number;
  /** A narrowband transmitter that the line picks up; its share of the margin's loss is part of the noise. */
  readonly interferer?: Interferer;
  /** A bridged tap; its average loss is part of the attenuation. */
  readonly tap?: BridgedTap;
  /** Share of the ordinary rate that is available to a training. */
  readonly rateFactor: number;
  /** Whether the line is unavailable (UAS) while it stays in showtime. */
  readonly unavailable?: boolean;
  /** Seconds until the FEC and retransmission counters wrap at 2³². */
  readonly wrapIn?: number;
}

/** An event on the line or at the modem. */
export type LineEvent =
  /** Sync is lost; there is no signal for `outage` seconds, then the line trains. */
  | { readonly kind: 'drop'; readonly outage: number }
  /** The modem boots; after a power cut so does the cabinet, which forgets its line management. */
  | { readonly kind: 'reboot' | 'power-cut' };

/** A running scenario: pure functions of the seconds since it started and of the wall clock (Unix seconds). */
export interface ScenarioModel {
  /** The influences at a moment. Returns {@link quiet} itself where there are none, which is cheaper to simulate. */
  disturbance(elapsed: number, wallClock: number): Disturbance;
  /** The event of the {@link TICK} that ends at a moment. */
  event(elapsed: number, wallClock: number): LineEvent | undefined;
}

/** One step of the model, in seconds. Sync is lost and regained at steps only. */
export const TICK = 10;

/** No external influence, except four impulses an hour as in any household. */
export const quiet: Disturbance = {
  noiseDownstream: 0,
  noiseUpstream: 0,
  attenuation: 0,
  correctionFactor: 1,
  burstRate: 4 / 3600,
  burstStrength: 1,
  rateFactor: 1,
};

/** What an interferer does to a line, besides to the tones around it. */
interface InterfererEffect {
  /** dB of margin lost downstream. */
  readonly margin: number;
  /** Bursts of errors per second, because it fades. */
  readonly burstRate: number;
}

/**
 * The influence of a narrowband interferer.
 *
 * @param share 0: off, 1: on.
 */
export function disturbedBy(
  interferer: Interferer,
  { margin, burstRate }: InterfererEffect,
  share: number,
): Disturbance {
  if (share === 0) return quiet;
  return {
    ...quiet,
    // The same object while it is on, so that its effect is computed once.
    interferer: share === 1 ? interferer : { ...interferer, decibels: interferer.decibels * share },
    noiseDownstream: margin * share,
    burstRate: quiet.burstRate + burstRate * share,
    burstStrength: 1.3,
  };
}

/** Whether a moment is inside the tick that ends at `end`. */
export const fallsIn = (moment: number, end: number): boolean => end - TICK < moment && moment <= end;

/** 0 outside a period, 1 inside, with slopes of `edge` seconds inside it. */
export function swell(seconds: number, from: number, length: number, edge: number): number {
  const inside = Math.min(seconds - from, from + length - seconds);
  return Math.min(Math.max(inside / edge, 0), 1);
}
