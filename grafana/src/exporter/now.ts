import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { BytesIEC, DatetimeLocal, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import { stat, stateTile } from '../panels.ts';
import { date, select } from '../promql.ts';
import { exporterNow, modemNow, absenceReason } from '../states.ts';

const tile = { height: 4, width: 4, noValue: 'Not scraped' } as const;

const exporter = () =>
  stateTile({
    ...tile,
    title: 'Exporter',
    description: 'Whether the last scrape of the exporter succeeded.',
    unit: NoUnit,
    queries: [{ expr: exporterNow(), instant: true }],
  });

const modem = () =>
  stateTile({
    ...tile,
    title: 'Modem',
    description: 'Whether the modem responded to the last scrape; if not, the reason.',
    unit: NoUnit,
    queries: [{ expr: modemNow(), instant: true }],
  });

const modemStart = () =>
  stat({
    ...tile,
    title: 'Modem boot',
    description: 'When the modem booted (/proc/uptime). Requires telnet.',
    reason: absenceReason(select('hg612_device_uptime_seconds'), true),
    unit: DatetimeLocal,
    queries: [
      {
        expr: date(
          `timestamp(${select('hg612_device_uptime_seconds')}) - ${select('hg612_device_uptime_seconds')}`,
        ),
        legend: 'booted',
        instant: true,
      },
    ],
  });

const exporterStart = () =>
  stat({
    ...tile,
    title: 'Started',
    description: 'When the exporter process started.',
    unit: DatetimeLocal,
    queries: [{ expr: date(select('process_start_time_seconds')), legend: 'started', instant: true }],
  });

const version = () =>
  stat({
    ...tile,
    title: 'Version',
    description: 'Version and revision of the exporter.',
    unit: NoUnit,
    text: BigValueTextMode.Name,
    queries: [
      {
        expr: select('hg612_exporter_build_info'),
        legend: '{{version}} ({{revision}})',
        instant: true,
      },
    ],
  });

const memory = () =>
  stat({
    ...tile,
    title: 'Memory',
    description: 'Resident memory of the exporter.',
    unit: BytesIEC,
    queries: [{ expr: select('process_resident_memory_bytes'), legend: 'resident', instant: true }],
  });

/** Current state, start times, version and memory. */
export const now = () => [exporter(), modem(), exporterStart(), modemStart(), version(), memory()];
