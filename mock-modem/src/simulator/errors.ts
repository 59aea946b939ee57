import { directionOf, snrMargin } from './conditions.ts';
import type { Line, Surroundings } from './conditions.ts';
import { TICK } from './disturbance.ts';
import type { Disturbance } from './disturbance.ts';
import { protectionShare } from './line-management.ts';
import { poisson, uniform } from './random.ts';
import type { SimulationState } from './state.ts';
import { count, counted, sides } from './tally.ts';
import type { Side } from './tally.ts';

/** Random streams; each is followed by the one for upstream. */
const stream = {
  corrected: 51,
  errored: 53,
  crc: 55,
  severe: 57,
  bitswaps: 59,
  retransmitted: 61,
  bursts: 63,
  burst: 65,
  retransmissionCorrected: 67,
} as const;

/** The margin range over which error rates grow: from the target margin down to 0 dB, on a scale of 6. */
const SCALE = 6;
const LIMIT = 2 ** 32;
/**
 * Ratios in public recordings of G.INP lines: rtx_c per FEC 0.003 to 0.18, rtx_uc per CRC 0 to 31, SES per ES 0.004 to
 * 0.12.
 */
export const RETRANSMITTED_PER_FEC = 2.1;
export const RETRANSMISSION_CORRECTED_PER_FEC = 0.06;
const RETRANSMISSION_UNCORRECTED_PER_CRC = 3;
export const SEVERE_PER_ERRORED = 0.015;

/** How far the margin is below the target, on the {@link SCALE}, bounded. */
const shortfall = ({ kind }: Line, margin: number): number =>
  Math.min(Math.max(SCALE * (1 - margin / kind.targetMargin), -6), 9);

/**
 * Counts the errors of the showtime that follows the state.
 *
 * @param seconds A tick, or the minute that starts with it.
 * @returns the lower of the two margins, dB.
 */
export function countErrors(
  line: Line,
  state: SimulationState,
  disturbance: Disturbance,
  now: Surroundings,
  seconds: number,
): number {
  const tick = state.at / TICK;
  const bursts = poisson(disturbance.burstRate * seconds, uniform(line.seed, tick, stream.bursts));
  let lowest = Infinity;
  for (const side of sides) {
    const margin = snrMargin(line, state, now, side);
    lowest = Math.min(lowest, margin);
    countNoise(line, state, disturbance, side, margin, seconds);
    for (let index = 0; index < bursts; index += 1) countBurst(line, state, disturbance, side, index);
  }
  if (disturbance.wrapIn !== undefined) approachWrap(state, disturbance.wrapIn);
  return lowest;
}

/** Errors that follow the margin: first corrections, then errored seconds, severe ones near 0 dB. */
function countNoise(
  line: Line,
  state: SimulationState,
  disturbance: Disturbance,
  side: Side,
  margin: number,
  seconds: number,
): void {
  const { correctedRate, erroredRate, impulseErroredRate, bitswapRate } = directionOf(line, side);
  const tick = state.at / TICK;
  const chance = (of: keyof typeof stream): number => uniform(line.seed, tick, stream[of] + side);
  const missing = shortfall(line, margin);
  const { total, link } = state;

  const corrected = correctedRate * seconds * Math.exp(0.7 * missing) * disturbance.correctionFactor;
  if (corrected > 0) count(total, 'fec', side, poisson(corrected, chance('corrected')));
  link.bitswaps[side] += poisson(bitswapRate * seconds, chance('bitswaps'));
  if (line.kind.ginp && side === 0) {
    const byRetransmission = poisson(
      RETRANSMISSION_CORRECTED_PER_FEC * corrected,
      chance('retransmissionCorrected'),
    );
    const further = poisson(RETRANSMITTED_PER_FEC * corrected, chance('retransmitted'));
    link.retransmissionCorrected[0] += byRetransmission;
    link.retransmitted[0] += byRetransmission + further;
  }

  const byNoise = erroredRate * Math.exp(0.5 * missing + 0.16 * missing * Math.abs(missing));
  const mean = (byNoise + impulseErroredRate) * seconds;
  const errored = Math.min(poisson(mean, chance('errored')), seconds);
  if (errored === 0) return;
  const share = SEVERE_PER_ERRORED + 1 / (1 + Math.exp((margin + 0.2) / 0.35));
  const severe = Math.min(poisson(errored * share, chance('severe')), errored);
  const crc = errored + poisson(errored * 1.2 * Math.exp(0.35 * missing), chance('crc')) + severe * 24;
  countErrored(line, state, side, errored, severe, crc);
}

/** A burst hits some hundred code words; a strong one exceeds the protection. Upstream is affected less. */
function countBurst(
  line: Line,
  state: SimulationState,
  disturbance: Disturbance,
  side: Side,
  index: number,
): void {
  const { ginp } = line.kind;
  const chance = uniform(line.seed, state.at / TICK + index * 0x1000000, stream.burst + side);
  const strength = chance * disturbance.burstStrength * (side === 0 ? 1 : 0.72);
  const words = Math.round(40 + 400 * strength * strength);
  if (directionOf(line, side).correctedRate > 0) count(state.total, 'fec', side, words);
  if (ginp && side === 0) {
    state.link.retransmitted[0] += Math.round(words * RETRANSMITTED_PER_FEC);
    state.link.retransmissionCorrected[0] += Math.round(words * RETRANSMISSION_CORRECTED_PER_FEC);
  }
  const protectedUpTo = (ginp ? 1 : 0.86) + 0.3 * protectionShare(state);
  if (strength <= protectedUpTo) return;
  const severe = strength > protectedUpTo + 0.2 ? 1 : 0;
  countErrored(line, state, side, 1, severe, Math.round(3 + 60 * (strength - protectedUpTo)) + severe * 20);
}

/** Counts errored seconds and the counters that grow with them. */
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
    link.retransmissionUncorrected[0] += RETRANSMISSION_UNCORRECTED_PER_CRC * crc;
    link.lowThroughputSeconds[0] += severe;
  } else {
    link.rsUncorrected[0] += 40 * crc;
  }
}

/** A loss of sync: the seconds until the modem gives up are severely errored. */
export function countLoss(state: SimulationState, reason: 'signal' | 'margin'): void {
  const { total } = state;
  count(total, 'es', 0, 3);
  count(total, 'ses', 0, 3);
  count(total, 'crc', 0, 74);
  count(total, 'lof', 0, 1);
  count(total, reason === 'signal' ? 'los' : 'lom', 0, 1);
}

/** Moves the FEC and retransmission counters evenly towards 2³². @param wrapIn seconds until they wrap */
function approachWrap({ total, link }: SimulationState, wrapIn: number): void {
  const share = Math.min(TICK / Math.max(wrapIn, TICK), 1);
  const missing = (present: number): number => Math.ceil((LIMIT - (present % LIMIT)) * share);
  for (const side of sides) count(total, 'fec', side, missing(counted(total, 'fec', side)));
  link.retransmitted[0] += missing(link.retransmitted[0]);
}
