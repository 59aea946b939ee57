import { newTally } from './tally.ts';
import type { Tally } from './tally.ts';

/** What is counted since the last resync and is not in the error tables, for both directions. */
export interface LinkCounts {
  hec: [number, number];
  rsUncorrected: [number, number];
  retransmitted: [number, number];
  retransmissionCorrected: [number, number];
  retransmissionUncorrected: [number, number];
  lowThroughputSeconds: [number, number];
  bitswaps: [number, number];
}

/** When each phase of a training ends, in Unix seconds. */
export interface Training {
  idle: number;
  handshake: number;
  started: number;
  analysis: number;
}

/**
 * All that a simulated line remembers. Everything else is worked out from it, the seed and the time; there is no
 * history in it, so it stays as small as this.
 */
export interface SimulationState {
  /** Unix seconds, at a tick: all that happened up to here is in the state. */
  at: number;
  bootAt: number;
  up: boolean;
  /** Start of the present showtime, or the end of the training that is under way. */
  upAt: number;
  training: Training;
  retrainReason: number;
  /** kbit/s of the last showtime. */
  sync: [number, number];
  /** Share of the ordinary rate that the line found when it last trained. */
  rateFactor: number;
  /** dB of noise and attenuation that have come to the line by now; what comes from outside arrives gradually. */
  noise: [number, number];
  attenuation: number;
  /** Line management: how far it has stepped down, and what it has seen since it last looked. */
  management: {
    level: number;
    drops: number;
    erroredSecondsBefore: number;
    quietDays: number;
    stepped: boolean;
  };
  /** Errors since boot, and what they were at the beginning of each of the modem's periods. */
  total: Tally;
  atLink: Tally;
  atQuarterHour: Tally;
  previousQuarterHour: Tally;
  atDay: Tally;
  previousDay: Tally;
  link: LinkCounts;
}

/** Nothing counted since the resync. */
export const newLinkCounts = (): LinkCounts => ({
  hec: [0, 0],
  rsUncorrected: [0, 0],
  retransmitted: [0, 0],
  retransmissionCorrected: [0, 0],
  retransmissionUncorrected: [0, 0],
  lowThroughputSeconds: [0, 0],
  bitswaps: [0, 0],
});

/** A modem that is switched on at a tick, on a line that it has never seen. It trains next. */
export const stateAtBoot = (at: number): SimulationState => ({
  at,
  bootAt: at,
  up: false,
  upAt: at,
  training: { idle: at, handshake: at, started: at, analysis: at },
  retrainReason: 0,
  sync: [0, 0],
  rateFactor: 1,
  noise: [0, 0],
  attenuation: 0,
  management: { level: 0, drops: 0, erroredSecondsBefore: 0, quietDays: 0, stepped: false },
  total: newTally(),
  atLink: newTally(),
  atQuarterHour: newTally(),
  previousQuarterHour: newTally(),
  atDay: newTally(),
  previousDay: newTally(),
  link: newLinkCounts(),
});
