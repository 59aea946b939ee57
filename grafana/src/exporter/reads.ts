import { PercentUnit, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { collectors, durations } from '../line/reading.ts';
import { column } from '../panel.ts';
import { graph } from '../panels.ts';
import { columns, table } from '../table.ts';
import { lowestPerStep, roundedDown, select } from '../promql.ts';

const failures = () =>
  table({
    title: 'Failed reads in this range',
    description:
      'Failed reads of each page or command, by reason: "connect" no connection, "reset" connection reset, ' +
      '"timeout" timed out, "login" login failed, "busy" telnet session in use, "http_status" status other than ' +
      '200, "format" unexpected format, "too_large" response too large. See the log of the exporter for details.',
    noValue: 'No failed read was seen in this range',
    width: 8,
    height: 8,
    unit: Short,
    decimals: 0,
    queries: [
      {
        expr: `sum by (collector, reason) (sum_over_time(${select('hg612_scrape_collector_failure')}[$__range]))`,
        instant: true,
        table: true,
      },
    ],
    transformations: [columns({ collector: 'Collector', reason: 'Reason', Value: 'Failed reads' })],
    sortBy: 'Failed reads',
  });

const successRatio = () =>
  table({
    title: 'Successful reads in this range',
    description: 'Share of successful reads of each page or command.',
    noValue: 'Nothing was read in this range',
    width: 8,
    height: 8,
    unit: PercentUnit,
    decimals: 2,
    queries: [
      {
        expr: roundedDown(
          `avg by (collector) (avg_over_time(${select('hg612_scrape_collector_success')}[$__range]))`,
          2,
        ),
        instant: true,
        table: true,
      },
    ],
    transformations: [columns({ collector: 'Collector', Value: 'Succeeded' })],
    overrides: [
      column('Succeeded', [
        { id: 'min', value: 0 },
        { id: 'max', value: 1 },
        { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } },
      ]),
    ],
  });

const scrapes = () =>
  graph({
    title: 'Scrape duration',
    description: 'Time from request to response as measured by Prometheus. Failed scrapes are left out.',
    noValue: 'Nothing was scraped in this range',
    width: 8,
    height: 8,
    unit: Seconds,
    min: 0,
    queries: [{ expr: `${select('scrape_duration_seconds')} and ${select('up')} == 1`, legend: 'scrape' }],
  });

const samples = () =>
  graph({
    title: 'Samples per scrape',
    description:
      'The fewest of each step. Drops when a page or command cannot be read: values that were not read are absent.',
    noValue: 'Nothing was scraped in this range',
    width: 12,
    height: 8,
    unit: Short,
    decimals: 0,
    min: 0,
    shape: 'steps',
    queries: [{ expr: lowestPerStep(select('scrape_samples_scraped')), legend: 'samples' }],
  });

const modemUptime = () =>
  graph({
    title: 'Modem uptime',
    description: 'Resets to zero when the modem reboots (/proc/uptime). Requires telnet.',
    noValue: 'No data in this range. Requires telnet (MODEM_TELNET).',
    width: 12,
    height: 8,
    unit: Seconds,
    min: 0,
    queries: [{ expr: select('hg612_device_uptime_seconds'), legend: 'uptime' }],
  });

/** Reads of the modem. */
export const reads = (): Section => ({
  title: 'Reading the modem',
  rows: [
    [collectors({ width: 12 }), durations({ width: 12 })],
    [successRatio(), failures(), scrapes()],
    [samples(), modemUptime()],
  ],
});
