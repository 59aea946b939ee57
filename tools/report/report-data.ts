import type { ContractRates } from '../../modem/src/line/contract.ts';
import type { Period } from './coverage.ts';
import type { LineEvent, PerDirection } from './event-types.ts';
import type { Now } from './exporter.ts';

/** State of the line over a period. `missing`: nothing was scraped, or no scrape found the state of the line. */
export type StripState = 'up' | 'down' | 'unreachable' | 'missing';

/** A period with one state, for the state strip. */
export interface StripSegment extends Period {
  readonly state: StripState;
}

/** Counts of errors; absent where the modem does not count them. */
export interface ErrorCounts {
  readonly erroredSeconds?: number;
  readonly severelyErroredSeconds?: number;
  readonly crcErrors?: number;
}

/** A value and when it was measured, Unix seconds. */
export interface Measurement {
  readonly value: number;
  readonly at: number;
}

/** Lowest and highest sync rate in bytes/s. */
export interface RateRange {
  readonly lowest: number;
  readonly highest: number;
}

/** What one direction of the line did over a period. */
export interface DirectionSummary {
  readonly errors: ErrorCounts;
  readonly lowestMargin?: Measurement;
  readonly syncRate?: RateRange;
}

/** Seconds of a period by the state of the line. */
export interface StateSeconds {
  readonly up: number;
  /** Down, except after a reboot of the modem. */
  readonly down: number;
  /** Down after a reboot of the modem. */
  readonly rebooting: number;
  readonly unreachable: number;
  readonly missing: number;
}

/** A day in the time zone of the report. */
export interface Day extends Period {
  readonly seconds: StateSeconds;
  /** Interruptions that began on the day. */
  readonly drops: number;
  readonly reboots: number;
  readonly directions: PerDirection<DirectionSummary>;
}

/** An hour in which something was measured. */
export interface Hour {
  /** Date and hour in the time zone of the report. */
  readonly date: string;
  readonly hour: number;
  /** Start, Unix seconds. */
  readonly from: number;
  readonly directions: PerDirection<{
    readonly erroredSeconds?: number;
    readonly lowestMargin?: number;
    readonly syncRate?: RateRange & { readonly last: number };
  }>;
}

/** How the line was measured. */
export interface Method {
  /** First and last scrape, Unix seconds. */
  readonly first: number;
  readonly last: number;
  readonly scrapes: number;
  /** Scrape interval that most of the time has, in seconds. */
  readonly interval: number | undefined;
  /** Whether there are values that only the telnet shell has. */
  readonly telnet: boolean;
  readonly exporterVersion?: string | undefined;
  readonly prometheusVersion?: string | undefined;
  /** Seconds by which Prometheus' clock is ahead of that of the machine that made the report. */
  readonly clockDifference?: number | undefined;
  /** Labels of `hg612_dsl_info`, such as `modulation`. */
  readonly line?: Readonly<Record<string, string>> | undefined;
}

/** SNR margins below which the rules of the stack alert, dB; absent where those rules are not used. */
export interface MarginLimits {
  readonly low?: number;
  readonly critical?: number;
}

/** The contents of a report as data. Times are Unix seconds, rates bytes/s, margins dB. */
export interface ReportData {
  readonly lineName: string;
  readonly timeZone: string;
  readonly createdAt: number;
  readonly range: Period;
  readonly seconds: StateSeconds;
  /** Share of the measured time in which the line was up, without time after reboots; `undefined` if nothing was measured. */
  readonly availability: number | undefined;
  /** By how many seconds the time down may be more or less, because scrapes are apart. */
  readonly downUncertainty: number;
  readonly drops: number;
  readonly reboots: number;
  readonly longest: { readonly seconds: number; readonly from: number } | undefined;
  readonly directions: PerDirection<DirectionSummary>;
  readonly contract: ContractRates;
  /** SNR margins at which the rules alert, dB. */
  readonly marginLimits: MarginLimits;
  /** Share of the time in sync in which the rate was below the guaranteed one. */
  readonly belowGuaranteed: PerDirection<number>;
  readonly events: readonly LineEvent[];
  readonly days: readonly Day[];
  readonly hours: readonly Hour[];
  readonly strip: readonly StripSegment[];
  readonly method: Method;
  /** What was read from the modem when the report was made; `undefined` if the exporter of the line is not known. */
  readonly now?: Now | undefined;
}
