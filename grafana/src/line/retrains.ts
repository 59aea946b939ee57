import { BitsPerSecondSI, DatetimeLocal, Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { column, ofQuery } from '../panel.ts';
import { stat, table } from '../panels.ts';
import { bits, date, dsl, onlyWhile } from '../promql.ts';
import { absenceReason } from '../states.ts';
import { retrainEvents, retrainsLast24h, syncStart } from '../retrains.ts';

const log = () => {
  const event = retrainEvents();
  return table({
    title: 'Retrains',
    description:
      'Retrains, latest first. "Seen" is the time of the scrape that showed the retrain (on long ranges: the end of ' +
      'the step); "In sync since" is derived from the line uptime and requires telnet. Rates and margin are those ' +
      'after the retrain. The reason is a bit mask of the driver. Retrains while the modem did not respond for ' +
      'more than six hours are not shown.',
    noValue: 'No retrains in this range',
    width: 18,
    height: 9,
    unit: NoUnit,
    interval: '1m',
    maxDataPoints: 3000,
    queries: [
      { expr: onlyWhile(dsl('up'), event), legend: 'Line' },
      { expr: onlyWhile(date(syncStart()), event), legend: 'In sync since' },
      { expr: onlyWhile(bits(dsl('sync_rate_bytes_per_second')), event), legend: '{{direction}} sync' },
      { expr: onlyWhile(dsl('snr_margin_decibels'), event), legend: '{{direction}} margin' },
      { expr: onlyWhile(dsl('retrain_reason_code'), event), legend: 'Reason' },
    ],
    transformations: [
      { id: 'joinByField', options: { byField: 'Time', mode: 'outer' } },
      {
        id: 'organize',
        options: { excludeByName: { Line: true }, indexByName: {}, renameByName: { Time: 'Seen' } },
      },
    ],
    overrides: [
      ...['Seen', 'In sync since'].map((name) =>
        column(name, [
          { id: 'unit', value: DatetimeLocal },
          { id: 'custom.width', value: 170 },
        ]),
      ),
      {
        matcher: { id: 'byRegexp', options: '/ sync$/' },
        properties: [
          { id: 'unit', value: BitsPerSecondSI },
          { id: 'decimals', value: 1 },
        ],
      },
      {
        matcher: { id: 'byRegexp', options: '/ margin$/' },
        properties: [
          { id: 'unit', value: Decibel },
          { id: 'decimals', value: 1 },
        ],
      },
      column('Reason', [{ id: 'unit', value: 'hex0x' }]),
    ],
    sortBy: 'Seen',
  });
};

/** Number of recent retrains, for the first screen. */
export const retrainsTile = ({ width, height }: { width: number; height: number }) =>
  stat({
    title: 'Retrains, last 24 h',
    description:
      'Retrains in the last 24 hours, counted by this project’s Prometheus rules: from the line uptime with ' +
      'telnet, from the line state without.',
    noValue: 'No data',
    width,
    height,
    unit: NoUnit,
    decimals: 0,
    queries: [{ expr: retrainsLast24h(), instant: true, legend: 'retrains' }],
  });

const reason = () =>
  stat({
    title: 'Last retrain reason',
    description:
      'Reasons for the last retrain: the bits that are set in the driver’s bit mask (Retrain Reason), and the mask ' +
      'in hexadecimal as the modem prints it. Requires telnet.',
    noValue: 'Not reported',
    reason: absenceReason(dsl('retrain_reason_code'), true),
    width: 6,
    height: 9,
    unit: 'hex0x',
    queries: [
      { expr: dsl('retrain_reason_code'), instant: true, legend: 'code' },
      { expr: dsl('retrain_reason'), instant: true, legend: '{{reason}}', refId: 'Words' },
    ],
    overrides: [
      ofQuery('Words', [
        { id: 'mappings', value: [{ type: 'value', options: { 1: { text: 'set', index: 0 } } }] },
      ]),
    ],
  });

/** All retrains in the range, and the reason of the last one. */
export const retrains = (): Section => ({ title: 'Retrain history', rows: [[log(), reason()]] });
