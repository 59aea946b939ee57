import { BytesIEC, PercentUnit, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { palette } from '../palette.ts';
import { dashed } from '../panel.ts';
import { graph } from '../panels.ts';
import { select } from '../promql.ts';

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
  });

const cpu = () =>
  graph({
    ...place,
    title: 'CPU and garbage collection',
    description: 'Share of one core. Garbage collection is included in CPU.',
    unit: PercentUnit,
    queries: [
      { expr: `rate(${select('process_cpu_seconds_total')}[$__rate_interval])`, legend: 'CPU' },
      {
        expr: `sum by (job, instance) (rate(${select('nodejs_gc_duration_seconds_sum')}[$__rate_interval]))`,
        legend: 'garbage collection',
      },
    ],
  });

const eventLoop = () =>
  graph({
    ...place,
    title: 'Event loop lag',
    description: 'Delay of timers between two scrapes. Above 0.1 s, reads are delayed noticeably.',
    unit: Seconds,
    queries: [
      { expr: select('nodejs_eventloop_lag_p50_seconds'), legend: 'median' },
      { expr: select('nodejs_eventloop_lag_p99_seconds'), legend: '99th percentile' },
    ],
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
    overrides: [dashed(/^limit$/, palette.bad)],
  });

/** Resources of the exporter process. */
export const processSection = (): Section => ({
  title: 'Exporter process',
  rows: [
    [memory(), cpu()],
    [eventLoop(), files()],
  ],
});
