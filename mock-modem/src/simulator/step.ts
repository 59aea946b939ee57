import { noiseFor, surroundingsAt } from './conditions.ts';
import type { Line, Surroundings } from './conditions.ts';
import { quiet, TICK } from './disturbance.ts';
import type { Disturbance, ScenarioModel } from './disturbance.ts';
import { countErrors, countLoss } from './errors.ts';
import { isReviewTime, recordDrop, review } from './line-management.ts';
import { uniform } from './random.ts';
import { stateAtBoot } from './state.ts';
import type { SimulationState } from './state.ts';
import { count, difference, sides } from './tally.ts';
import type { Side } from './tally.ts';
import { DAY, MINUTE, QUARTER_HOUR } from './time.ts';
import { synchronise, train } from './training.ts';

/** A scenario and its start in Unix seconds. */
export interface ActiveModel {
  readonly model: ScenarioModel;
  readonly since: number;
}

/** Bits of the retrain reason, as the public driver header numbers them. After a boot there is none. */
const reason = { signal: 0x1, remoteDefect: 0x2, margin: 0x4 } as const;

/** Noise and attenuation change by this many dB per tick at most. */
const FASTEST_CHANGE = 1;
/** The time a modem takes to boot before it looks for a signal. */
const BOOT_SECONDS = 35;
const lossStream = 71;

/** Advances the line by one tick. */
export function step(line: Line, state: SimulationState, { model, since }: ActiveModel): void {
  const disturbance = model.disturbance(state.at - since, state.at);
  state.interferer = disturbance.interferer;
  state.tap = disturbance.tap;
  const margin = state.up ? showtime(line, state, disturbance) : down(line, state, disturbance);
  state.at += TICK;
  rollPeriods(state);

  if (!state.up) {
    if (state.at >= state.upAt) synchronise(line, state, disturbance.rateFactor);
  } else if (losesMargin(line, state, margin)) lose(line, state, 'margin', 0);
  else if (isReviewTime(state.at) && review(state)) retrainByManagement(line, state);

  const event = model.event(state.at - since, state.at);
  if (event?.kind === 'drop') lose(line, state, 'signal', event.outage);
  if (event?.kind === 'reboot') reboot(line, state);
  if (event?.kind === 'power-cut') boot(line, state);
  state.unavailable = state.up && model.disturbance(state.at - since, state.at).unavailable === true;
}

/**
 * Counts a tick of showtime. Without external influence, errors are counted once a minute, for the minute that starts:
 * nothing that they depend on changes within it, which saves CPU time over weeks of history.
 *
 * @returns the lower of the two margins, dB; Infinity where it was not computed.
 */
function showtime(line: Line, state: SimulationState, disturbance: Disturbance): number {
  if (state.unavailable) {
    for (const side of sides) count(state.total, 'uas', side, TICK);
    state.unavailableSeconds += TICK;
    return Infinity;
  }
  const isCalm =
    disturbance === quiet && state.noise[0] === 0 && state.noise[1] === 0 && state.attenuation === 0;
  if (isCalm && state.at % MINUTE !== 0) return Infinity;
  const now = surroundingsAt(line, state.at);
  if (!isCalm) approach(line, state, disturbance, now);
  return countErrors(line, state, disturbance, now, isCalm ? MINUTE : TICK);
}

function down(line: Line, state: SimulationState, disturbance: Disturbance): number {
  approach(line, state, disturbance, surroundingsAt(line, state.at));
  for (const side of sides) count(state.total, 'uas', side, TICK);
  return Infinity;
}

/** The modem is switched on, on a line without history: it boots, then trains. */
export function boot(line: Line, state: SimulationState): void {
  Object.assign(state, stateAtBoot(state.at));
  train(line, state, BOOT_SECONDS);
}

/** The modem boots: uptime, counters and tables restart. Noise, attenuation and line management stay. */
function reboot(line: Line, state: SimulationState): void {
  const { noise, attenuation, interferer, tap, management } = state;
  boot(line, state);
  Object.assign(state, { noise, attenuation, interferer, tap, management });
  management.erroredSecondsBefore = 0;
}

/** A line that is down already restarts its training. */
function lose(line: Line, state: SimulationState, cause: 'signal' | 'margin', outage: number): void {
  if (state.up) {
    countLoss(state, cause);
    state.retrainReason = reason[cause];
    recordDrop(state);
  }
  train(line, state, outage);
}

/** The network ends the link to apply another profile; the modem sees that the far end is gone. */
function retrainByManagement(line: Line, state: SimulationState): void {
  state.retrainReason = reason.remoteDefect;
  train(line, state, 0);
}

/** Without margin a line stays up for a while: minutes at −1 dB, seconds at −2 dB. */
function losesMargin(line: Line, state: SimulationState, margin: number): boolean {
  if (margin > -0.2) return false;
  const likelihood = 1 - Math.exp((-TICK / 300) * Math.exp(-2.5 * (margin + 1)));
  return uniform(line.seed, state.at / TICK, lossStream) < likelihood;
}

function approach(line: Line, state: SimulationState, disturbance: Disturbance, now: Surroundings): void {
  const held = [disturbance.holdDownstream, disturbance.holdUpstream] as const;
  const noise = [disturbance.noiseDownstream, disturbance.noiseUpstream] as const;
  for (const side of sides) {
    const hold = held[side];
    const wanted = hold === undefined ? noise[side] : holding(line, state, now, side, hold);
    state.noise[side] = towards(state.noise[side], wanted);
  }
  state.attenuation = towards(state.attenuation, disturbance.attenuation);
}

/** In training there is no margin to hold; the noise stays as it is. */
const holding = (line: Line, state: SimulationState, now: Surroundings, side: Side, margin: number): number =>
  state.up ? noiseFor(line, state, now, side, margin) : state.noise[side];

const towards = (present: number, wanted: number): number =>
  present + Math.min(Math.max(wanted - present, -FASTEST_CHANGE), FASTEST_CHANGE);

/** The modem's periods of 15 minutes and one day start at its boot. */
function rollPeriods(state: SimulationState): void {
  const sinceBoot = state.at - state.bootAt;
  if (sinceBoot % QUARTER_HOUR === 0) {
    state.previousQuarterHour = difference(state.total, state.atQuarterHour);
    state.atQuarterHour = state.total.slice();
  }
  if (sinceBoot % DAY === 0) {
    state.previousDay = difference(state.total, state.atDay);
    state.atDay = state.total.slice();
  }
}
