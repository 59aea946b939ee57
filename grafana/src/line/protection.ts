import { BitsPerSecondSI, Milliseconds, Short } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { palette } from '../palette.ts';
import { colored, dashed } from '../panel.ts';
import { graph, stat } from '../panels.ts';
import { bits, dsl, perHour, perMinute } from '../promql.ts';
import { absenceReason } from '../states.ts';
import { eventsPerHour, eventsPerMinute } from '../units.ts';
import { identity } from './signal.ts';
import { lastReason } from './retrains.ts';
import { needsTelnet } from '../texts.ts';

const noGinp = 'No G.INP in this range: not in use, line down, or telnet not enabled (MODEM_TELNET).';

const active = () =>
  stat({
    title: 'G.INP',
    description: 'Whether retransmission (G.INP, ITU-T G.998.4) is active, per direction.',
    noValue: 'Not reported',
    reason: absenceReason(dsl('ginp_active'), true),
    width: 4,
    height: 8,
    unit: 'bool_on_off',
    queries: [{ expr: dsl('ginp_active'), legend: '{{direction}}', instant: true }],
  });

const corrections = () =>
  graph({
    title: 'G.INP corrected and uncorrected',
    description:
      'Retransmission units (DTUs) per minute that were corrected (rtx_c) or lost (rtx_uc), on a logarithmic axis. ' +
      'Only lost units cause errors.',
    noValue: noGinp,
    width: 10,
    height: 8,
    unit: eventsPerMinute,
    logarithmic: true,
    queries: [
      { expr: perMinute(dsl('ginp_corrected_total')), legend: '{{direction}} corrected' },
      { expr: perMinute(dsl('ginp_uncorrected_total')), legend: '{{direction}} uncorrected' },
    ],
    overrides: [
      colored(/^downstream uncorrected/, palette.bad),
      colored(/^upstream uncorrected/, palette.worst),
    ],
  });

const retransmissions = () =>
  graph({
    title: 'G.INP retransmissions (unreliable)',
    description:
      'Retransmitted units (DTUs) per minute (rtx_tx). Unreliable: many modems report more retransmissions than ' +
      'units that the line can send. Do not draw conclusions from this counter alone.',
    noValue: noGinp,
    width: 12,
    height: 8,
    unit: eventsPerMinute,
    logarithmic: true,
    queries: [{ expr: perMinute(dsl('ginp_retransmitted_total')), legend: '{{direction}}' }],
  });

const throughput = () =>
  graph({
    title: 'Minimum error-free throughput (unreliable)',
    description:
      'Minimum error-free throughput with G.INP (minEFTR) and the sync rate. Unreliable: the modem reports a value ' +
      'close to the sync rate even while low-throughput seconds increase.',
    noValue: noGinp,
    width: 12,
    height: 8,
    unit: BitsPerSecondSI,
    decimals: 1,
    min: 0,
    shape: 'steps',
    queries: [
      { expr: bits(dsl('ginp_min_throughput_bytes_per_second')), legend: '{{direction}} minimum' },
      {
        expr: `(${bits(dsl('sync_rate_bytes_per_second'))}) and on (job, instance, direction) ${dsl('ginp_min_throughput_bytes_per_second')}`,
        legend: '{{direction}} sync',
      },
    ],
    overrides: [
      dashed(/^downstream sync/, palette.downstreamSoft),
      dashed(/^upstream sync/, palette.upstreamSoft),
    ],
  });

const lowThroughput = () =>
  graph({
    title: 'Low-throughput seconds',
    description:
      'Seconds per hour in which the error-free throughput with G.INP was below its floor (LEFTRS). Each bar ' +
      'is the average of the hour (on long ranges: the step) before its time.',
    noValue: noGinp,
    width: 10,
    height: 8,
    unit: eventsPerHour,
    decimals: 0,
    min: 0,
    softMax: 10,
    shape: 'bars',
    interval: '1h',
    queries: [{ expr: perHour(dsl('ginp_low_throughput_seconds_total')), legend: '{{direction}}' }],
  });

const delay = () =>
  graph({
    title: 'Interleaver delay',
    description: 'Latency added by interleaving on bearer 0; 0 is the fast path.',
    noValue: needsTelnet,
    width: 12,
    height: 8,
    unit: Milliseconds,
    decimals: 0,
    min: 0,
    softMax: 10,
    shape: 'steps',
    queries: [{ expr: `1000 * ${dsl('interleaver_delay_seconds')}`, legend: '{{direction}}' }],
  });

const noiseProtection = () =>
  graph({
    title: 'Impulse noise protection and interleaver depth',
    description:
      'INP: number of consecutive symbols that can be lost and still be corrected. Dashed: interleaver depth; 1 is no ' +
      'interleaving. With G.INP, the depth is that of its retransmission units. Both are set by the network’s line ' +
      'management (DLM) and change only at a retrain. Values of bearer 0.',
    noValue: needsTelnet,
    width: 12,
    height: 8,
    unit: Short,
    min: 0,
    shape: 'steps',
    queries: [
      { expr: dsl('impulse_noise_protection_symbols'), legend: '{{direction}} INP (symbols)' },
      { expr: dsl('interleaver_depth'), legend: '{{direction}} depth' },
    ],
    overrides: [
      dashed(/^downstream depth/, palette.downstreamSoft),
      dashed(/^upstream depth/, palette.upstreamSoft),
    ],
  });

/** Retransmission, interleaving and impulse noise protection. Values that the modem reports wrongly come last. */
export const protection = (): Section => ({
  title: 'Impulse noise protection and line details',
  collapsed: true,
  rows: [
    [active(), corrections(), lowThroughput()],
    [delay(), noiseProtection()],
    [retransmissions(), throughput()],
    [identity(), lastReason({ width: 16, height: 8 })],
  ],
});
