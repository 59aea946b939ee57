import type { SimulationState } from './state.ts';
import { counted } from './tally.ts';
import { DAY, HOUR } from './time.ts';

/**
 * Dynamic line management (DLM), run by the network. Every morning it reviews the errors and drops of a day: after a
 * bad day it selects a safer profile, and a faster one only after two quiet weeks. It reacts to many drops at once.
 */

/** Protection against impulse noise (0 to 1), and the share of the ordinary rate that banding leaves. */
const profiles = [
  { protection: 0, share: Infinity },
  { protection: 0.4, share: 0.9 },
  { protection: 0.7, share: 0.8 },
  { protection: 1, share: 0.65 },
] as const;
const LAST = profiles.length - 1;
/** Banded rates are multiples of this, kbit/s. */
const BAND = 500;

/** The time of the review, seconds after midnight UTC. */
const REVIEW_TIME = 4 * HOUR;
/** Two errored seconds a minute: the allowance of the fastest profile (community figure). */
const ERRORED_SECONDS_A_DAY = 2880;
const DROPS_A_DAY = 8;
/** A quiet day, and how many in a row are needed. */
const QUIET = { erroredSeconds: 600, drops: 2, days: 14 };

const profileOf = ({ management }: SimulationState): (typeof profiles)[number] =>
  profiles[management.level] ?? profiles[0];

/** The highest rate of the profile for a direction that ordinarily reaches `ordinary`, kbit/s. */
export function bandedRate(ordinary: number, state: SimulationState): number {
  const { share } = profileOf(state);
  return share === Infinity ? Infinity : Math.round((ordinary * share) / BAND) * BAND;
}

/** The profile's protection against impulse noise: 0 for the fastest profile, 1 for the safest. */
export const protectionShare = (state: SimulationState): number => profileOf(state).protection;

/** Records a drop. Too many of them raise the level at once, at most once a day. */
export function recordDrop({ management }: SimulationState): void {
  management.drops += 1;
  if (management.drops >= DROPS_A_DAY && !management.raised) raise(management);
}

function raise(management: SimulationState['management']): void {
  management.level = Math.min(management.level + 1, LAST);
  management.raised = true;
  management.quietDays = 0;
}

/** Whether the daily review takes place at this tick. */
export const isReviewTime = (wallClock: number): boolean => wallClock % DAY === REVIEW_TIME;

/** Reviews the last day. Returns whether the profile changes, which requires a training. */
export function review({ management, total }: SimulationState): boolean {
  const { level, drops, erroredSecondsBefore, raised } = management;
  const erroredSeconds = counted(total, 'es', 0) + counted(total, 'es', 1) - erroredSecondsBefore;
  if ((erroredSeconds > ERRORED_SECONDS_A_DAY || drops >= DROPS_A_DAY) && !raised) raise(management);
  else if (erroredSeconds < QUIET.erroredSeconds && drops <= QUIET.drops) management.quietDays += 1;
  else management.quietDays = 0;
  if (management.quietDays >= QUIET.days && management.level > 0) {
    management.level -= 1;
    management.quietDays = 0;
  }
  management.drops = 0;
  management.raised = false;
  management.erroredSecondsBefore += erroredSeconds;
  return management.level !== level;
}
