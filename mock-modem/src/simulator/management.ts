import type { LineKind } from './line-kinds.ts';
import type { SimulationState } from './state.ts';
import { counted } from './tally.ts';
import { DAY, HOUR } from './time.ts';

/**
 * Dynamic line management: the network's own hand on the line. It looks at each day's errors and drops in the early
 * morning, and steps the line down to a safer, slower profile, or back up after quiet days. A line that drops all day
 * it does not leave until the morning.
 */

/** dB of target margin more, share of the rate left, by level. */
const levels = [
  { margin: 0, share: 1 },
  { margin: 1, share: 0.9 },
  { margin: 3, share: 0.8 },
  { margin: 6, share: 0.65 },
] as const;
const LAST = levels.length - 1;

/** When the day's errors are looked at, seconds after midnight UTC. */
const MORNING = 4 * HOUR;
/** Two errored seconds a minute, the fastest profile's allowance. */
const ERRORED_SECONDS_A_DAY = 2880;
const DROPS_A_DAY = 8;
const QUIET = { erroredSeconds: 300, drops: 2, days: 2 };

const levelOf = ({ management }: SimulationState): (typeof levels)[number] =>
  levels[management.level] ?? levels[0];

/** dB that the line is to keep when it trains. */
export const targetMargin = (kind: LineKind, state: SimulationState): number =>
  kind.targetMargin + levelOf(state).margin;

/** Highest rate of a direction that the profile allows, kbit/s. */
export const allowedRate = (cap: number, state: SimulationState): number =>
  Math.round(cap * levelOf(state).share);

/** A level's protection against impulses: 0 is the fastest profile, 1 the safest. */
export const protectionShare = ({ management }: SimulationState): number => management.level / LAST;

/** The line dropped: after too many of them it trains on a safer profile at once, at most one step a day. */
export function noteDrop({ management }: SimulationState): void {
  management.drops += 1;
  if (management.drops < DROPS_A_DAY || management.stepped) return;
  stepDown(management);
}

function stepDown(management: SimulationState['management']): void {
  management.level = Math.min(management.level + 1, LAST);
  management.stepped = true;
  management.quietDays = 0;
}

/** Is a moment, at a tick, the one at which the day is looked at? */
export const isMorning = (wallClock: number): boolean => wallClock % DAY === MORNING;

/** Looks at the day that ends. Returns whether the profile changes, for which the line has to train. */
export function review({ management, total }: SimulationState): boolean {
  const { level, drops, erroredSecondsBefore, stepped } = management;
  const erroredSeconds = counted(total, 'es', 0) + counted(total, 'es', 1) - erroredSecondsBefore;
  if ((erroredSeconds > ERRORED_SECONDS_A_DAY || drops >= DROPS_A_DAY) && !stepped) stepDown(management);
  else if (erroredSeconds < QUIET.erroredSeconds && drops <= QUIET.drops) management.quietDays += 1;
  else management.quietDays = 0;
  if (management.quietDays >= QUIET.days && management.level > 0) {
    management.level -= 1;
    management.quietDays = 0;
  }
  beginDay(management, erroredSecondsBefore + erroredSeconds);
  return management.level !== level;
}

function beginDay(management: SimulationState['management'], erroredSeconds: number): void {
  management.drops = 0;
  management.stepped = false;
  management.erroredSecondsBefore = erroredSeconds;
}
