import { directionOf, snrMargin, surroundingsAt } from './conditions.ts';
import type { Line } from './conditions.ts';
import { TICK } from './disturbance.ts';
import { cycleStart, everyday, toTick } from './line-scenarios/everyday.ts';
import { RETRANSMISSION_CORRECTED_PER_FEC, RETRANSMITTED_PER_FEC, SEVERE_PER_ERRORED } from './errors.ts';
import { uniform } from './random.ts';
import { stateAtBoot } from './state.ts';
import type { SimulationState } from './state.ts';
import { boot, step } from './step.ts';
import type { ActiveModel } from './step.ts';
import { count, counted, newTally, sides } from './tally.ts';
import type { Tally } from './tally.ts';
import { DAY, MINUTE, QUARTER_HOUR } from './time.ts';
import { synchronise } from './training.ts';

const stream = { uptime: 81, link: 82 } as const;

/** Advances the line to the last tick at or before a moment. */
export function advance(line: Line, state: SimulationState, active: ActiveModel, wallClock: number): void {
  while (state.at + TICK <= wallClock) step(line, state, active);
}

/** The {@link everyday} scenario, which depends on the wall clock only. */
export const everydayModel = ({ seed }: Line): ActiveModel => ({ model: everyday(seed), since: 0 });

/** A line in the `everyday` scenario, simulated since its last power cut. */
export function stateWithPast(line: Line, wallClock: number): SimulationState {
  const state = stateAtBoot(cycleStart(line.seed, toTick(wallClock)));
  boot(line, state);
  advance(line, state, everydayModel(line), wallClock);
  return state;
}

/**
 * A line that has been up for some hours or days with plausible counters, computed directly and not simulated: for
 * tests and for thousands of modems.
 */
export function plausibleState(line: Line, wallClock: number): SimulationState {
  const at = toTick(wallClock);
  const ago = (days: number, of: number): number =>
    toTick((0.2 + 0.8 * uniform(line.seed, 0, of)) * days * DAY);
  const deviceUptime = ago(20, stream.uptime);
  const linkUptime = Math.min(ago(6, stream.link), deviceUptime - 2 * MINUTE);

  const state = stateAtBoot(at - linkUptime);
  synchronise(line, state);
  state.at = at;
  state.bootAt = at - deviceUptime;
  Object.assign(state, periods(line, state), { link: linkCounts(line, state, linkUptime) });
  state.management.erroredSecondsBefore = counted(state.total, 'es', 0) + counted(state.total, 'es', 1);
  return state;
}

/** The error counts of ordinary seconds. @param seconds how many */
function ordinary(line: Line, state: SimulationState, seconds: number): Tally {
  const tally = newTally();
  const now = surroundingsAt(line, state.at);
  for (const side of sides) {
    const { correctedRate, erroredRate, impulseErroredRate } = directionOf(line, side);
    const missing = 6 * (1 - snrMargin(line, state, now, side) / line.kind.targetMargin);
    const errored = Math.floor((erroredRate + impulseErroredRate) * seconds);
    count(tally, 'fec', side, Math.floor(correctedRate * Math.exp(0.7 * missing) * seconds));
    const severe = Math.floor(errored * SEVERE_PER_ERRORED);
    count(tally, 'es', side, errored);
    count(tally, 'ses', side, severe);
    count(tally, 'crc', side, errored * 3 + severe * 24);
  }
  return tally;
}

type Periods = Pick<
  SimulationState,
  'total' | 'atLink' | 'atQuarterHour' | 'previousQuarterHour' | 'atDay' | 'previousDay'
>;

function periods(line: Line, state: SimulationState): Periods {
  const deviceUptime = state.at - state.bootAt;
  const before = (seconds: number): Tally => ordinary(line, state, Math.max(deviceUptime - seconds, 0));
  const quarterHour = deviceUptime % QUARTER_HOUR;
  const day = deviceUptime % DAY;
  return {
    total: withTraining(before(0)),
    atLink: withTraining(before(state.at - state.upAt)),
    atQuarterHour: withTraining(before(quarterHour)),
    previousQuarterHour: ordinary(line, state, Math.min(QUARTER_HOUR, deviceUptime)),
    atDay: withTraining(before(day)),
    previousDay: ordinary(line, state, deviceUptime > day ? DAY : 0),
  };
}

/** Adds the minute in which the line trained. */
function withTraining(tally: Tally): Tally {
  for (const side of sides) count(tally, 'uas', side, MINUTE);
  return tally;
}

function linkCounts(line: Line, state: SimulationState, seconds: number): SimulationState['link'] {
  const { link } = state;
  const { kind } = line;
  const counts = ordinary(line, state, seconds);
  const fec = counts[0] ?? 0;
  link.bitswaps = [
    Math.floor(kind.downstream.bitswapRate * seconds),
    Math.floor(kind.upstream.bitswapRate * seconds),
  ];
  if (kind.ginp) {
    link.retransmitted[0] = Math.floor(fec * RETRANSMITTED_PER_FEC);
    link.retransmissionCorrected[0] = Math.floor(fec * RETRANSMISSION_CORRECTED_PER_FEC);
  }
  return link;
}
