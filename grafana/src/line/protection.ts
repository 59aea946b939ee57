import {
  BitsPerSecondSI,
  CountsPerMinute,
  NoUnit,
  Seconds,
  Short,
} from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { palette } from '../palette.ts';
import { colored, dashed } from '../panel.ts';
import { graph, stat } from '../panels.ts';
import { bits, dsl, perMinute, perStep } from '../promql.ts';
import { whyAbsent } from '../states.ts';

const onlyTelnet =
  'Nothing in this range. Only telnet tells it (MODEM_TELNET), and only of a line that is up.';
const noGinp = 'No G.INP in this range: the line runs without it, was down, or telnet is off (MODEM_TELNET).';

const active = () =>
  stat({
    title: 'G.INP',
    description: 'Whether damaged blocks are sent again (G.998.4), per direction.',
    noValue: 'Not told',
    why: whyAbsent(dsl('ginp_active'), true),
    width: 4,
    height: 8,
    unit: 'bool_on_off',
    queries: [{ expr: dsl('ginp_active'), legend: '{{direction}}', instant: true }],
  });

const retransmissions = () =>
  graph({
    title: 'G.INP retransmissions',
    description:
      'Blocks per minute, on a logarithmic axis: sent again, corrected by that, and lost in spite of it. Only ' +
      'those that were not corrected are felt.',
    noValue: noGinp,
    width: 10,
    height: 8,
    unit: CountsPerMinute,
    min: 0,
    logarithmic: true,
    queries: [
      { expr: perMinute(dsl('ginp_retransmitted_total')), legend: '{{direction}} sent again' },
      { expr: perMinute(dsl('ginp_corrected_total')), legend: '{{direction}} corrected' },
      { expr: perMinute(dsl('ginp_uncorrected_total')), legend: '{{direction}} not corrected' },
    ],
    overrides: [
      dashed(/^downstream corrected/, palette.downstreamSoft),
      dashed(/^upstream corrected/, palette.upstreamSoft),
      colored(/^downstream not corrected/, palette.bad),
      colored(/^upstream not corrected/, palette.worst),
    ],
  });

const throughput = () =>
  graph({
    title: 'Error-free throughput with G.INP',
    description:
      'The least that got through free of errors (minEFTR), beside the sync rate. Where they part, retransmissions ' +
      'cost bandwidth.',
    noValue: noGinp,
    width: 10,
    height: 8,
    unit: BitsPerSecondSI,
    decimals: 1,
    min: 0,
    shape: 'steps',
    queries: [
      { expr: bits(dsl('ginp_min_throughput_bytes_per_second')), legend: '{{direction}} least throughput' },
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
    title: 'Seconds of low throughput',
    description:
      'Seconds per hour in which G.INP could not hold the throughput it promises (LEFTRS). Each bar is the hour ' +
      '(on long ranges: the step) before it.',
    noValue: noGinp,
    width: 8,
    height: 8,
    unit: NoUnit,
    decimals: 0,
    min: 0,
    softMax: 10,
    axis: 'seconds per hour',
    shape: 'bars',
    interval: '1h',
    queries: [{ expr: perStep(dsl('ginp_low_throughput_seconds_total')), legend: '{{direction}}' }],
  });

const delay = () =>
  graph({
    title: 'Interleaver delay',
    description: 'What interleaving adds to every ping; 0 is the fast path. Of bearer 0.',
    noValue: onlyTelnet,
    width: 8,
    height: 8,
    unit: Seconds,
    min: 0,
    shape: 'steps',
    queries: [{ expr: dsl('interleaver_delay_seconds'), legend: '{{direction}}' }],
  });

const noiseProtection = () =>
  graph({
    title: 'Impulse noise protection and interleaver depth',
    description:
      'INP: how many symbols in a row may be lost and still be corrected. Dashed: the interleaver’s depth, 1 is ' +
      'none. Both are set by the line’s management, and tell how it judges the line. Of bearer 0.',
    noValue: onlyTelnet,
    width: 8,
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

/** What the line does against noise. */
export const protection = (): Section => ({
  title: 'Protection against noise',
  rows: [
    [active(), retransmissions(), throughput()],
    [lowThroughput(), delay(), noiseProtection()],
  ],
});
