import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { BytesIEC, DatetimeLocal, NoUnit, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { stat, stateTile } from '../panels.ts';
import { date, select } from '../promql.ts';
import { exporterNow, modemNow, whyAbsent } from '../states.ts';

const tile = { height: 4, width: 4, noValue: 'Not scraped' } as const;

const exporter = () =>
  stateTile({
    ...tile,
    title: 'Exporter',
    description: 'Whether Prometheus got an answer from the exporter at its last scrape.',
    unit: NoUnit,
    queries: [{ expr: exporterNow(), instant: true }],
  });

const modem = () =>
  stateTile({
    ...tile,
    title: 'Modem',
    description: 'Whether the modem answered the exporter at the last scrape; if not, why.',
    unit: NoUnit,
    queries: [{ expr: modemNow(), instant: true }],
  });

const modemStart = () =>
  stat({
    ...tile,
    title: 'Modem started',
    description: 'When the modem itself started (/proc/uptime). Only telnet tells it.',
    why: whyAbsent(select('hg612_device_uptime_seconds'), true),
    unit: DatetimeLocal,
    queries: [
      {
        expr: date(
          `timestamp(${select('hg612_device_uptime_seconds')}) - ${select('hg612_device_uptime_seconds')}`,
        ),
        legend: 'started',
        instant: true,
      },
    ],
  });

const exporterStart = () =>
  stat({
    ...tile,
    title: 'Exporter started',
    description: 'When the exporter’s process started.',
    unit: DatetimeLocal,
    queries: [{ expr: date(select('process_start_time_seconds')), legend: 'started', instant: true }],
  });

const version = () =>
  stat({
    ...tile,
    title: 'Version',
    description: 'Of the exporter, with the revision it was built from and the Node.js that runs it.',
    unit: NoUnit,
    text: BigValueTextMode.Name,
    queries: [
      {
        expr: select('hg612_exporter_build_info'),
        legend: '{{version}} ({{revision}}), Node.js {{nodeversion}}',
        instant: true,
      },
    ],
  });

const memory = () =>
  stat({
    ...tile,
    width: 2,
    title: 'Memory',
    description: 'Resident memory of the exporter.',
    unit: BytesIEC,
    queries: [{ expr: select('process_resident_memory_bytes'), legend: 'resident', instant: true }],
  });

const read = () =>
  stat({
    ...tile,
    width: 2,
    title: 'Last read',
    description: 'How long the last read of the modem took.',
    unit: Seconds,
    queries: [{ expr: select('hg612_scrape_duration_seconds'), legend: 'read', instant: true }],
  });

/** Who answers, since when, and what runs. */
export const now = () => [exporter(), modem(), exporterStart(), modemStart(), version(), memory(), read()];
