/**
 * Random lines for property tests. Every value is one that the modem can print: levels in steps of 0.1, two-decimal
 * protection figures, whole rates and counts, counts beyond 2³² included.
 */
import * as fc from 'fast-check';
import { uniform } from '../../../mock-modem/src/simulator/random.ts';
import { standards, trainingStates } from '../../../mock-modem/src/render/snapshot.ts';
import type {
  BandSnapshot,
  BandsSnapshot,
  Bearer,
  BearerCounts,
  ErrorPeriods,
  Framing,
  LineSnapshot,
  PerDirection,
  Protection,
  Standard,
  TonesSnapshot,
  ToneValues,
  TrainingState,
} from '../../../mock-modem/src/render/snapshot.ts';

/** Fixed properties of a random line; all others are random. */
interface LineConstraints {
  readonly state?: TrainingState;
  readonly standard?: Standard;
  /** Two bearers and retransmission counters, as G.INP lines have them; ADSL and the older driver have neither. */
  readonly ginp?: boolean;
}

const counter = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 ** 32 - 1 }) },
    { weight: 1, arbitrary: fc.integer({ min: 2 ** 32 - 20, max: 2 ** 34 }) },
  );
const pair = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<PerDirection<T>> =>
  fc.record({ downstream: value, upstream: value });
const steps = (min: number, max: number, perUnit: number): fc.Arbitrary<number> =>
  fc.integer({ min: min * perUnit, max: max * perUnit }).map((value) => value / perUnit);
const tenths = (min: number, max: number): fc.Arbitrary<number> => steps(min, max, 10);
const hundredths = (min: number, max: number): fc.Arbitrary<number> => steps(min, max, 100);
const constant = (value: number): fc.Arbitrary<PerDirection> =>
  fc.constant({ downstream: value, upstream: value });
const small = (): fc.Arbitrary<PerDirection> => pair(fc.integer({ min: 0, max: 255 }));

const framing = (ginp: boolean): fc.Arbitrary<Framing> =>
  fc.record({
    msgc: ginp ? pair(fc.constantFrom(-6, 52, 90)) : small(),
    b: small(),
    m: small(),
    t: small(),
    r: small(),
    s: pair(steps(0, 64, 10_000)),
    l: pair(fc.integer({ min: 0, max: 20_000 })),
    d: pair(fc.integer({ min: 1, max: 2048 })),
    i: small(),
    n: small(),
    q: ginp ? small() : constant(0),
    v: ginp ? small() : constant(0),
    rxQueue: ginp ? small() : constant(0),
    txQueue: ginp ? small() : constant(0),
    ginpFraming: ginp ? pair(fc.constantFrom(0, 18)) : constant(0),
    ginpLookback: ginp ? small() : constant(0),
    rrcBits: ginp ? pair(fc.constantFrom(0, 24)) : constant(0),
  });

const counts = (): fc.Arbitrary<BearerCounts> =>
  fc.record({
    overheadFrames: pair(counter()),
    overheadFrameErrors: pair(counter()),
    rsWords: pair(counter()),
    rsCorrected: pair(counter()),
    rsUncorrected: pair(counter()),
    hec: pair(counter()),
    ocd: pair(counter()),
    lcd: pair(counter()),
    totalCells: pair(counter()),
    dataCells: pair(counter()),
    dropCells: counter(),
    bitErrors: pair(counter()),
  });

const protection = (): fc.Arbitrary<Protection> =>
  fc.record({
    inp: pair(hundredths(0, 60)),
    inpRein: pair(hundredths(0, 3)),
    delay: pair(fc.integer({ min: 0, max: 16 })),
    per: pair(hundredths(0, 20)),
    or: pair(hundredths(0, 200)),
    agr: pair(hundredths(0, 120_000)),
  });

const bearer = (rate: fc.Arbitrary<number>, ginp: boolean): fc.Arbitrary<Bearer> =>
  fc.record({ rate: pair(rate), framing: framing(ginp), counts: counts(), protection: protection() });

const errors = fc.record({
  fec: pair(counter()),
  crc: pair(counter()),
  es: pair(counter()),
  ses: pair(counter()),
  uas: pair(counter()),
  los: pair(counter()),
  lof: pair(counter()),
  lom: pair(counter()),
});
const period = (limit: number): fc.Arbitrary<ErrorPeriods['total']> =>
  fc.record({ seconds: fc.integer({ min: 0, max: limit }), errors });

const periods: fc.Arbitrary<ErrorPeriods> = fc.record({
  total: period(4e7),
  latestQuarterHour: period(900),
  previousQuarterHour: period(900),
  latestDay: period(86_400),
  previousDay: period(86_400),
  sinceLink: period(4e7),
});

const band = (): fc.Arbitrary<BandSnapshot> =>
  fc.record(
    {
      lineAttenuation: tenths(0, 90),
      signalAttenuation: tenths(0, 90),
      snrMargin: tenths(-20, 31),
      transmitPower: tenths(-30, 20),
    },
    { requiredKeys: [] },
  );
const bands: fc.Arbitrary<BandsSnapshot> = fc.record({
  discovery: fc.constant({ upstream: [[0, 95]], downstream: [[32, 859]] }),
  medley: fc.constant({ upstream: [[0, 95]], downstream: [] }),
  bands: fc.record({
    U0: band(),
    U1: band(),
    U2: band(),
    U3: band(),
    D1: band(),
    D2: band(),
    D3: band(),
  }),
});

/**
 * A random line. Transmit power is never 0 in both directions: on a shifted page that pair identifies the layout.
 */
export function lineSnapshotArbitrary(constraints: LineConstraints = {}): fc.Arbitrary<LineSnapshot> {
  return fc
    .record({
      standard: fc.constantFrom(...(constraints.standard === undefined ? standards : [constraints.standard])),
      ginp: constraints.ginp === undefined ? fc.boolean() : fc.constant(constraints.ginp),
    })
    .chain(({ standard, ginp }) => ofKind(standard, ginp && standard === 'vdsl2', constraints.state));
}

function ofKind(standard: Standard, ginp: boolean, state?: TrainingState): fc.Arbitrary<LineSnapshot> {
  const vdsl2 = standard === 'vdsl2';
  const mainBearer = bearer(fc.integer({ min: 64, max: 120_000 }), ginp);
  const always = fc.record({
    state: state === undefined ? fc.constantFrom(...trainingStates) : fc.constant(state),
    standard: fc.constant(standard),
    annex: fc.constantFrom('A' as const, 'B' as const, 'M' as const),
    tpsTc: fc.constantFrom('PTM' as const, 'ATM' as const),
    dataPath: vdsl2 ? fc.constant('' as const) : fc.constantFrom('Interleaved' as const, 'Fast' as const),
    retrainReason: fc.integer({ min: 0, max: 0xffff }),
    lastInitializationStatus: fc.integer({ min: 0, max: 5 }),
    attainableRate: pair(fc.integer({ min: 64, max: 150_000 })),
    snrMargin: pair(tenths(-20, 31)),
    attenuation: pair(tenths(0, 102)),
    transmitPower: pair(tenths(-20, 20)).filter((power) => power.downstream !== 0 || power.upstream !== 0),
    bearers: ginp ? fc.tuple(mainBearer, bearer(fc.constant(0), true)) : fc.tuple(mainBearer),
    bitswaps: fc.record({ done: pair(counter()), asked: pair(counter()) }),
    periods,
    linkUptime: fc.integer({ min: 0, max: 4e7 }),
    deviceUptime: hundredths(0, 1e7),
    idleSeconds: hundredths(0, 1e7),
  });
  const vdsl2Only = fc.record({ profile: fc.constantFrom('8b', '8d', '12a', '17a', '30a'), bands });
  const ginpOnly = fc.record({
    retransmitted: pair(counter()),
    corrected: pair(counter()),
    uncorrected: pair(counter()),
    lowThroughputSeconds: pair(counter()),
    minThroughput: pair(fc.integer({ min: 0, max: 120_000 })),
    errorFreeBits: pair(counter()),
  });
  return fc
    .tuple(always, vdsl2 ? vdsl2Only : fc.constant({}), ginp ? ginpOnly : fc.constant(undefined))
    .map(([line, vdsl2Part, ginpPart]) => ({
      ...line,
      ...vdsl2Part,
      ...(ginpPart === undefined ? {} : { ginp: ginpPart }),
    }));
}

/** Random tables per tone: as many tones as a driver prints, each with or without a value. */
export const tonesArbitrary: fc.Arbitrary<TonesSnapshot> = fc
  .record({
    count: fc.constantFrom(256, 512, 4096),
    seed: fc.integer(),
    measured: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ count, seed, measured }) => {
    // A list of arbitraries as long as the tables would take seconds.
    const values = (stream: number, least: number, most: number): number[] =>
      Array.from({ length: count }, (_, tone) => least + uniform(seed, tone, stream) * (most - least));
    const levels = (stream: number, least: number, most: number): ToneValues =>
      values(stream, least, most).map((value, tone) =>
        uniform(seed, tone, stream + 1) < measured ? Math.round(value * 10_000) / 10_000 : undefined,
      );
    return {
      bits: values(1, 0, 15.9).map(Math.floor),
      snr: levels(2, -31, 60),
      qln: levels(4, -159, -40),
      hlog: levels(6, -95, 6),
    };
  });
