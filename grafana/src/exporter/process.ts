import { BytesIEC, PercentUnit, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { palette } from '../palette.ts';
import { colored, limitLine } from '../panel.ts';
import { graph } from '../panels.ts';
import { highestPerStep, select } from '../promql.ts';

const place = {
  width: 12,
  height: 8,
  noValue: 'The exporter was not scraped in this range',
  min: 0,
} as const;

const memory = () =>
  graph({
    ...place,
    title: 'Memory',
    description: 'Resident memory and JavaScript heap. Both should be flat over days.',
    unit: BytesIEC,
    queries: [
      { expr: select('process_resident_memory_bytes'), legend: 'resident' },
      { expr: select('nodejs_heap_size_total_bytes'), legend: 'heap' },
      { expr: select('nodejs_heap_size_used_bytes'), legend: 'heap used' },
    ],
    overrides: [
      colored(/^resident$/, palette.first),
      colored(/^heap$/, palette.second),
      colored(/^heap used$/, palette.third),
    ],
  });

const cpu = () =>
  graph({
    ...place,
    title: 'CPU and garbage collection',
    description: 'Share of one core, the highest of each step. Garbage collection is included in CPU.',
    unit: PercentUnit,
    queries: [
      {
        expr: `max_over_time(rate(${select('process_cpu_seconds_total')}[2m])[$__interval:30s])`,
        legend: 'CPU',
      },
      {
        expr: `max_over_time(sum by (job, instance) (rate(${select('nodejs_gc_duration_seconds_sum')}[2m]))[$__interval:30s])`,
        legend: 'garbage collection',
      },
    ],
    overrides: [colored(/^CPU$/, palette.first), colored(/^garbage/, palette.second)],
  });

const eventLoop = () =>
  graph({
    ...place,
    title: 'Event loop lag',
    description: 'Delay of timers between two scrapes. Above 0.1 s, reads are delayed noticeably.',
    unit: Seconds,
    queries: [
      { expr: select('nodejs_eventloop_lag_p50_seconds'), legend: 'median' },
      { expr: highestPerStep(select('nodejs_eventloop_lag_p99_seconds')), legend: '99th percentile' },
    ],
    overrides: [colored(/^median$/, palette.first), colored(/^99th/, palette.second)],
  });

const files = () =>
  graph({
    ...place,
    title: 'Open file descriptors',
    description: 'Files and connections. A steady increase indicates a leak. Dashed: limit of the process.',
    unit: Short,
    decimals: 0,
    logarithmic: true,
    queries: [
      { expr: select('process_open_fds'), legend: 'open' },
      { expr: select('process_max_fds'), legend: 'limit' },
    ],
    overrides: [limitLine(/^limit$/, palette.bad)],
  });

/** Resources of the exporter process. */
export const processSection = (): Section => ({
  title: 'Exporter process',
  rows: [
    [memory(), cpu()],
    [eventLoop(), files()],
  ],
});
