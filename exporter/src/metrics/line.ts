import type { Observation } from '../../../modem/src/observation.ts';
import {
  type Direction,
  type LineBand,
  type LineCounters,
  type LineGauges,
  bands,
  directions,
  lineStates,
} from '../../../modem/src/line/status.ts';

/** One line of the exposition: labels in the order of the row's `labels`, and a value in base units. */
export interface Sample {
  labels: readonly string[];
  value: number;
}

/** A metric: all there is to say of it stands in its row. HELP and docs/metrics.md are made from it. */
export interface MetricRow {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** The modem's own field: in the status page, and in the shell's output. */
  source: { page?: string; telnet?: string };
  labels: readonly string[];
  /** No sample for what was not measured. */
  samples(observation: Observation): Iterable<Sample>;
}

/** What is only there in showtime carries `direction`; the errors downstream are those that the modem saw. */
const perDirection = ['direction'] as const;

/** @yields the one sample of a metric without labels, if there is a value */
function* single(value: number | undefined): Iterable<Sample> {
  if (value !== undefined) yield { labels: [], value };
}

function* ofDirections(read: (direction: Direction) => number | undefined): Iterable<Sample> {
  for (const direction of directions) {
    const value = read(direction);
    if (value !== undefined) yield { labels: [direction], value };
  }
}

/** A gauge of each direction. */
function gauge(field: keyof LineGauges): Pick<MetricRow, 'type' | 'labels' | 'samples'> {
  return {
    type: 'gauge',
    labels: perDirection,
    samples: ({ line }) =>
      ofDirections((direction) => {
        const value = line?.[direction].gauges[field];
        return typeof value === 'boolean' ? Number(value) : value;
      }),
  };
}

/** A counter of each direction: uint32 at the modem, wraps and starts again, as counters may. */
function counter(field: keyof LineCounters): Pick<MetricRow, 'type' | 'labels' | 'samples'> {
  return {
    type: 'counter',
    labels: perDirection,
    samples: ({ line }) => ofDirections((direction) => line?.[direction].counters[field]),
  };
}

/** A figure of each VDSL2 band. */
function perBand(field: keyof LineBand): Pick<MetricRow, 'type' | 'labels' | 'samples'> {
  return {
    type: 'gauge',
    labels: ['band'],
    *samples(observation) {
      for (const band of bands) {
        const value = observation.bands[band]?.[field];
        if (value !== undefined) yield { labels: [band], value };
      }
    },
  };
}

/** Every metric of a modem and its line, in the order of the exposition. */
export const lineMetrics: readonly MetricRow[] = [
  {
    name: 'hg612_dsl_up',
    type: 'gauge',
    help: 'Whether the line is synchronised (1) or not (0).',
    source: { page: 'stDsl[1] status "Up"', telnet: '--stats Status "Showtime"' },
    labels: [],
    samples: ({ line }) => single(line && Number(line.state === 'up')),
  },
  {
    name: 'hg612_dsl_state',
    type: 'gauge',
    help: 'State of the line: 1 for the state it is in, 0 for the others.',
    source: { page: 'stDsl[1] status', telnet: '--stats Status' },
    labels: ['state'],
    *samples({ line }) {
      if (line === undefined) return;
      for (const state of lineStates) yield { labels: [state], value: Number(state === line.state) };
    },
  },
  {
    name: 'hg612_dsl_info',
    type: 'gauge',
    help: 'Always 1; its labels say what kind of line it is, and where its values come from.',
    source: {
      page: 'stDsl[2, 3] modulation, data path',
      telnet: '--stats Mode, VDSL2 Profile, TPS-TC',
    },
    labels: ['modulation', 'annex', 'vdsl2_profile', 'tps_tc', 'data_path', 'layout'],
    *samples({ line }) {
      if (line?.state !== 'up') return;
      const { modulation = '', annex = '', vdsl2Profile = '', tpsTc = '', dataPath = '' } = line.info;
      yield { labels: [modulation, annex, vdsl2Profile, tpsTc, dataPath, line.layout], value: 1 };
    },
  },
  {
    name: 'hg612_dsl_uptime_seconds',
    type: 'gauge',
    help: 'Time since the line was last synchronised.',
    source: { page: 'DslUpTime, if above 0', telnet: '--stats AS' },
    labels: [],
    samples: ({ line }) => single(line?.uptime),
  },
  {
    name: 'hg612_dsl_retrain_reason_code',
    type: 'gauge',
    help: 'Why the line last trained anew: a bit mask of the driver.',
    source: { telnet: '--stats Retrain Reason (hexadecimal)' },
    labels: [],
    samples: ({ line }) => single(line?.retrainReasonCode),
  },
  {
    name: 'hg612_dsl_sync_rate_bytes_per_second',
    help: 'Rate at which the line is synchronised, over both bearers.',
    source: { page: 'stDsl[4 to 7] current rates (kbit/s)', telnet: '--stats Bearer or Path (Kbps)' },
    ...gauge('syncRate'),
  },
  {
    name: 'hg612_dsl_attainable_rate_bytes_per_second',
    help: 'Rate that the line could hold, by its own estimate.',
    source: { page: 'stDsl[8, 9] attainable rates (kbit/s)', telnet: '--stats Max (Kbps)' },
    ...gauge('attainableRate'),
  },
  {
    name: 'hg612_dsl_snr_margin_decibels',
    help: 'Signal-to-noise margin; may be negative. The page has none on VDSL2.',
    source: { page: 'stDsl[10, 11] SNR margin (0.1 dB), documented layout only', telnet: '--stats SNR (dB)' },
    ...gauge('snrMargin'),
  },
  {
    name: 'hg612_dsl_attenuation_decibels',
    help: 'Attenuation of the line. 0.0 is how the modem says that it was not measured: then absent.',
    source: {
      page: 'stDsl[12, 13] attenuation (0.1 dB), or stDsl[10, 11] in the shifted layout',
      telnet: '--stats Attn(dB)',
    },
    ...gauge('attenuation'),
  },
  {
    name: 'hg612_dsl_transmit_power_dbm',
    help: 'Transmit power; may be negative.',
    source: {
      page: 'stDsl[14, 15] power (0.1 dBm), or stDsl[12, 13] in the shifted layout',
      telnet: '--stats Pwr(dBm)',
    },
    ...gauge('transmitPower'),
  },
  {
    name: 'hg612_dsl_fec_errors_total',
    help: 'Errors that forward error correction mended: harmless by themselves.',
    source: { page: 'stStats[5, 6, 11, 12] FEC, documented layout only', telnet: '--stats Total: FEC' },
    ...counter('fecErrors'),
  },
  {
    name: 'hg612_dsl_crc_errors_total',
    help: 'Blocks received with errors.',
    source: { page: 'stStats[3, 4, 9, 10] CRC, documented layout only', telnet: '--stats Total: CRC' },
    ...counter('crcErrors'),
  },
  {
    name: 'hg612_dsl_hec_errors_total',
    help: 'Header errors of cells or packets, over both bearers.',
    source: { page: 'stStats[1, 2, 7, 8] HEC, documented layout only', telnet: '--stats HEC' },
    ...counter('hecErrors'),
  },
  {
    name: 'hg612_dsl_errored_seconds_total',
    help: 'Seconds with at least one error.',
    source: { telnet: '--stats Total: ES' },
    ...counter('erroredSeconds'),
  },
  {
    name: 'hg612_dsl_severely_errored_seconds_total',
    help: 'Seconds with so many errors that they are felt.',
    source: { telnet: '--stats Total: SES' },
    ...counter('severelyErroredSeconds'),
  },
  {
    name: 'hg612_dsl_unavailable_seconds_total',
    help: 'Seconds in which the line could not be used.',
    source: { telnet: '--stats Total: UAS' },
    ...counter('unavailableSeconds'),
  },
  {
    name: 'hg612_dsl_loss_of_signal_total',
    help: 'Times that the signal was lost.',
    source: { telnet: '--stats Total: LOS' },
    ...counter('lossOfSignal'),
  },
  {
    name: 'hg612_dsl_loss_of_frame_total',
    help: 'Times that framing was lost.',
    source: { telnet: '--stats Total: LOF' },
    ...counter('lossOfFrame'),
  },
  {
    name: 'hg612_dsl_loss_of_margin_total',
    help: 'Times that the margin was lost.',
    source: { telnet: '--stats Total: LOM (newer driver)' },
    ...counter('lossOfMargin'),
  },
  {
    name: 'hg612_dsl_ginp_active',
    help: 'Whether retransmission (G.INP) is on.',
    source: { telnet: '--stats G.INP Framing of bearer 0, not 0' },
    ...gauge('ginpActive'),
  },
  {
    name: 'hg612_dsl_ginp_retransmitted_total',
    help: 'Blocks sent again by G.INP.',
    source: { telnet: '--stats rtx_tx' },
    ...counter('ginpRetransmitted'),
  },
  {
    name: 'hg612_dsl_ginp_corrected_total',
    help: 'Blocks that G.INP corrected.',
    source: { telnet: '--stats rtx_c' },
    ...counter('ginpCorrected'),
  },
  {
    name: 'hg612_dsl_ginp_uncorrected_total',
    help: 'Blocks that G.INP could not correct.',
    source: { telnet: '--stats rtx_uc' },
    ...counter('ginpUncorrected'),
  },
  {
    name: 'hg612_dsl_ginp_low_throughput_seconds_total',
    help: 'Seconds in which the error-free throughput was below its floor.',
    source: { telnet: '--stats LEFTRS' },
    ...counter('ginpLowThroughputSeconds'),
  },
  {
    name: 'hg612_dsl_ginp_min_throughput_bytes_per_second',
    help: 'Least error-free throughput that G.INP saw.',
    source: { telnet: '--stats minEFTR (kbit/s)' },
    ...gauge('ginpMinThroughput'),
  },
  {
    name: 'hg612_dsl_impulse_noise_protection_symbols',
    help: 'Length of impulse noise that bearer 0 can stand, in DMT symbols.',
    source: { telnet: '--stats INP of bearer 0' },
    ...gauge('impulseNoiseProtection'),
  },
  {
    name: 'hg612_dsl_interleaver_delay_seconds',
    help: 'Delay that interleaving adds on bearer 0.',
    source: { telnet: '--stats delay of bearer 0 (ms)' },
    ...gauge('interleaverDelay'),
  },
  {
    name: 'hg612_dsl_interleaver_depth',
    help: 'Interleaving depth of bearer 0; 1 is none.',
    source: { telnet: '--stats D of bearer 0' },
    ...gauge('interleaverDepth'),
  },
  {
    name: 'hg612_dsl_bitswaps_total',
    help: 'Bits moved from noisy tones to quiet ones.',
    source: { telnet: '--stats Bitswap (done)' },
    ...counter('bitswaps'),
  },
  {
    name: 'hg612_dsl_band_line_attenuation_decibels',
    help: 'Line attenuation of a VDSL2 band.',
    source: { telnet: '--pbParams Line Attenuation(dB)' },
    ...perBand('lineAttenuation'),
  },
  {
    name: 'hg612_dsl_band_signal_attenuation_decibels',
    help: 'Signal attenuation of a VDSL2 band.',
    source: { telnet: '--pbParams Signal Attenuation(dB)' },
    ...perBand('signalAttenuation'),
  },
  {
    name: 'hg612_dsl_band_snr_margin_decibels',
    help: 'Signal-to-noise margin of a VDSL2 band; may be negative.',
    source: { telnet: '--pbParams SNR Margin(dB)' },
    ...perBand('snrMargin'),
  },
  {
    name: 'hg612_dsl_band_transmit_power_dbm',
    help: 'Transmit power of a VDSL2 band; may be negative.',
    source: { telnet: '--pbParams TX Power(dBm)' },
    ...perBand('transmitPower'),
  },
  {
    name: 'hg612_device_uptime_seconds',
    type: 'gauge',
    help: 'Time since the modem was started.',
    source: { telnet: '/proc/uptime' },
    labels: [],
    samples: ({ deviceUptime }) => single(deviceUptime),
  },
];
