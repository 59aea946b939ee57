import { directionOf, snrMargin, surroundingsAt } from './conditions.ts';
import type { Line } from './conditions.ts';
import { TICK } from './disturbance.ts';
import { eraStart, everyday } from './everyday.ts';
import { uniform } from './random.ts';
import { stateAtBoot } from './state.ts';
import type { SimulationState } from './state.ts';
import { boot, step } from './step.ts';
import type { ActiveModel } from './step.ts';
import { count, newTally, sides } from './tally.ts';
import type { Tally } from './tally.ts';
import { DAY, MINUTE } from './time.ts';
import { synchronise } from './training.ts';

const stream = { uptime: 81, link: 82 } as const;
const QUARTER_HOUR = 15 * MINUTE;

const toTick = (seconds: number): number => Math.floor(seconds / TICK) * TICK;

/** Takes the line on to the last tick at or before a moment. */
export function advance(line: Line, state: SimulationState, active: ActiveModel, wallClock: number): void {
  while (state.at + TICK <= wallClock) step(line, state, active);
}

/** The {@link everyday} life of a line, which has no beginning. */
export const everydayModel = ({ seed }: Line): ActiveModel => ({ model: everyday(seed), since: 0 });

/** A line in the middle of its everyday life, with all that happened to it since the last power cut. */
export function stateWithPast(line: Line, wallClock: number): SimulationState {
  const state = stateAtBoot(eraStart(line.seed, toTick(wallClock)));
  boot(line, state);
  advance(line, state, everydayModel(line), wallClock);
  return state;
}

/**
 * A line that has been up for some hours or days with counters to match, made up at once and not lived through. For
 * tests, and where a thousand modems have to start in a moment.
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
  return Object.assign(state, periods(line, state), { link: linkCounts(line, state, linkUptime) });
}

/** What an ordinary stretch of so many seconds leaves in the error tables. */
function ordinary(line: Line, state: SimulationState, seconds: number): Tally {
  const tally = newTally();
  const now = surroundingsAt(line, state.at);
  for (const side of sides) {
    const { correctedRate, erroredRate } = directionOf(line, side);
    const missing = 6 - snrMargin(line, state, now, side);
    const errored = Math.floor(erroredRate * seconds);
    count(tally, 'fec', side, Math.floor(correctedRate * Math.exp(0.7 * missing) * seconds));
    count(tally, 'es', side, errored);
    count(tally, 'crc', side, errored * 3);
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

/** The minute in which the line trained, before anything else was counted. */
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
    link.retransmitted[0] = Math.floor(fec * 2.1);
    link.retransmissionCorrected[0] = Math.floor(fec * 1.2);
  }
  return link;
}
