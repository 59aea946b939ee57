import type { DirectionKind, LineKind } from './line-kinds.ts';
import { targetMargin } from './management.ts';
import { uniform, wander } from './random.ts';
import type { SimulationState } from './state.ts';
import type { Side } from './tally.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

/** A simulated line: what never changes. */
export interface Line {
  readonly kind: LineKind;
  readonly seed: number;
}

const stream = { slow: 11, middling: 13, quick: 15, damp: 17, wire: 19 } as const;
/** How much of a dB of attenuation is felt in the margin: power back-off and bit loading take the rest. */
const FELT = 0.6;
const YEAR = 365.25 * DAY;
/** Half past eight in the evening: when the neighbours are at home and at their screens. */
const EVENING = 20.5;

/** No two wires are alike: how this one differs from others of its kind, −1 to 1. */
export const wire = ({ seed }: Line): number => uniform(seed, 0, stream.wire) * 2 - 1;

/** 0 by day and 1 at the height of the evening, in UTC. */
function evening(wallClock: number): number {
  const hour = (wallClock % DAY) / HOUR;
  const away = Math.min(Math.abs(hour - EVENING), 24 - Math.abs(hour - EVENING)) / 2.4;
  return Math.exp(-away * away);
}

/** What the hour and the weather do to a line, the same for both directions. */
export interface Surroundings {
  /** Unix seconds. */
  readonly wallClock: number;
  /** Share of the evening's dip, 0 to 1. */
  readonly evening: number;
  /** dB that the wire attenuates more than usual: warm copper is a worse conductor, and water gets in. */
  readonly weather: number;
}

/** The surroundings of a line at a moment. */
export function surroundingsAt({ seed }: Line, wallClock: number): Surroundings {
  const summer = Math.sin((2 * Math.PI * wallClock) / YEAR - 2);
  const afternoon = Math.sin((2 * Math.PI * wallClock) / DAY - 2.4);
  const weather = 0.2 * summer + 0.05 * afternoon + 0.12 * wander(seed, wallClock, 5 * DAY, stream.damp);
  return { wallClock, evening: evening(wallClock), weather };
}

/** Attenuation of one direction as the modem measures it, dB; 0 where its driver does not. */
export function attenuation(
  line: Line,
  state: SimulationState,
  { weather }: Surroundings,
  side: Side,
): number {
  const { attenuation: usual } = directionOf(line, side);
  return usual === 0 ? 0 : usual - 0.9 * wire(line) + weather + state.attenuation;
}

/** What one direction of a line can do. */
export const directionOf = ({ kind }: Line, side: Side): DirectionKind =>
  side === 0 ? kind.downstream : kind.upstream;

/**
 * dB by which the line is better than in its usual quiet hours, without noise from outside. Below zero it is worse.
 * Calm: leaves out what flickers within minutes.
 */
function calmQuality(line: Line, state: SimulationState, now: Surroundings, side: Side): number {
  return (
    0.5 * wire(line) -
    directionOf(line, side).eveningDip * now.evening +
    0.22 * wander(line.seed, now.wallClock, 5 * HOUR, stream.slow + side) -
    FELT * (now.weather + state.attenuation)
  );
}

/** {@link calmQuality}, with its flicker and the noise from outside. */
const quality = (line: Line, state: SimulationState, now: Surroundings, side: Side): number =>
  calmQuality(line, state, now, side) +
  0.14 * wander(line.seed, now.wallClock, 9 * MINUTE, stream.middling + side) +
  0.08 * wander(line.seed, now.wallClock, 40, stream.quick + side) -
  state.noise[side];

/** kbit/s that the line can carry at its target margin with so many dB of quality. */
function carried(line: Line, state: SimulationState, side: Side, decibels: number): number {
  const { attainable, perDecibel } = directionOf(line, side);
  const stricter = targetMargin(line.kind, state) - line.kind.targetMargin;
  const rate = (attainable + perDecibel * (decibels - stricter)) * state.rateFactor;
  return Math.max(rate, 0.05 * attainable);
}

/** dB left over at the present rate with so many dB of quality. */
function marginAt(line: Line, state: SimulationState, side: Side, decibels: number): number {
  const spare = carried(line, state, side, decibels) - state.sync[side];
  return targetMargin(line.kind, state) + spare / (directionOf(line, side).perDecibel * state.rateFactor);
}

/** The attainable rate of one direction, kbit/s. */
export const attainableRate = (line: Line, state: SimulationState, now: Surroundings, side: Side): number =>
  carried(line, state, side, quality(line, state, now, side));

/** The SNR margin of one direction in showtime, dB. */
export const snrMargin = (line: Line, state: SimulationState, now: Surroundings, side: Side): number =>
  marginAt(line, state, side, quality(line, state, now, side));

/** dB of noise that would bring the margin of one direction down to `margin`, were it not for the flicker. */
export const noiseFor = (
  line: Line,
  state: SimulationState,
  now: Surroundings,
  side: Side,
  margin: number,
): number => marginAt(line, state, side, calmQuality(line, state, now, side)) - margin;
