import type { Bearer, BearerCounts, Framing, PerDirection, Protection } from '../render/snapshot.ts';
import type { Line } from './conditions.ts';
import { protectionShare } from './line-management.ts';
import { hash } from './random.ts';
import type { SimulationState } from './state.ts';
import { counted } from './tally.ts';
import { BITS_PER_SYMBOL } from './tones/loading.ts';

const zero: PerDirection = { downstream: 0, upstream: 0 };
const pair = (downstream: number, upstream: number): PerDirection => ({ downstream, upstream });
const times = ({ downstream, upstream }: PerDirection, factor: number): PerDirection =>
  pair(Math.floor(downstream * factor), Math.floor(upstream * factor));
const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** The bearers of the line: one, or with G.INP two. */
export function bearersOf(line: Line, state: SimulationState, wallClock: number): LineBearers {
  const seconds = Math.max(wallClock - state.upAt, 0);
  const main: Bearer = {
    rate: pair(state.sync[0], state.sync[1]),
    framing: mainFraming(line, state),
    counts: mainCounts(line, state, seconds),
    protection: mainProtection(line, state),
  };
  return line.kind.ginp ? [main, overheadBearer(seconds)] : [main];
}

type LineBearers = readonly [Bearer] | readonly [Bearer, Bearer];

/**
 * On a G.INP line most errored seconds are upstream, and line management reacts with ordinary interleaving there.
 */
const INTERLEAVED_UPSTREAM = { inp: 3, delay: 8, depth: 61 };

const isUpstreamInterleaved = ({ kind }: Line, state: SimulationState): boolean =>
  kind.ginp && protectionShare(state) > 0;

function mainFraming(line: Line, state: SimulationState): Framing {
  const { kind } = line;
  const { framing, ginp } = kind;
  // The depth follows from the delay and the rate, so it differs after every training.
  const share = state.sync[0] / kind.downstream.attainable;
  const depth = Math.max(1, Math.round(framing.d.downstream * share * (1 + 0.5 * protectionShare(state))));
  return {
    msgc: framing.msgc,
    b: framing.b,
    m: pair(1, 1),
    t: framing.t,
    r: framing.r,
    s: framing.s,
    l: times(pair(state.sync[0], state.sync[1]), BITS_PER_SYMBOL),
    d: pair(
      ginp ? framing.d.downstream : depth,
      isUpstreamInterleaved(line, state) ? INTERLEAVED_UPSTREAM.depth : framing.d.upstream,
    ),
    i: framing.i,
    n: framing.n,
    q: ginp ? pair(8, 0) : zero,
    v: zero,
    rxQueue: ginp ? pair(64, 0) : zero,
    txQueue: ginp ? pair(16, 0) : zero,
    ginpFraming: ginp ? pair(18, 0) : zero,
    ginpLookback: ginp ? pair(16, 0) : zero,
    rrcBits: ginp ? pair(0, 24) : zero,
  };
}

function mainCounts({ kind: { framing } }: Line, state: SimulationState, seconds: number): BearerCounts {
  const { total, atLink, link, sync } = state;
  const sinceLink = (kind: 'fec' | 'crc'): PerDirection =>
    pair(
      counted(total, kind, 0) - counted(atLink, kind, 0),
      counted(total, kind, 1) - counted(atLink, kind, 1),
    );
  return {
    overheadFrames: times(framing.overheadRate, seconds),
    overheadFrameErrors: sinceLink('crc'),
    rsWords: times(framing.rsRate, seconds),
    rsCorrected: sinceLink('fec'),
    rsUncorrected: pair(link.rsUncorrected[0], link.rsUncorrected[1]),
    hec: pair(link.hec[0], link.hec[1]),
    ocd: pair(Math.floor(link.hec[0] / 22), 0),
    lcd: pair(Math.floor(link.hec[0] / 22), 0),
    totalCells: pair(Math.floor((sync[0] * seconds) / 0.52), 0),
    dataCells: pair(Math.floor((sync[0] * seconds) / 6.3), 0),
    dropCells: 0,
    bitErrors: zero,
  };
}

/** By how many symbols the INP of a G.INP line varies from training to training: 48 to 52 in public recordings. */
const INP_VARIATION = 5;
const inpStream = 111;

function mainProtection(line: Line, state: SimulationState): Protection {
  const { framing, ginp } = line.kind;
  const share = protectionShare(state);
  const stronger = (ordinary: PerDirection, most: number): PerDirection =>
    pair(hundredths(ordinary.downstream + most * share), ordinary.upstream);
  const upstream = isUpstreamInterleaved(line, state);
  return {
    inp: ginp
      ? pair(
          framing.inp.downstream + (hash(line.seed, state.upAt, inpStream) % INP_VARIATION),
          upstream ? INTERLEAVED_UPSTREAM.inp : framing.inp.upstream,
        )
      : stronger(framing.inp, 3),
    inpRein: ginp ? pair(1, 0) : zero,
    delay: ginp
      ? pair(framing.delay.downstream, upstream ? INTERLEAVED_UPSTREAM.delay : framing.delay.upstream)
      : stronger(framing.delay, 8),
    per: framing.per,
    or: framing.or,
    agr: pair(hundredths(state.sync[0] * 1.0019), hundredths(state.sync[1] * 1.0026)),
  };
}

/** Bearer 1 of a G.INP line: the overhead channel downstream, and no user data. */
const overheadFraming: Framing = {
  msgc: pair(90, -6),
  b: zero,
  m: pair(2, 0),
  t: pair(2, 0),
  r: pair(16, 0),
  s: pair(10.6667, 0),
  l: pair(24, 0),
  d: pair(1, 0),
  i: pair(32, 0),
  n: pair(32, 0),
  q: zero,
  v: zero,
  rxQueue: zero,
  txQueue: zero,
  ginpFraming: zero,
  ginpLookback: zero,
  rrcBits: zero,
};

const overheadProtection: Protection = {
  inp: pair(2.5, 0),
  inpRein: pair(2.5, 0),
  delay: zero,
  per: pair(16.06, 0.01),
  or: pair(47.81, 0.01),
  agr: pair(47.81, 0.01),
};

/** Overhead frames and code words of bearer 1 per second. */
const overheadRates = { frames: 62.26, words: 373.6 };

const overheadBearer = (seconds: number): Bearer => ({
  rate: zero,
  framing: overheadFraming,
  counts: {
    overheadFrames: pair(Math.floor(overheadRates.frames * seconds), 0),
    overheadFrameErrors: zero,
    rsWords: pair(Math.floor(overheadRates.words * seconds), 0),
    rsCorrected: zero,
    rsUncorrected: zero,
    hec: zero,
    ocd: zero,
    lcd: zero,
    totalCells: zero,
    dataCells: zero,
    dropCells: 0,
    bitErrors: zero,
  },
  protection: overheadProtection,
});
