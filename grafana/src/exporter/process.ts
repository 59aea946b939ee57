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
    description:
      'Resident memory, and the part of it that is JavaScript’s heap. It should be flat over days.',
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
    description: 'Share of one core; garbage collection is part of it.',
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
    description:
      'How late the process gets round to its work between two scrapes; more than 0.1 s starves reads.',
    unit: Seconds,
    queries: [
      { expr: select('nodejs_eventloop_lag_p50_seconds'), legend: 'median' },
      { expr: select('nodejs_eventloop_lag_p99_seconds'), legend: '99 %' },
    ],
  });

const files = () =>
  graph({
    ...place,
    title: 'Open files and connections',
    description: 'Grows only if connections are left open. Dashed: as many as the process may have.',
    unit: Short,
    decimals: 0,
    logarithmic: true,
    queries: [
      { expr: select('process_open_fds'), legend: 'open' },
      { expr: select('process_max_fds'), legend: 'limit' },
    ],
    overrides: [dashed(/^limit$/, palette.bad)],
  });

/** The exporter as a process. */
export const processSection = (): Section => ({
  title: 'Exporter process',
  rows: [
    [memory(), cpu()],
    [eventLoop(), files()],
  ],
});
