import { noiseFor, surroundingsAt } from './conditions.ts';
import type { Line, Surroundings } from './conditions.ts';
import { TICK } from './disturbance.ts';
import type { Disturbance, ScenarioModel } from './disturbance.ts';
import { countErrors, countLoss } from './errors.ts';
import { isMorning, noteDrop, review } from './management.ts';
import { uniform } from './random.ts';
import { stateAtBoot } from './state.ts';
import type { SimulationState } from './state.ts';
import { count, difference, sides } from './tally.ts';
import type { Side } from './tally.ts';
import { DAY, MINUTE } from './time.ts';
import { synchronise, train } from './training.ts';

/** A scenario and the moment since which it is on, in Unix seconds. */
export interface ActiveModel {
  readonly model: ScenarioModel;
  readonly since: number;
}

/**
 * Bits of the retrain reason. The driver's own meanings are not public; what is the same here is that they differ by
 * cause, and that there is none after a boot.
 */
const reason = { signal: 0x1, margin: 0x2 } as const;
const MANAGED = 0x8;

/** Noise and attenuation come and go by a dB a tick at most: the line is never somewhere else all at once. */
const FASTEST = 1;
const QUARTER_HOUR = 15 * MINUTE;
/** How long a modem takes to boot before it looks for a signal. */
const BOOT_SECONDS = 35;
const hazard = 71;

/** Takes the line one tick on. */
export function step(line: Line, state: SimulationState, { model, since }: ActiveModel): void {
  const spoils = model.disturbance(state.at - since, state.at);
  const now = surroundingsAt(line, state.at);
  let margin = Infinity;
  approach(line, state, spoils, now);
  if (state.up) margin = countErrors(line, state, spoils, now);
  else for (const side of sides) count(state.total, 'uas', side, TICK);
  state.at += TICK;
  rollPeriods(state);

  if (!state.up) {
    if (state.at >= state.upAt) synchronise(line, state, spoils.rateFactor);
  } else if (losesMargin(line, state, margin)) lose(line, state, 'margin', 0);
  else if (isMorning(state.at) && review(state)) manage(line, state);

  const event = model.event(state.at - since, state.at);
  if (event?.kind === 'drop') lose(line, state, 'signal', event.outage);
  if (event?.kind === 'reboot') reboot(line, state);
  if (event?.kind === 'power-cut') boot(line, state);
}

/** A modem is switched on, on a line that nobody knows yet: it boots, then trains. */
export function boot(line: Line, state: SimulationState): void {
  Object.assign(state, stateAtBoot(state.at));
  train(line, state, BOOT_SECONDS);
}

/** The modem boots: uptime, counters and tables begin anew. Wire, noise and line management are as they were. */
function reboot(line: Line, state: SimulationState): void {
  const { noise, attenuation, management } = state;
  boot(line, state);
  Object.assign(state, { noise, attenuation, management });
  management.erroredSecondsBefore = 0;
}

/** A line that is down already has nothing to lose, but its training has to begin again. */
function lose(line: Line, state: SimulationState, cause: keyof typeof reason, outage: number): void {
  if (state.up) {
    countLoss(state, cause);
    state.retrainReason = reason[cause];
    noteDrop(state);
  }
  train(line, state, outage);
}

function manage(line: Line, state: SimulationState): void {
  state.retrainReason = MANAGED;
  train(line, state, 0);
}

/** Without margin a line holds on for a while: minutes at −1 dB, seconds at −2. */
function losesMargin(line: Line, state: SimulationState, margin: number): boolean {
  if (margin > -0.2) return false;
  const likelihood = 1 - Math.exp((-TICK / 300) * Math.exp(-2.5 * (margin + 1)));
  return uniform(line.seed, state.at / TICK, hazard) < likelihood;
}

function approach(line: Line, state: SimulationState, spoils: Disturbance, now: Surroundings): void {
  const held = [spoils.holdDownstream, spoils.holdUpstream] as const;
  const noise = [spoils.noiseDownstream, spoils.noiseUpstream] as const;
  for (const side of sides) {
    const hold = held[side];
    const wanted = hold === undefined ? noise[side] : holding(line, state, now, side, hold);
    state.noise[side] = towards(state.noise[side], wanted);
  }
  state.attenuation = towards(state.attenuation, spoils.attenuation);
}

/** In training there is no margin to hold down; the noise stays as it is. */
const holding = (line: Line, state: SimulationState, now: Surroundings, side: Side, margin: number): number =>
  state.up ? noiseFor(line, state, now, side, margin) : state.noise[side];

const towards = (present: number, wanted: number): number =>
  present + Math.min(Math.max(wanted - present, -FASTEST), FASTEST);

/** The modem's periods of 15 minutes and of a day count from its boot. */
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
