import { retrainReasons } from '../../../modem/src/line/retrain-reason.ts';
import {
  type Direction,
  type LineBand,
  type LineCounters,
  type LineGauges,
  bands,
  directions,
  lineStates,
} from '../../../modem/src/line/status.ts';
import type { MetricRow, Sample } from './row.ts';

const perDirection = ['direction'] as const;

/** @yields the sample of a metric without labels, unless there is no value */
function* single(value: number | undefined): Iterable<Sample> {
  if (value !== undefined) yield { labels: [], value };
}

/** @yields a sample for each direction that has a value */
function* samplePerDirection(read: (direction: Direction) => number | undefined): Iterable<Sample> {
  for (const direction of directions) {
    const value = read(direction);
    if (value !== undefined) yield { labels: [direction], value };
  }
}

/** A gauge per direction. */
function gauge(field: keyof LineGauges): Pick<MetricRow, 'type' | 'labels' | 'samples'> {
  return {
    type: 'gauge',
    labels: perDirection,
    samples: ({ line }) =>
      samplePerDirection((direction) => {
        const value = line?.[direction].gauges[field];
        return typeof value === 'boolean' ? Number(value) : value;
      }),
  };
}

/** A counter per direction. The modem keeps it as uint32: it wraps and resets, which `rate()` handles. */
function counter(field: keyof LineCounters): Pick<MetricRow, 'type' | 'labels' | 'samples'> {
  return {
    type: 'counter',
    labels: perDirection,
    samples: ({ line }) => samplePerDirection((direction) => line?.[direction].counters[field]),
  };
}

/** A gauge per VDSL2 band. */
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

/** The metrics of the modem and its line, in the order of the exposition. */
export const lineMetrics: readonly MetricRow[] = [
  {
    name: 'hg612_dsl_up',
    type: 'gauge',
    help: 'Whether the line is in showtime (1) or not (0).',
    source: { page: 'stDsl[1] status "Up"', telnet: '--stats Status "Showtime"' },
    labels: [],
    samples: ({ line }) => single(line && Number(line.state === 'up')),
  },
  {
    name: 'hg612_dsl_state',
    type: 'gauge',
    help: 'State of the line: 1 for the current state, 0 for all others.',
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
    help: 'Properties of the line as labels; always 1. layout names the source of its values.',
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
    help: 'Time since the last sync.',
    source: {
      page: 'DslUpTime, if above 0',
      telnet: '--stats Since Link time, or AS (which excludes unavailable seconds) where that is missing',
    },
    labels: [],
    samples: ({ line }) => single(line?.uptime),
  },
  {
    name: 'hg612_dsl_retrain_reason_code',
    type: 'gauge',
    help: 'Reason for the last retrain (driver bit mask).',
    source: { telnet: '--stats Retrain Reason or Last Retrain Reason (hexadecimal)' },
    labels: [],
    samples: ({ line }) => single(line?.retrainReasonCode),
  },
  {
    name: 'hg612_dsl_retrain_reason',
    type: 'gauge',
    help: 'Reasons for the last retrain: one series per bit set in the code, always 1.',
    source: { telnet: '--stats Retrain Reason or Last Retrain Reason' },
    labels: ['reason'],
    *samples({ line }) {
      if (line?.retrainReasonCode === undefined) return;
      for (const reason of retrainReasons(line.retrainReasonCode)) yield { labels: [reason], value: 1 };
    },
  },
  {
    name: 'hg612_dsl_sync_rate_bytes_per_second',
    help: 'Sync rate, summed over all bearers.',
    source: { page: 'stDsl[4 to 7] current rates (kbit/s)', telnet: '--stats Bearer or Path (Kbps)' },
    ...gauge('syncRate'),
  },
  {
    name: 'hg612_dsl_attainable_rate_bytes_per_second',
    help: 'Attainable rate as estimated by the modem.',
    source: { page: 'stDsl[8, 9] attainable rates (kbit/s)', telnet: '--stats Max (Kbps)' },
    ...gauge('attainableRate'),
  },
  {
    name: 'hg612_dsl_snr_margin_decibels',
    help: 'SNR margin; can be negative. Not available from the status page on VDSL2.',
    source: { page: 'stDsl[10, 11] SNR margin (0.1 dB), documented layout only', telnet: '--stats SNR (dB)' },
    ...gauge('snrMargin'),
  },
  {
    name: 'hg612_dsl_attenuation_decibels',
    help: 'Attenuation over all tones in use. Absent when the modem reports 0.0, which means not measured.',
    source: {
      page: 'stDsl[12, 13] attenuation (0.1 dB), or stDsl[10, 11] in the shifted layout',
      telnet: '--stats Attn(dB)',
    },
    ...gauge('attenuation'),
  },
  {
    name: 'hg612_dsl_transmit_power_dbm',
    help: 'Transmit power; can be negative.',
    source: {
      page: 'stDsl[14, 15] power (0.1 dBm), or stDsl[12, 13] in the shifted layout',
      telnet: '--stats Pwr(dBm)',
    },
    ...gauge('transmitPower'),
  },
  {
    name: 'hg612_dsl_fec_errors_total',
    help: 'Errors corrected by FEC.',
    source: { page: 'stStats[5, 6, 11, 12] FEC, documented layout only', telnet: '--stats Total: FEC' },
    ...counter('fecErrors'),
  },
  {
    name: 'hg612_dsl_crc_errors_total',
    help: 'CRC errors: blocks with errors that were not corrected.',
    source: { page: 'stStats[3, 4, 9, 10] CRC, documented layout only', telnet: '--stats Total: CRC' },
    ...counter('crcErrors'),
  },
  {
    name: 'hg612_dsl_hec_errors_total',
    help: 'HEC errors in cell or packet headers, summed over all bearers.',
    source: { page: 'stStats[1, 2, 7, 8] HEC, documented layout only', telnet: '--stats HEC' },
    ...counter('hecErrors'),
  },
  {
    name: 'hg612_dsl_errored_seconds_total',
    help: 'Errored seconds (ES): seconds with CRC errors or loss of signal.',
    source: { telnet: '--stats Total: ES' },
    ...counter('erroredSeconds'),
  },
  {
    name: 'hg612_dsl_severely_errored_seconds_total',
    help: 'Severely errored seconds (SES): seconds with at least 18 CRC errors or loss of signal.',
    source: { telnet: '--stats Total: SES' },
    ...counter('severelyErroredSeconds'),
  },
  {
    name: 'hg612_dsl_unavailable_seconds_total',
    help: 'Unavailable seconds (UAS): counted after ten consecutive severely errored seconds.',
    source: { telnet: '--stats Total: UAS' },
    ...counter('unavailableSeconds'),
  },
  {
    name: 'hg612_dsl_loss_of_signal_total',
    help: 'Loss of signal (LOS) downstream; seconds with LOS upstream.',
    source: { telnet: '--stats Total: LOS' },
    ...counter('lossOfSignal'),
  },
  {
    name: 'hg612_dsl_loss_of_frame_total',
    help: 'Loss of frame (LOF) downstream; seconds with LOF upstream.',
    source: { telnet: '--stats Total: LOF' },
    ...counter('lossOfFrame'),
  },
  {
    name: 'hg612_dsl_loss_of_margin_total',
    help: 'Loss of margin (LOM).',
    source: { telnet: '--stats Total: LOM (newer driver)' },
    ...counter('lossOfMargin'),
  },
  {
    name: 'hg612_dsl_ginp_active',
    help: 'Whether G.INP retransmission is active (1) or not (0).',
    source: { telnet: '--stats G.INP Framing of bearer 0 (not 0)' },
    ...gauge('ginpActive'),
  },
  {
    name: 'hg612_dsl_ginp_retransmitted_total',
    help: 'Transmission units retransmitted by G.INP. Unreliable: several drivers report more than the line can send.',
    source: { telnet: '--stats rtx_tx' },
    ...counter('ginpRetransmitted'),
  },
  {
    name: 'hg612_dsl_ginp_corrected_total',
    help: 'Transmission units corrected by G.INP retransmission.',
    source: { telnet: '--stats rtx_c' },
    ...counter('ginpCorrected'),
  },
  {
    name: 'hg612_dsl_ginp_uncorrected_total',
    help: 'Transmission units that G.INP retransmission did not correct.',
    source: { telnet: '--stats rtx_uc' },
    ...counter('ginpUncorrected'),
  },
  {
    name: 'hg612_dsl_ginp_low_throughput_seconds_total',
    help: 'Seconds with an error-free throughput below the G.INP threshold (LEFTRS).',
    source: { telnet: '--stats LEFTRS' },
    ...counter('ginpLowThroughputSeconds'),
  },
  {
    name: 'hg612_dsl_ginp_min_throughput_bytes_per_second',
    help: 'Minimum error-free throughput (G.INP). Unreliable: stays close to the sync rate on all known lines.',
    source: { telnet: '--stats minEFTR (kbit/s)' },
    ...gauge('ginpMinThroughput'),
  },
  {
    name: 'hg612_dsl_impulse_noise_protection_symbols',
    help: 'Impulse noise protection (INP) of bearer 0 in DMT symbols.',
    source: { telnet: '--stats INP of bearer 0' },
    ...gauge('impulseNoiseProtection'),
  },
  {
    name: 'hg612_dsl_interleaver_delay_seconds',
    help: 'Interleaver delay of bearer 0.',
    source: { telnet: '--stats delay of bearer 0 (ms)' },
    ...gauge('interleaverDelay'),
  },
  {
    name: 'hg612_dsl_interleaver_depth',
    help: 'Interleaver depth of bearer 0; 1 means not interleaved. With G.INP, the depth within transmission units.',
    source: { telnet: '--stats D of bearer 0' },
    ...gauge('interleaverDepth'),
  },
  {
    name: 'hg612_dsl_bitswaps_total',
    help: 'Completed bit swap operations.',
    source: { telnet: '--stats Bitswap (done)' },
    ...counter('bitswaps'),
  },
  {
    name: 'hg612_dsl_band_line_attenuation_decibels',
    help: 'Line attenuation per VDSL2 band.',
    source: { telnet: '--pbParams Line Attenuation(dB)' },
    ...perBand('lineAttenuation'),
  },
  {
    name: 'hg612_dsl_band_signal_attenuation_decibels',
    help: 'Signal attenuation per VDSL2 band.',
    source: { telnet: '--pbParams Signal Attenuation(dB)' },
    ...perBand('signalAttenuation'),
  },
  {
    name: 'hg612_dsl_band_snr_margin_decibels',
    help: 'SNR margin per VDSL2 band; can be negative.',
    source: { telnet: '--pbParams SNR Margin(dB)' },
    ...perBand('snrMargin'),
  },
  {
    name: 'hg612_dsl_band_transmit_power_dbm',
    help: 'Transmit power per VDSL2 band; can be negative.',
    source: { telnet: '--pbParams TX Power(dBm)' },
    ...perBand('transmitPower'),
  },
  {
    name: 'hg612_device_uptime_seconds',
    type: 'gauge',
    help: 'Time since the modem booted.',
    source: { telnet: '/proc/uptime' },
    labels: [],
    samples: ({ deviceUptime }) => single(deviceUptime),
  },
];
