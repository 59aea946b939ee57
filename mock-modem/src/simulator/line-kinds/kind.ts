import type { Driver } from '../../render/header.ts';
import type { BandsSnapshot, LineSnapshot, PerDirection, Tones } from '../../render/snapshot.ts';
import type { Loop } from '../tones/channel.ts';

/** The lines that can be simulated, by name. */
export const lineKindNames = [
  'vdsl2-ginp',
  'vdsl2-ginp-3db',
  'vdsl2-interleaved',
  'vdsl2-older',
  'adsl2plus',
] as const;
export type LineKindName = (typeof lineKindNames)[number];

/** The constants of one direction. */
export interface DirectionKind {
  /** Highest rate of the product, kbit/s. */
  readonly cap: number;
  /** Ordinary rate at the target margin, kbit/s. */
  readonly attainable: number;
  /** kbit/s per dB of margin: about 1870 on lines of 25 to 40 Mbit/s (public recordings), more on faster ones. */
  readonly perDecibel: number;
  /** dB; 0 where the driver does not measure it. */
  readonly attenuation: number;
  /** dBm */
  readonly transmitPower: number;
  /** dB of margin lost at the evening peak. */
  readonly eveningDip: number;
  /** Corrected code words per second at the target margin. */
  readonly correctedRate: number;
  /** Errored seconds per second from noise, at the target margin. */
  readonly erroredRate: number;
  /** Errored seconds per second from impulses, whatever the margin: 130 to 230 a day upstream on real lines. */
  readonly impulseErroredRate: number;
  /** Bit swap operations per second. */
  readonly bitswapRate: number;
}

/** Framing parameters. Those that depend on the rate are computed from it. */
interface FramingKind {
  readonly msgc: PerDirection;
  readonly b: PerDirection;
  readonly t: PerDirection;
  readonly r: PerDirection;
  readonly s: PerDirection;
  readonly d: PerDirection;
  readonly i: PerDirection;
  readonly n: PerDirection;
  /** DMT symbols. */
  readonly inp: PerDirection;
  /** ms */
  readonly delay: PerDirection;
  readonly per: PerDirection;
  readonly or: PerDirection;
  /** Reed-Solomon code words per second. */
  readonly rsRate: PerDirection;
  /** Overhead frames per second. */
  readonly overheadRate: PerDirection;
  /** HEC errors per CRC error downstream. */
  readonly hecPerCrc: number;
}

/** What the values per tone follow from. */
interface TonesKind {
  /** Number of tones in the modem's tables. */
  readonly count: number;
  readonly loop: Loop;
  /** The tones of each direction, where `bands` does not have them. */
  readonly ranges: PerDirection<Tones>;
}

/** The constants of a kind of line, shared by all simulated modems. */
export interface LineKind extends Pick<
  LineSnapshot,
  'standard' | 'annex' | 'profile' | 'tpsTc' | 'dataPath'
> {
  readonly name: LineKindName;
  readonly driver: Driver;
  readonly ginp: boolean;
  /** Target SNR margin, dB. */
  readonly targetMargin: number;
  readonly downstream: DirectionKind;
  readonly upstream: DirectionKind;
  readonly framing: FramingKind;
  readonly tones: TonesKind;
  readonly bands?: BandsSnapshot;
}

/** The same value in both directions. */
export const both = (value: number): PerDirection => ({ downstream: value, upstream: value });
/** Values of downstream and upstream. */
export const pair = (downstream: number, upstream: number): PerDirection => ({ downstream, upstream });

/** The tones of each direction without VDSL2 bands. */
export const adslTones: PerDirection<Tones> = { upstream: [7, 31], downstream: [33, 511] };
