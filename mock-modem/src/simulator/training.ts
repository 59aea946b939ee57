import type { TrainingState } from '../render/snapshot.ts';
import { directionOf, rateWithReserve, snrMargin, surroundingsAt } from './conditions.ts';
import type { Line } from './conditions.ts';
import { TICK } from './disturbance.ts';
import { bandedRate } from './line-management.ts';
import { hash, uniform } from './random.ts';
import { newLinkCounts } from './state.ts';
import type { SimulationState } from './state.ts';
import { sides } from './tally.ts';

const stream = {
  idle: 31,
  handshake: 32,
  started: 33,
  analysis: 34,
  exchange: 35,
  rounding: 36,
  reserve: 38,
} as const;

/** Duration of each phase in seconds: at least, and at most so much more. Together 40 to 90 s. */
const phases = {
  idle: [3, 3],
  handshake: [8, 10],
  started: [5, 8],
  analysis: [14, 16],
  exchange: [6, 10],
} as const;

/**
 * Starts a training: no signal for `outage` seconds, then all phases; the line is up at the end of the last, at a tick.
 */
export function train(line: Line, state: SimulationState, outage: number): void {
  const { at } = state;
  const lasts = (phase: keyof typeof phases): number => {
    const [least, more] = phases[phase];
    return least + Math.floor(uniform(line.seed, at / TICK, stream[phase]) * (more + 1));
  };
  const idle = at + outage + lasts('idle');
  const handshake = idle + lasts('handshake');
  const started = handshake + lasts('started');
  const analysis = started + lasts('analysis');
  const end = analysis + lasts('exchange');
  state.training = { idle, handshake, started, analysis };
  state.upAt = Math.ceil(end / TICK) * TICK;
  state.up = false;
}

/** Ends an outage early: the line trains now. */
export function endOutage(line: Line, state: SimulationState): void {
  if (!state.up && state.at < state.training.idle) train(line, state, 0);
}

/**
 * dB that a modem leaves unused when it selects its rate: the minimum, and the maximum in addition to it. It differs
 * from training to training.
 */
const RESERVE = { least: 0.2, more: 0.7 };

/**
 * Enters showtime at the rates that the line supports now and the profile allows, as a share of its ordinary rate.
 * Measures the attenuation and restarts the link counters.
 */
export function synchronise(line: Line, state: SimulationState, rateFactor = 1): void {
  state.up = true;
  state.upAt = state.at;
  state.unavailableSeconds = 0;
  state.rateFactor = rateFactor;
  const now = surroundingsAt(line, state.at);
  for (const side of sides) {
    const { cap, attainable } = directionOf(line, side);
    const reserve = RESERVE.least + RESERVE.more * uniform(line.seed, state.at / TICK, stream.reserve + side);
    const holds = rateWithReserve(line, state, now, side, reserve);
    const rate = Math.min(cap, bandedRate(Math.min(cap, attainable), state), holds);
    state.sync[side] = Math.floor(rate) - (hash(line.seed, state.at / TICK, stream.rounding + side) % 5);
  }
  state.trained = {
    attenuation: now.weather + state.attenuation,
    margin: [snrMargin(line, state, now, 0), snrMargin(line, state, now, 1)],
    interferer: state.interferer,
    tap: state.tap,
  };
  state.atLink = state.total.slice();
  state.link = newLinkCounts();
}

/** The training state at a moment in the tick that follows the state. */
export function trainingState({ up, training }: SimulationState, wallClock: number): TrainingState {
  if (up) return 'showtime';
  if (wallClock < training.idle) return 'idle';
  if (wallClock < training.handshake) return 'handshake';
  if (wallClock < training.started) return 'started';
  if (wallClock < training.analysis) return 'channel-analysis';
  return 'message-exchange';
}
