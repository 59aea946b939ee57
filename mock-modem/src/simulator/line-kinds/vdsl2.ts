import type { BandsSnapshot } from '../../render/snapshot.ts';
import { adslTones, both, type LineKind, pair } from './kind.ts';

const bandPlan: Pick<BandsSnapshot, 'discovery' | 'medley'> = {
  discovery: {
    upstream: [
      [0, 95],
      [868, 1207],
      [1972, 2783],
    ],
    downstream: [
      [32, 859],
      [1216, 1963],
      [2792, 4083],
    ],
  },
  medley: {
    upstream: [
      [7, 31],
      [868, 1207],
      [1972, 2783],
    ],
    downstream: [
      [33, 859],
      [1216, 1963],
      [2792, 4083],
    ],
  },
};

/** Without `D3`, where a long line carries nothing. */
const bandPlanOfLongLine: Pick<BandsSnapshot, 'discovery' | 'medley'> = {
  discovery: bandPlan.discovery,
  medley: { ...bandPlan.medley, downstream: bandPlan.medley.downstream.slice(0, 2) },
};

/** A line with G.INP and a target margin of 6 dB. */
export const ginp: LineKind = {
  name: 'vdsl2-ginp',
  standard: 'vdsl2',
  annex: 'B',
  profile: '17a',
  tpsTc: 'PTM',
  dataPath: '',
  driver: 'newer',
  ginp: true,
  targetMargin: 6,
  downstream: {
    cap: 80_000,
    attainable: 57_000,
    perDecibel: 2300,
    attenuation: 16.9,
    transmitPower: 12.8,
    eveningDip: 1.1,
    correctedRate: 1.4,
    erroredRate: 3e-5,
    impulseErroredRate: 0,
    bitswapRate: 0.42,
  },
  upstream: {
    cap: 20_000,
    attainable: 10_300,
    perDecibel: 350,
    attenuation: 0,
    transmitPower: 6.9,
    eveningDip: 0.3,
    correctedRate: 0,
    erroredRate: 3e-5,
    impulseErroredRate: 1.9e-3,
    bitswapRate: 0.01,
  },
  framing: {
    msgc: pair(-6, 26),
    b: pair(233, 117),
    t: pair(0, 64),
    r: pair(10, 12),
    s: pair(0.1327, 0.3734),
    d: pair(8, 1),
    i: pair(244, 130),
    n: pair(244, 130),
    inp: pair(48, 0),
    delay: both(0),
    per: pair(0, 16.9),
    or: pair(0.01, 30.12),
    rsRate: pair(1730, 9.2),
    overheadRate: pair(0, 0.21),
    hecPerCrc: 0,
  },
  tones: { count: 4096, loop: { flat: 0, root: 12.4, linear: 0.55 }, ranges: adslTones },
  bands: {
    ...bandPlan,
    bands: {
      U0: { lineAttenuation: 3.7, signalAttenuation: 3.7, snrMargin: 0.2, transmitPower: -5.2 },
      U1: { lineAttenuation: 27.9, signalAttenuation: 27.3, snrMargin: 0, transmitPower: -19.8 },
      U2: { lineAttenuation: 42.6, signalAttenuation: 41.5, snrMargin: 0.1, transmitPower: 6.6 },
      U3: {},
      D1: { lineAttenuation: 13.8, signalAttenuation: 13.8, snrMargin: 0, transmitPower: 10.6 },
      D2: { lineAttenuation: 36.4, signalAttenuation: 36.1, snrMargin: 0.1, transmitPower: 8.2 },
      D3: { lineAttenuation: 56.8, signalAttenuation: 56.2, snrMargin: -0.1, transmitPower: 6.1 },
    },
  },
};

/** The same line with a target of 3 dB, which some cabinets use with G.INP. */
export const ginp3db: LineKind = {
  ...ginp,
  name: 'vdsl2-ginp-3db',
  targetMargin: 3,
  downstream: { ...ginp.downstream, attainable: 63_900 },
  upstream: { ...ginp.upstream, attainable: 11_350 },
};

/** A longer line with interleaving instead of G.INP. */
export const interleaved: LineKind = {
  ...ginp,
  name: 'vdsl2-interleaved',
  ginp: false,
  targetMargin: 6,
  downstream: {
    ...ginp.downstream,
    attainable: 45_300,
    perDecibel: 1870,
    attenuation: 21.6,
    correctedRate: 14,
    erroredRate: 2e-4,
    bitswapRate: 0.7,
  },
  upstream: {
    ...ginp.upstream,
    attainable: 9800,
    transmitPower: 7.1,
    correctedRate: 0.02,
    erroredRate: 1e-4,
    impulseErroredRate: 1.7e-3,
  },
  framing: {
    msgc: pair(18, 26),
    b: pair(55, 231),
    t: pair(64, 44),
    r: pair(12, 16),
    s: pair(0.0391, 0.7215),
    d: pair(823, 1),
    i: pair(68, 124),
    n: pair(68, 248),
    inp: pair(3, 0),
    delay: pair(8, 0),
    per: pair(2.5, 8.11),
    or: pair(76.72, 31.58),
    rsRate: pair(1620, 1.26),
    overheadRate: pair(410, 0.27),
    hecPerCrc: 9,
  },
  tones: { count: 4096, loop: { flat: 0, root: 17, linear: 0.1 }, ranges: adslTones },
  bands: {
    ...bandPlanOfLongLine,
    bands: {
      U0: { lineAttenuation: 4.6, signalAttenuation: 4.6, snrMargin: 0.1, transmitPower: -4.4 },
      U1: { lineAttenuation: 35.2, signalAttenuation: 34.4, snrMargin: 0, transmitPower: -17.2 },
      U2: { lineAttenuation: 53.1, signalAttenuation: 51.6, snrMargin: 0, transmitPower: 6.8 },
      U3: {},
      D1: { lineAttenuation: 17.8, signalAttenuation: 17.8, snrMargin: 0, transmitPower: 10.4 },
      D2: { lineAttenuation: 45.3, signalAttenuation: 45.1, snrMargin: 0.1, transmitPower: 8.1 },
      D3: { lineAttenuation: 68.9 },
    },
  },
};

/** The same line with an older driver, which prints fewer values. */
export const older: LineKind = {
  ...interleaved,
  name: 'vdsl2-older',
  driver: 'older',
  downstream: {
    ...interleaved.downstream,
    cap: 40_000,
    attainable: 45_200,
    attenuation: 0,
    transmitPower: 11.2,
    correctedRate: 900,
  },
  upstream: { ...interleaved.upstream, cap: 8500, attainable: 9100, transmitPower: 5.9 },
};
