import type { Direction } from '../../modem/src/line/status.ts';
import type { Interruption, Moment } from './interruptions.ts';

/** Values of a direction; a value that was not measured is absent. */
export interface Levels {
  /** SNR margin, dB. */
  readonly margin?: number;
  /** Rates in bytes/s. */
  readonly syncRate?: number;
  readonly attainableRate?: number;
}

/** Errors of a direction over the 15 minutes before an interruption. */
export interface Errors {
  readonly erroredSeconds?: number;
  readonly crcErrors?: number;
  /** Lowest SNR margin, dB. */
  readonly lowestMargin?: number;
}

/** A value per direction; absent for a direction without one. */
export type PerDirection<T> = Readonly<Partial<Record<Direction, T>>>;

/** The line left showtime and, unless it is still down, came back. */
export interface InterruptionEvent {
  readonly kind: Interruption['kind'];
  readonly start: Moment;
  readonly end: Moment | undefined;
  readonly before: PerDirection<Levels & Errors>;
  readonly after: PerDirection<Levels>;
  /** Reasons that the modem gives for the retrain, in words; `undefined` if it was not read. */
  readonly reasons: readonly string[] | undefined;
}

/** The sync rate of a direction changed by 5 % or more. */
export interface RateChangeEvent {
  readonly kind: 'rate-change';
  readonly start: Moment;
  /** Whether the line resynced; otherwise it changed in showtime, or nothing shows a resync. */
  readonly resync: boolean;
  readonly direction: Direction;
  /** Bytes/s. */
  readonly before: number;
  readonly after: number;
}

/** Settings of a line that its dynamic line management (DLM) selects. */
export type LineSetting = 'ginp' | 'inp' | 'delay' | 'interleaving' | 'cap';

/** DLM changed a setting of the line at a resync. */
export interface LineManagementEvent {
  readonly kind: 'line-management';
  readonly start: Moment;
  readonly changes: readonly SettingChange[];
}

/** A setting that DLM changed. */
export interface SettingChange {
  readonly direction: Direction;
  readonly setting: LineSetting;
  /** G.INP, interleaving, cap: 1 or 0. INP in symbols, delay in seconds. */
  readonly before: number;
  readonly after: number;
}

/** The modem did not respond, or nothing was scraped at all. */
export interface SilenceEvent {
  readonly kind: 'unreachable' | 'no-data';
  readonly start: Moment;
  readonly end: Moment | undefined;
}

/**
 * The modem rebooted while the line was down already. A reboot that interrupts the line is an {@link
 * InterruptionEvent}.
 */
export interface BootEvent {
  readonly kind: 'boot';
  readonly start: Moment;
}

/** Anything that happened to the line. */
export type LineEvent = BootEvent | InterruptionEvent | RateChangeEvent | LineManagementEvent | SilenceEvent;

/** Whether an event interrupted the line. */
export const isInterruption = (event: LineEvent): event is InterruptionEvent =>
  event.kind === 'drop' || event.kind === 'retrain' || event.kind === 'reboot';

/** The interruptions among events. */
export const interruptionEvents = (events: readonly LineEvent[]): InterruptionEvent[] =>
  events.filter(isInterruption);
