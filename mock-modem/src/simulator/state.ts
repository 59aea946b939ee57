import { newTally } from './tally.ts';
import type { Tally } from './tally.ts';
import type { BridgedTap } from './tones/bridged-tap.ts';
import type { Interferer } from './tones/interferer.ts';

/** Counts since the last resync that are not in the error tables, for both directions. */
interface LinkCounts {
  hec: [number, number];
  rsUncorrected: [number, number];
  retransmitted: [number, number];
  retransmissionCorrected: [number, number];
  retransmissionUncorrected: [number, number];
  lowThroughputSeconds: [number, number];
  bitswaps: [number, number];
}

/** The end of each phase of a training, in Unix seconds. */
export interface Training {
  idle: number;
  handshake: number;
  started: number;
  analysis: number;
}

/** The state of dynamic line management (DLM), see line-management.ts. */
interface LineManagement {
  /** Index of the profile; 0 is the fastest. */
  level: number;
  /** Drops since the last review. */
  drops: number;
  erroredSecondsBefore: number;
  quietDays: number;
  /** Whether the level was raised since the last review. */
  raised: boolean;
}

/** What a training measures; modems do not measure it later. */
export interface Trained {
  /** dB of attenuation above the ordinary. */
  readonly attenuation: number;
  /** SNR margin at the start of showtime, dB. */
  readonly margin: readonly [number, number];
  readonly interferer: Interferer | undefined;
  readonly tap: BridgedTap | undefined;
}

/**
 * The state of a simulated line. Everything else is computed from it, the seed and the time; its size is constant.
 */
export interface SimulationState {
  /** Unix seconds, at a tick: everything up to this moment is in the state. */
  at: number;
  bootAt: number;
  up: boolean;
  /** Start of the current showtime, or end of the current training. */
  upAt: number;
  /** Whether the tick that follows is unavailable although the line is in showtime. */
  unavailable: boolean;
  /** Unavailable seconds in the current showtime. */
  unavailableSeconds: number;
  training: Training;
  retrainReason: number;
  /** kbit/s of the last showtime. */
  sync: [number, number];
  /** Share of the ordinary rate that was available at the last training. */
  rateFactor: number;
  /** dB of noise from outside; it changes gradually. */
  noise: [number, number];
  /** dB of attenuation above the ordinary; it changes gradually. */
  attenuation: number;
  /** What else was on the line at the last training. */
  trained: Trained;
  /** Narrowband interferer and bridged tap that are on the line now. */
  interferer: Interferer | undefined;
  tap: BridgedTap | undefined;
  management: LineManagement;
  /** Errors since boot, and their counts at the start of each of the modem's periods. */
  total: Tally;
  atLink: Tally;
  atQuarterHour: Tally;
  previousQuarterHour: Tally;
  atDay: Tally;
  previousDay: Tally;
  link: LinkCounts;
}

/** All zeros. */
export const newLinkCounts = (): LinkCounts => ({
  hec: [0, 0],
  rsUncorrected: [0, 0],
  retransmitted: [0, 0],
  retransmissionCorrected: [0, 0],
  retransmissionUncorrected: [0, 0],
  lowThroughputSeconds: [0, 0],
  bitswaps: [0, 0],
});

/** A modem at boot, on a line without history. It trains next. */
export const stateAtBoot = (at: number): SimulationState => ({
  at,
  bootAt: at,
  up: false,
  upAt: at,
  unavailable: false,
  unavailableSeconds: 0,
  training: { idle: at, handshake: at, started: at, analysis: at },
  retrainReason: 0,
  sync: [0, 0],
  rateFactor: 1,
  noise: [0, 0],
  attenuation: 0,
  trained: { attenuation: 0, margin: [0, 0], interferer: undefined, tap: undefined },
  interferer: undefined,
  tap: undefined,
  management: { level: 0, drops: 0, erroredSecondsBefore: 0, quietDays: 0, raised: false },
  total: newTally(),
  atLink: newTally(),
  atQuarterHour: newTally(),
  previousQuarterHour: newTally(),
  atDay: newTally(),
  previousDay: newTally(),
  link: newLinkCounts(),
});
