import { BitsPerSecondSI, DatetimeLocal, Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { column } from '../panel.ts';
import { stat, table } from '../panels.ts';
import { bits, date, dsl, whenever } from '../promql.ts';
import { whyAbsent } from '../states.ts';
import { retrained, retrainsInADay, syncStart } from '../retrains.ts';

const log = () => {
  const event = retrained();
  return table({
    title: 'Retrains',
    description:
      'Each time the line came back, latest first. "Seen" is when the scrapes noticed (on long ranges: the end of ' +
      'the step); "In sync since" is the line’s own clock, which only telnet tells. Rates and margin are those ' +
      'that it came back with. The reason is the driver’s bit mask. A modem that was silent for more than six ' +
      'hours hides what happened meanwhile.',
    noValue: 'No retrain was seen in this range',
    width: 18,
    height: 9,
    unit: NoUnit,
    interval: '1m',
    maxDataPoints: 3000,
    queries: [
      { expr: whenever(dsl('up'), event), legend: 'Line' },
      { expr: whenever(date(syncStart()), event), legend: 'In sync since' },
      { expr: whenever(bits(dsl('sync_rate_bytes_per_second')), event), legend: '{{direction}} sync' },
      { expr: whenever(dsl('snr_margin_decibels'), event), legend: '{{direction}} margin' },
      { expr: whenever(dsl('retrain_reason_code'), event), legend: 'Reason' },
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

/** How often the line dropped lately: on the first screen. */
export const retrainsLately = ({ width, height }: { width: number; height: number }) =>
  stat({
    title: 'Retrains, last 24 h',
    description:
      'How often the line came back in the last 24 hours, counted by this project’s Prometheus rules: by the line’s ' +
      'clock with telnet, by its state without.',
    noValue: 'Not counted',
    width,
    height,
    unit: NoUnit,
    decimals: 0,
    queries: [{ expr: retrainsInADay(), instant: true, legend: 'retrains' }],
  });

const reason = () =>
  stat({
    title: 'Last retrain reason',
    description:
      'Why the line last trained anew: a bit mask of the modem’s driver, in hexadecimal, as the modem prints it ' +
      '(Retrain Reason). Only telnet tells it.',
    noValue: 'Not told',
    why: whyAbsent(dsl('retrain_reason_code'), true),
    width: 6,
    height: 9,
    unit: 'hex0x',
    queries: [{ expr: dsl('retrain_reason_code'), instant: true, legend: 'reason' }],
  });

/** The log of drops, and beside it why there was the last one. */
export const retrains = (): Section => ({ title: 'Drops and retrains', rows: [[log(), reason()]] });
