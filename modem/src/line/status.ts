/**
 * One reading of a line, from any source. Base units: bytes/s, dB, dBm, s.
 * What was not measured is absent: no field is 0, NaN or an old value instead.
 */

/** State of the line, in the terms of the TR-098 data model. */
export const lineStates = [
  'up',
  'initializing',
  'establishing_link',
  'no_signal',
  'error',
  'disabled',
  'unknown',
] as const;
export type LineState = (typeof lineStates)[number];

/**
 * Downstream: towards the subscriber. Its errors were detected by the modem, those upstream reported by the far end.
 */
export const directions = ['downstream', 'upstream'] as const;
export type Direction = (typeof directions)[number];

/** VDSL2 bands, in the order of the modem's table. */
export const bands = ['U0', 'U1', 'U2', 'U3', 'D1', 'D2', 'D3'] as const;
export type Band = (typeof bands)[number];

/** Where a line's values come from: the page in one of its two layouts, or the telnet shell. */
type LineLayout = 'documented' | 'shifted' | 'telnet';

/** How the slots of the status page are to be read; `auto` decides by the page. */
export const layoutChoices = ['auto', 'documented', 'shifted'] as const;
export type LayoutChoice = (typeof layoutChoices)[number];

/**
 * Counters of one direction. uint32 at the modem: they wrap, and they restart.
 * All of them come from one source, since page and shell count since different moments.
 */
export interface LineCounters {
  fecErrors?: number;
  crcErrors?: number;
  hecErrors?: number;
  erroredSeconds?: number;
  severelyErroredSeconds?: number;
  unavailableSeconds?: number;
  lossOfSignal?: number;
  lossOfFrame?: number;
  lossOfMargin?: number;
  ginpRetransmitted?: number;
  ginpCorrected?: number;
  ginpUncorrected?: number;
  /** Seconds below the error-free throughput floor (LEFTRS). */
  ginpLowThroughputSeconds?: number;
  bitswaps?: number;
}

/** Gauges of one direction. */
export interface LineGauges {
  /** bytes/s, over both bearers */
  syncRate?: number;
  /** bytes/s */
  attainableRate?: number;
  /** dB; may be negative */
  snrMargin?: number;
  /** dB */
  attenuation?: number;
  /** dBm; negative on short lines */
  transmitPower?: number;
  ginpActive?: boolean;
  /** bytes/s */
  ginpMinThroughput?: number;
  /** DMT symbols */
  impulseNoiseProtection?: number;
  /** s */
  interleaverDelay?: number;
  interleaverDepth?: number;
}

/** One direction of the line. */
export interface LineSide {
  gauges: LineGauges;
  counters: LineCounters;
}

/** One VDSL2 band: dB, dB, dB, dBm. */
export interface LineBand {
  lineAttenuation?: number;
  signalAttenuation?: number;
  snrMargin?: number;
  transmitPower?: number;
}

/** Kind of line. Absent means that the source does not have it. */
export interface LineInfo {
  modulation?: string;
  annex?: string;
  vdsl2Profile?: string;
  tpsTc?: string;
  dataPath?: string;
}

/** The line according to one source. All but state, layout and retrain reason are present only in showtime. */
export interface LineStatus {
  state: LineState;
  layout: LineLayout;
  info: LineInfo;
  /** Seconds since the last sync. */
  uptime?: number;
  /** Reason for the last retrain: a bit mask of the driver, see `retrainReasons`. */
  retrainReasonCode?: number;
  downstream: LineSide;
  upstream: LineSide;
}

/** A line of which only the state is known. */
export function lineWithoutValues(state: LineState, layout: LineLayout): LineStatus {
  return {
    state,
    layout,
    info: {},
    downstream: { gauges: {}, counters: {} },
    upstream: { gauges: {}, counters: {} },
  };
}
