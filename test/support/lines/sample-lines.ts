import type { LineSnapshot, PerDirection } from '../../../mock-modem/src/render/snapshot.ts';

const pair = (downstream: number, upstream: number): PerDirection => ({ downstream, upstream });
const zero = pair(0, 0);

const quietErrors = { crc: zero, es: zero, ses: zero, uas: zero, los: zero, lof: zero, lom: zero };

/** A VDSL2 line with G.INP in showtime, with literal values for the renderers' tests. */
export const ginpLine: LineSnapshot = {
  state: 'showtime',
  standard: 'vdsl2',
  annex: 'B',
  profile: '17a',
  tpsTc: 'PTM',
  dataPath: '',
  retrainReason: 0x8001,
  lastInitializationStatus: 0,
  attainableRate: pair(58_212, 11_040),
  snrMargin: pair(-0.4, 6.1),
  attenuation: pair(17.2, 0),
  transmitPower: pair(12.8, -6.9),
  bearers: [
    {
      rate: pair(54_997, 9998),
      framing: {
        msgc: pair(-6, 26),
        b: pair(233, 117),
        m: pair(1, 1),
        t: pair(0, 64),
        r: pair(10, 12),
        s: pair(0.1327, 0.3734),
        l: pair(14_442, 2625),
        d: pair(8, 1),
        i: pair(244, 130),
        n: pair(244, 130),
        q: pair(8, 0),
        v: zero,
        rxQueue: pair(64, 0),
        txQueue: pair(16, 0),
        ginpFraming: pair(18, 0),
        ginpLookback: pair(16, 0),
        rrcBits: pair(0, 24),
      },
      counts: {
        overheadFrames: pair(0, 113_022),
        overheadFrameErrors: pair(41, 7),
        rsWords: pair(2 ** 32 + 5, 4_951_240),
        rsCorrected: pair(2 ** 32 - 6, 1204),
        rsUncorrected: zero,
        hec: pair(3, 1),
        ocd: zero,
        lcd: zero,
        totalCells: pair(3_101_557_002, 0),
        dataCells: pair(88_120_455, 0),
        dropCells: 0,
        bitErrors: zero,
      },
      protection: {
        inp: pair(48, 0),
        inpRein: pair(1, 0),
        delay: zero,
        per: pair(0, 16.9),
        or: pair(0.01, 30.12),
        agr: pair(55_101.49, 10_024),
      },
    },
    {
      rate: zero,
      framing: {
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
      },
      counts: {
        overheadFrames: pair(33_509_120, 0),
        overheadFrameErrors: pair(2, 0),
        rsWords: pair(201_054_720, 0),
        rsCorrected: pair(311, 0),
        rsUncorrected: zero,
        hec: zero,
        ocd: zero,
        lcd: zero,
        totalCells: zero,
        dataCells: zero,
        dropCells: 0,
        bitErrors: zero,
      },
      protection: {
        inp: pair(2.5, 0),
        inpRein: pair(2.5, 0),
        delay: zero,
        per: pair(16.06, 0.01),
        or: pair(47.81, 0.01),
        agr: pair(47.81, 0.01),
      },
    },
  ],
  ginp: {
    retransmitted: pair(901_223, 0),
    corrected: pair(502_118, 0),
    uncorrected: pair(123, 0),
    lowThroughputSeconds: pair(17, 0),
    minThroughput: pair(54_998, 0),
    errorFreeBits: pair(900_112_874, 0),
  },
  bands: {
    discovery: { upstream: [[0, 95]], downstream: [[32, 859]] },
    medley: {
      upstream: [
        [0, 95],
        [868, 1207],
      ],
      downstream: [[32, 859]],
    },
    bands: {
      U0: { lineAttenuation: 3.7, signalAttenuation: 3.7, snrMargin: 6.3, transmitPower: -5.2 },
      U1: { lineAttenuation: 27.9, signalAttenuation: 27.3, snrMargin: 6.1, transmitPower: -19.8 },
      U2: { lineAttenuation: 42.6, signalAttenuation: 41.5, snrMargin: 6.2, transmitPower: 6.6 },
      U3: {},
      D1: { lineAttenuation: 13.8, signalAttenuation: 13.8, snrMargin: -0.4, transmitPower: 10.6 },
      D2: { lineAttenuation: 36.4, signalAttenuation: 36.1, snrMargin: -0.3, transmitPower: 8.2 },
      D3: { lineAttenuation: 56.8 },
    },
  },
  bitswaps: { done: pair(226_033, 5310), asked: pair(226_101, 5312) },
  periods: {
    total: {
      seconds: 9 * 86_400 + 3600 + 61,
      errors: {
        fec: pair(2 ** 32 + 41, 1310),
        crc: pair(57, 9),
        es: pair(40, 8),
        ses: pair(2, 0),
        uas: pair(122, 122),
        los: pair(1, 0),
        lof: pair(1, 0),
        lom: pair(2, 0),
      },
    },
    latestQuarterHour: { seconds: 94, errors: { ...quietErrors, fec: pair(120, 0) } },
    previousQuarterHour: { seconds: 900, errors: { ...quietErrors, fec: pair(1099, 2) } },
    latestDay: { seconds: 22 * 3600 + 12 * 60 + 9, errors: { ...quietErrors, fec: pair(99_120, 31) } },
    previousDay: { seconds: 86_400, errors: { ...quietErrors, fec: pair(110_873, 44) } },
    sinceLink: {
      seconds: 6 * 86_400 + 5 * 3600 + 40,
      errors: { ...quietErrors, fec: pair(2 ** 32 - 6, 1204), crc: pair(41, 7), es: pair(30, 6) },
    },
  },
  linkUptime: 538_187,
  deviceUptime: 781_261.42,
  idleSeconds: 682_017.05,
};

/**
 * The same line on one bearer, without retransmission and without measured attenuation, as the older driver prints it.
 */
export function olderLine(): LineSnapshot {
  const { ginp: _ginp, ...line } = ginpLine;
  return { ...line, attenuation: zero, bearers: [line.bearers[0]] };
}

/** An ADSL2+ line with different numbers. */
export function adslLine(): LineSnapshot {
  const { ginp: _ginp, bands: _bands, profile: _profile, ...line } = ginpLine;
  return {
    ...line,
    standard: 'adsl2plus',
    annex: 'A',
    tpsTc: 'ATM',
    dataPath: 'Interleaved',
    attainableRate: pair(13_880, 1200),
    snrMargin: pair(8.7, -1.2),
    attenuation: pair(32.5, 17.1),
    transmitPower: pair(18.6, 12.3),
    bearers: [{ ...line.bearers[0], rate: pair(12_286, 1087) }],
  };
}
