import type {
  BandSnapshot,
  BandsSnapshot,
  ErrorPeriods,
  GinpCounts,
  LineSnapshot,
  PerDirection,
  TonesSnapshot,
} from '../render/snapshot.ts';
import { bearersOf } from './bearers.ts';
import { attainableRate, attenuation, directionOf, snrMargin, surroundingsAt } from './conditions.ts';
import type { Line } from './conditions.ts';
import type { SimulationState } from './state.ts';
import { difference, toErrorCounts } from './tally.ts';
import type { Side, Tally } from './tally.ts';
import { DAY, QUARTER_HOUR } from './time.ts';
import { createToneModel } from './tones/spectrum.ts';
import type { ToneConditions } from './tones/spectrum.ts';
import { trainingState } from './training.ts';

const none: PerDirection = { downstream: 0, upstream: 0 };
const tenth = (value: number): number => Math.round(value * 10) / 10;
const bothSides = (of: (side: Side) => number): PerDirection => ({ downstream: of(0), upstream: of(1) });
const pair = ([downstream, upstream]: readonly [number, number]): PerDirection => ({ downstream, upstream });

/**
 * The line at a moment of the tick that follows the state. Levels and counts are those of the state's tick; uptimes and
 * training states have a resolution of one second. Between boot and first showtime all measurements are zero.
 *
 * @param tonesAt Computes the values per tone, which is done on their first use.
 */
export function snapshotAt(
  line: Line,
  state: SimulationState,
  wallClock: number,
  tonesAt = createToneModel(line),
): LineSnapshot {
  const { kind } = line;
  const now = surroundingsAt(line, state.at);
  const measured = (of: (side: Side) => number): PerDirection => (state.sync[0] > 0 ? bothSides(of) : none);
  const margin = measured((side) => tenth(snrMargin(line, state, now, side)));
  const course = courseAt(state, wallClock);
  const { at, upAt, sync, trained, interferer } = state;
  const conditions: ToneConditions = {
    at,
    upAt,
    sync: [...sync],
    trained,
    interferer,
    margin: [margin.downstream, margin.upstream],
  };
  let tones: TonesSnapshot | undefined;
  return {
    ...course,
    standard: kind.standard,
    annex: kind.annex,
    ...(kind.profile === undefined ? {} : { profile: kind.profile }),
    tpsTc: kind.tpsTc,
    dataPath: kind.dataPath,
    retrainReason: state.retrainReason,
    lastInitializationStatus: 0,
    attainableRate: measured((side) => Math.round(attainableRate(line, state, now, side))),
    snrMargin: margin,
    attenuation: measured((side) => tenth(attenuation(line, state, side))),
    transmitPower: measured((side) => directionOf(line, side).transmitPower),
    bearers: bearersOf(line, state, wallClock),
    ...(kind.ginp ? { ginp: ginpCounts(state, wallClock) } : {}),
    ...(kind.bands === undefined ? {} : { bands: bandsAt(kind.bands, state, margin) }),
    get tones() {
      return conditions.sync[0] > 0 ? (tones ??= tonesAt(conditions)) : undefined;
    },
    bitswaps: { done: pair(state.link.bitswaps), asked: requested(pair(state.link.bitswaps)) },
    periods: errorPeriods(state, wallClock),
    idleSeconds: Math.round(course.deviceUptime * 87.3) / 100,
  };
}

/** Some of the requested bit swaps are not acknowledged: 211307 requested and 205497 done in a public recording. */
const requested = ({ downstream, upstream }: PerDirection): PerDirection => ({
  downstream: Math.floor(downstream * 1.028),
  upstream: Math.floor(upstream * 1.008),
});

/** Seconds of showtime without unavailable ones, which is what `AS` counts. */
function availableSeconds(
  { at, upAt, unavailable, unavailableSeconds }: SimulationState,
  wallClock: number,
): number {
  return (unavailable ? at : wallClock) - upAt - unavailableSeconds;
}

/** The line's progress at a moment of the tick that follows the state. */
export const courseAt = (
  state: SimulationState,
  wallClock: number,
): Pick<LineSnapshot, 'state' | 'linkUptime' | 'deviceUptime'> => ({
  state: trainingState(state, wallClock),
  linkUptime: state.up ? availableSeconds(state, wallClock) : 0,
  deviceUptime: wallClock - state.bootAt,
});

function ginpCounts({ link, sync, upAt }: SimulationState, wallClock: number): GinpCounts {
  const seconds = Math.max(wallClock - upAt, 0);
  return {
    retransmitted: pair(link.retransmitted),
    corrected: pair(link.retransmissionCorrected),
    uncorrected: pair(link.retransmissionUncorrected),
    lowThroughputSeconds: pair(link.lowThroughputSeconds),
    minThroughput: { downstream: sync[0] + 1, upstream: 0 },
    errorFreeBits: { downstream: Math.floor(sync[0] * 0.98 * seconds), upstream: 0 },
  };
}

/** The bands' margins follow the line's; additional attenuation grows with the frequency. */
function bandsAt(usual: BandsSnapshot, state: SimulationState, margin: PerDirection): BandsSnapshot {
  const { U0, U1, U2, U3, D1, D2, D3 } = usual.bands;
  const moved = (band: BandSnapshot, side: keyof PerDirection, share: number): BandSnapshot => ({
    ...band,
    ...more(band, 'lineAttenuation', state.trained.attenuation * share),
    ...more(band, 'signalAttenuation', state.trained.attenuation * share),
    ...more(band, 'snrMargin', margin[side]),
  });
  return {
    ...usual,
    bands: {
      U0: moved(U0, 'upstream', 0.3),
      U1: moved(U1, 'upstream', 1),
      U2: moved(U2, 'upstream', 1.4),
      U3,
      D1: moved(D1, 'downstream', 0.8),
      D2: moved(D2, 'downstream', 1.2),
      D3: moved(D3, 'downstream', 1.5),
    },
  };
}

/** A value of a band, if the band has it, with an offset in dB. */
function more(band: BandSnapshot, level: keyof BandSnapshot, decibels: number): BandSnapshot {
  const value = band[level];
  return value === undefined ? {} : { [level]: tenth(value + decibels) };
}

function errorPeriods(state: SimulationState, wallClock: number): ErrorPeriods {
  const sinceBoot = wallClock - state.bootAt;
  const since = (seconds: number, before: Tally): ErrorPeriods['total'] => ({
    seconds,
    errors: toErrorCounts(difference(state.total, before)),
  });
  const previous = (seconds: number, errors: Tally): ErrorPeriods['total'] => ({
    seconds: sinceBoot < seconds ? 0 : seconds,
    errors: toErrorCounts(errors),
  });
  return {
    total: { seconds: sinceBoot, errors: toErrorCounts(state.total) },
    latestQuarterHour: since(sinceBoot % QUARTER_HOUR, state.atQuarterHour),
    previousQuarterHour: previous(QUARTER_HOUR, state.previousQuarterHour),
    latestDay: since(sinceBoot % DAY, state.atDay),
    previousDay: previous(DAY, state.previousDay),
    sinceLink: since(Math.max(wallClock - state.upAt, 0), state.atLink),
  };
}
