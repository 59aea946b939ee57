/**
 * One line at one moment, in the modem's units: kbit/s, dB, dBm, seconds, counts. The simulator computes it and the
 * renderers print it; it is independent of the output formats.
 */

/** A value for both directions. Downstream is towards the subscriber. */
export interface PerDirection<T = number> {
  readonly downstream: T;
  readonly upstream: T;
}

/** Line states in the order of a retrain; the last two exist in the data model only. */
export const trainingStates = [
  'idle',
  'handshake',
  'started',
  'channel-analysis',
  'message-exchange',
  'showtime',
  'error',
  'disabled',
] as const;
export type TrainingState = (typeof trainingStates)[number];

/** The modem's transmission standards. */
export const standards = ['vdsl2', 'adsl2plus', 'adsl2', 'gdmt'] as const;
export type Standard = (typeof standards)[number];

/** VDSL2 bands, in the order of the modem's table. */
export const bandNames = ['U0', 'U1', 'U2', 'U3', 'D1', 'D2', 'D3'] as const;
export type BandName = (typeof bandNames)[number];

/**
 * Rows of the tables `Total time`, `Since Link time` and the four between. Downstream errors are those detected by the
 * modem.
 */
export const errorKinds = ['fec', 'crc', 'es', 'ses', 'uas', 'los', 'lof', 'lom'] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** Errors of one period. Whole numbers of any size: the renderers wrap them to uint32 as the modem does. */
export type ErrorCounts = Readonly<Record<ErrorKind, PerDirection>>;

/** One of the modem's error tables: its duration and counts. */
export interface ErrorPeriod {
  readonly seconds: number;
  readonly errors: ErrorCounts;
}

/** The modem's error tables. `total` counts over resyncs, since the driver started; `sinceLink` since the last one. */
export interface ErrorPeriods {
  readonly total: ErrorPeriod;
  readonly latestQuarterHour: ErrorPeriod;
  readonly previousQuarterHour: ErrorPeriod;
  readonly latestDay: ErrorPeriod;
  readonly previousDay: ErrorPeriod;
  readonly sinceLink: ErrorPeriod;
}

/** Framing parameters of a bearer by the modem's own letters. −6 in `msgc` means that there is no overhead channel. */
export interface Framing {
  readonly msgc: PerDirection;
  readonly b: PerDirection;
  readonly m: PerDirection;
  readonly t: PerDirection;
  readonly r: PerDirection;
  readonly s: PerDirection;
  readonly l: PerDirection;
  /** Interleaver depth. */
  readonly d: PerDirection;
  readonly i: PerDirection;
  readonly n: PerDirection;
  readonly q: PerDirection;
  readonly v: PerDirection;
  readonly rxQueue: PerDirection;
  readonly txQueue: PerDirection;
  /** Not 0 on bearer 0: retransmission is on in that direction. */
  readonly ginpFraming: PerDirection;
  readonly ginpLookback: PerDirection;
  readonly rrcBits: PerDirection;
}

/** A bearer's counts since the last resync. */
export interface BearerCounts {
  readonly overheadFrames: PerDirection;
  readonly overheadFrameErrors: PerDirection;
  readonly rsWords: PerDirection;
  readonly rsCorrected: PerDirection;
  readonly rsUncorrected: PerDirection;
  readonly hec: PerDirection;
  readonly ocd: PerDirection;
  readonly lcd: PerDirection;
  readonly totalCells: PerDirection;
  readonly dataCells: PerDirection;
  readonly dropCells: number;
  readonly bitErrors: PerDirection;
}

/** A bearer's protection parameters. */
export interface Protection {
  /** Impulse noise protection, DMT symbols. */
  readonly inp: PerDirection;
  readonly inpRein: PerDirection;
  /** Interleaver delay, ms. */
  readonly delay: PerDirection;
  readonly per: PerDirection;
  readonly or: PerDirection;
  /** Aggregate rate, kbit/s with two decimals. */
  readonly agr: PerDirection;
}

/** A bearer (`Path` on the older driver). The second one carries the overhead channel of a G.INP line, at rate 0. */
export interface Bearer {
  /** kbit/s */
  readonly rate: PerDirection;
  readonly framing: Framing;
  readonly counts: BearerCounts;
  readonly protection: Protection;
}

/** Retransmission counters since the last resync (G.INP). */
export interface GinpCounts {
  readonly retransmitted: PerDirection;
  readonly corrected: PerDirection;
  readonly uncorrected: PerDirection;
  /** LEFTRS: seconds below the floor of error-free throughput. */
  readonly lowThroughputSeconds: PerDirection;
  /** minEFTR, kbit/s */
  readonly minThroughput: PerDirection;
  readonly errorFreeBits: PerDirection;
}

/** One band: dB, dB, dB, dBm. Missing values are printed as `N/A`. */
export interface BandSnapshot {
  readonly lineAttenuation?: number;
  readonly signalAttenuation?: number;
  readonly snrMargin?: number;
  readonly transmitPower?: number;
}

/** First and last tone of a range. */
export type Tones = readonly [first: number, last: number];

/** The tone ranges of each direction. */
export interface BandPlan {
  readonly upstream: readonly Tones[];
  readonly downstream: readonly Tones[];
}

/** The content of `--pbParams`. */
export interface BandsSnapshot {
  readonly discovery: BandPlan;
  readonly medley: BandPlan;
  readonly bands: Readonly<Record<BandName, BandSnapshot>>;
}

/** Values per tone; the index is the number of the tone. `undefined`: not measured. */
export type ToneValues = readonly (number | undefined)[];

/** The tables per tone. All four have the same length. */
export interface TonesSnapshot {
  readonly bits: readonly number[];
  /** dB */
  readonly snr: ToneValues;
  /** Quiet line noise, dBm/Hz. */
  readonly qln: ToneValues;
  /** Magnitude of the transfer function, dB. */
  readonly hlog: ToneValues;
}

/** All values of a line at one moment. Outside showtime the values of the last showtime remain. */
export interface LineSnapshot {
  readonly state: TrainingState;
  readonly standard: Standard;
  readonly annex: 'A' | 'B' | 'M';
  /** VDSL2 only. */
  readonly profile?: '8b' | '8d' | '12a' | '17a' | '30a';
  readonly tpsTc: 'PTM' | 'ATM';
  /** Page field 3; empty on VDSL2. */
  readonly dataPath: 'Interleaved' | 'Fast' | '';
  /** Reason for the last retrain (bit mask), printed in hexadecimal. */
  readonly retrainReason: number;
  /** 0 after a successful training. */
  readonly lastInitializationStatus: number;
  /** kbit/s */
  readonly attainableRate: PerDirection;
  /** dB */
  readonly snrMargin: PerDirection;
  /** dB; 0 where the modem has not measured it. */
  readonly attenuation: PerDirection;
  /** dBm */
  readonly transmitPower: PerDirection;
  readonly bearers: readonly [Bearer] | readonly [Bearer, Bearer];
  /** Absent on a line without retransmission. */
  readonly ginp?: GinpCounts;
  /** Absent on ADSL. */
  readonly bands?: BandsSnapshot;
  /** Absent between boot and the first showtime. */
  readonly tones?: TonesSnapshot | undefined;
  readonly bitswaps: { readonly done: PerDirection; readonly asked: PerDirection };
  readonly periods: ErrorPeriods;
  /** AS: seconds in showtime since the last resync, without unavailable seconds. */
  readonly linkUptime: number;
  /** Seconds since the modem booted. */
  readonly deviceUptime: number;
  /** Idle seconds of the processor, the second number of /proc/uptime. */
  readonly idleSeconds: number;
}
