import type { DirectionKind, LineKind } from './line-kinds/kind.ts';
import { uniform, wander } from './random.ts';
import type { SimulationState } from './state.ts';
import type { Side } from './tally.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

/** The constants of a simulated line. */
export interface Line {
  readonly kind: LineKind;
  readonly seed: number;
}

const stream = { slow: 11, middling: 13, quick: 15, damp: 17, wire: 19 } as const;
/** dB of margin per dB of attenuation: power back-off and bit loading compensate for the rest. */
const MARGIN_PER_ATTENUATION = 0.6;
const YEAR = 365.25 * DAY;
/** 20:30, when most neighbouring lines are busy (crosstalk). */
const EVENING = 20.5;

/** How this line's wire differs from others of its kind, −1 to 1. */
export const wireVariation = ({ seed }: Line): number => uniform(seed, 0, stream.wire) * 2 - 1;

/** 0 by day and 1 at the evening peak, in UTC. */
function evening(wallClock: number): number {
  const hour = (wallClock % DAY) / HOUR;
  const away = Math.min(Math.abs(hour - EVENING), 24 - Math.abs(hour - EVENING)) / 2.4;
  return Math.exp(-away * away);
}

/** Time of day and weather, the same for both directions. */
export interface Surroundings {
  /** Unix seconds. */
  readonly wallClock: number;
  /** Share of the evening's dip, 0 to 1. */
  readonly evening: number;
  /** dB of attenuation above the ordinary, from temperature and moisture. */
  readonly weather: number;
}

/** The surroundings of a line at a moment. */
export function surroundingsAt({ seed }: Line, wallClock: number): Surroundings {
  const summer = Math.sin((2 * Math.PI * wallClock) / YEAR - 2);
  const afternoon = Math.sin((2 * Math.PI * wallClock) / DAY - 2.4);
  const weather = 0.2 * summer + 0.05 * afternoon + 0.12 * wander(seed, wallClock, 5 * DAY, stream.damp);
  return { wallClock, evening: evening(wallClock), weather };
}

/** Attenuation of one direction as measured at the last training, dB; 0 where the driver does not measure it. */
export function attenuation(line: Line, state: SimulationState, side: Side): number {
  const { attenuation: ordinary } = directionOf(line, side);
  return ordinary === 0 ? 0 : ordinary - 0.9 * wireVariation(line) + state.trained.attenuation;
}

/** The constants of one direction. */
export const directionOf = ({ kind }: Line, side: Side): DirectionKind =>
  side === 0 ? kind.downstream : kind.upstream;

/** Margin relative to the line's ordinary quiet hours, in dB, without external noise and short-term variation. */
function calmQuality(line: Line, state: SimulationState, now: Surroundings, side: Side): number {
  return (
    0.5 * wireVariation(line) -
    directionOf(line, side).eveningDip * now.evening +
    0.22 * wander(line.seed, now.wallClock, 5 * HOUR, stream.slow + side) -
    MARGIN_PER_ATTENUATION * (now.weather + state.attenuation)
  );
}

/** {@link calmQuality} with short-term variation and external noise. */
const quality = (line: Line, state: SimulationState, now: Surroundings, side: Side): number =>
  calmQuality(line, state, now, side) +
  0.14 * wander(line.seed, now.wallClock, 9 * MINUTE, stream.middling + side) +
  0.08 * wander(line.seed, now.wallClock, 40, stream.quick + side) -
  state.noise[side];

/** dB over which a rate changes by the factor e. The slope at the ordinary rate is {@link DirectionKind.perDecibel}. */
const rateScale = ({ attainable, perDecibel }: DirectionKind): number => attainable / perDecibel;

/** Rate that the line can carry at its target margin, kbit/s. @param decibels quality, dB */
function carried(line: Line, state: SimulationState, side: Side, decibels: number): number {
  const direction = directionOf(line, side);
  return direction.attainable * state.rateFactor * Math.exp(decibels / rateScale(direction));
}

/** Margin at the current rate, dB. @param decibels quality, dB */
function marginAt(line: Line, state: SimulationState, side: Side, decibels: number): number {
  const direction = directionOf(line, side);
  const share = state.sync[side] / (direction.attainable * state.rateFactor);
  return line.kind.targetMargin + decibels - rateScale(direction) * Math.log(share);
}

/** The rate that leaves `reserve` dB above the target margin, kbit/s. */
export const rateWithReserve = (
  line: Line,
  state: SimulationState,
  now: Surroundings,
  side: Side,
  reserve: number,
): number => carried(line, state, side, quality(line, state, now, side) - reserve);

/** The attainable rate of one direction, kbit/s. */
export const attainableRate = (line: Line, state: SimulationState, now: Surroundings, side: Side): number =>
  carried(line, state, side, quality(line, state, now, side));

/** The SNR margin of one direction in showtime, dB. */
export const snrMargin = (line: Line, state: SimulationState, now: Surroundings, side: Side): number =>
  marginAt(line, state, side, quality(line, state, now, side));

/** dB of noise that brings the margin of one direction down to `margin`, apart from short-term variation. */
export const noiseFor = (
  line: Line,
  state: SimulationState,
  now: Surroundings,
  side: Side,
  margin: number,
): number => marginAt(line, state, side, calmQuality(line, state, now, side)) - margin;
