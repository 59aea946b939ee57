import { directionOf, snrMargin } from './conditions.ts';
import type { Line, Surroundings } from './conditions.ts';
import { TICK } from './disturbance.ts';
import type { Disturbance } from './disturbance.ts';
import { protectionShare } from './management.ts';
import { poisson, uniform } from './random.ts';
import type { SimulationState } from './state.ts';
import { count, counted, sides } from './tally.ts';
import type { Side } from './tally.ts';

/** Streams of chance; each is followed by its upstream twin. */
const stream = {
  corrected: 51,
  errored: 53,
  crc: 55,
  severe: 57,
  bitswaps: 59,
  retransmitted: 61,
  bursts: 63,
  burst: 65,
} as const;

/** The margin at which a line kind's error rates are given, dB. */
const USUAL_MARGIN = 6;
const LIMIT = 2 ** 32;

/** How many dB the margin is under the usual one, within what error rates can follow. */
const shortfall = (margin: number): number => Math.min(Math.max(USUAL_MARGIN - margin, -6), 9);

/**
 * Counts what goes wrong in the tick of showtime that follows the state.
 *
 * @returns the lower of the two margins, dB.
 */
export function countErrors(
  line: Line,
  state: SimulationState,
  spoils: Disturbance,
  now: Surroundings,
): number {
  const tick = state.at / TICK;
  const bursts = poisson(spoils.burstRate * TICK, uniform(line.seed, tick, stream.bursts));
  let lowest = Infinity;
  for (const side of sides) {
    const margin = snrMargin(line, state, now, side);
    lowest = Math.min(lowest, margin);
    countNoise(line, state, spoils, side, margin);
    for (let index = 0; index < bursts; index += 1) countBurst(line, state, spoils, side, index);
  }
  if (spoils.wrapIn !== undefined) race(state, spoils.wrapIn);
  return lowest;
}

/** Errors that follow the margin: corrections first, whole errored seconds later, severe ones when it is used up. */
function countNoise(
  line: Line,
  state: SimulationState,
  spoils: Disturbance,
  side: Side,
  margin: number,
): void {
  const { correctedRate, erroredRate, bitswapRate } = directionOf(line, side);
  const tick = state.at / TICK;
  const chance = (of: keyof typeof stream): number => uniform(line.seed, tick, stream[of] + side);
  const missing = shortfall(margin);
  const { total, link } = state;

  const corrected = correctedRate * TICK * Math.exp(0.7 * missing) * spoils.correctionFactor;
  count(total, 'fec', side, poisson(corrected, chance('corrected')));
  link.bitswaps[side] += poisson(bitswapRate * TICK, chance('bitswaps'));
  if (line.kind.ginp && side === 0) {
    const sent = poisson(2.1 * corrected, chance('retransmitted'));
    link.retransmitted[0] += sent;
    link.retransmissionCorrected[0] += Math.floor(sent * 0.57);
  }

  const mean = erroredRate * TICK * Math.exp(0.23 * missing + 0.159 * missing * Math.abs(missing));
  const errored = Math.min(poisson(mean, chance('errored')), TICK);
  if (errored === 0) return;
  const severe = poisson(errored / (1 + Math.exp((margin + 0.2) / 0.35)), chance('severe'));
  const crc = errored + poisson(errored * 1.2 * Math.exp(0.35 * missing), chance('crc')) + severe * 24;
  countErrored(line, state, side, errored, Math.min(severe, errored), crc);
}

/** A burst takes out some hundred code words, more than protection can mend when it is strong. Upstream feels it less. */
function countBurst(
  line: Line,
  state: SimulationState,
  spoils: Disturbance,
  side: Side,
  index: number,
): void {
  const chance = uniform(line.seed, state.at / TICK + index * 0x1000000, stream.burst + side);
  const strength = chance * spoils.burstStrength * (side === 0 ? 1 : 0.72);
  const words = Math.round(40 + 400 * strength * strength);
  count(state.total, 'fec', side, words);
  if (line.kind.ginp && side === 0) {
    state.link.retransmitted[0] += words * 2;
    state.link.retransmissionCorrected[0] += words;
  }
  const protectedUpTo = 0.86 + 0.3 * protectionShare(state);
  if (strength <= protectedUpTo) return;
  const severe = strength > protectedUpTo + 0.2 ? 1 : 0;
  countErrored(line, state, side, 1, severe, Math.round(3 + 60 * (strength - protectedUpTo)) + severe * 20);
}

/** Counts errored seconds with all that goes along with them. */
function countErrored(
  { kind }: Line,
  { total, link }: SimulationState,
  side: Side,
  errored: number,
  severe: number,
  crc: number,
): void {
  count(total, 'es', side, errored);
  count(total, 'ses', side, severe);
  count(total, 'crc', side, crc);
  if (side === 1) return;
  link.hec[0] += Math.round(crc * kind.framing.hecPerCrc);
  if (kind.ginp) {
    link.retransmissionUncorrected[0] += 3 * crc;
    link.lowThroughputSeconds[0] += severe;
  } else {
    link.rsUncorrected[0] += 40 * crc;
  }
}

/** Signal or frames are lost: the seconds until the modem gives up are severely errored. */
export function countLoss(state: SimulationState, reason: 'signal' | 'margin'): void {
  const { total } = state;
  count(total, 'es', 0, 3);
  count(total, 'ses', 0, 3);
  count(total, 'crc', 0, 74);
  count(total, 'lof', 0, 1);
  count(total, reason === 'signal' ? 'los' : 'lom', 0, 1);
}

/** Brings the FEC and retransmission counters to 2³² in so many seconds, evenly. */
function race({ total, link }: SimulationState, wrapIn: number): void {
  const share = Math.min(TICK / Math.max(wrapIn, TICK), 1);
  const missing = (present: number): number => Math.ceil((LIMIT - (present % LIMIT)) * share);
  for (const side of sides) count(total, 'fec', side, missing(counted(total, 'fec', side)));
  link.retransmitted[0] += missing(link.retransmitted[0]);
}
