import {
  BitsPerSecondSI,
  DatetimeLocal,
  Decibel,
  DurationInHoursMinutesSeconds,
  NoUnit,
} from '@grafana/grafana-foundation-sdk/units';
import { column, named, ofQuery } from '../panel.ts';
import { stat } from '../panels.ts';
import { table } from '../table.ts';
import { dsl } from '../promql.ts';
import { figureTitles, retrainFigures, retrainsInRange, retrainsPerStep } from '../retrains.ts';
import { absenceReason } from '../states.ts';
import { eventsPerMinute } from '../units.ts';

/** Retrain reason codes with a single bit, by the names in the public header of the Broadcom driver. */
export const reasonWords: Readonly<Record<number, string>> = {
  0x0: 'none (power-on)',
  0x1: 'loss of signal',
  0x2: 'remote defect',
  0x4: 'negative margin',
  0x8: 'too many upstream FEC errors',
  0x8000: 'training failed',
  0x1_0000: 'severely errored seconds',
  0x2_0000: 'minimum margin requested by the exchange',
  0x20_0000: 'timeout',
  0x40_0000: 'no common mode',
  0x200_0000: 'showtime failure',
  0x400_0000: 'low effective throughput',
};

const reasonMapping = () => ({
  type: 'value',
  options: Object.fromEntries(
    Object.entries(reasonWords).map(([code, text], index) => [code, { text, index }]),
  ),
});

/** Left to right. `Count` is the number of retrains in the step of a row. */
const columns = [...figureTitles, 'Count'];

/** All retrains in the range. */
export const retrainLog = () => {
  const figures = retrainFigures();
  return table({
    title: 'Drops and retrains',
    description:
      'Each retrain in the range with the values before the drop and after it. Back in sync: without telnet, the end of the step. Down for: from the last read ' +
      'in sync before the drop to the first one after it. Margin: downstream; before: at that last read. ↓ and ↑: ' +
      'sync rate downstream and upstream. CRC before: CRC errors per minute in the minutes up to the drop. Reason: as reported by ' +
      'the modem, in words for a single reason. Count: retrains in the step of this row, of which the last is shown. ' +
      'Retrains while the modem did not respond for more than a day are not found.',
    noValue: 'No retrain was seen in this range',
    width: 24,
    height: 7,
    unit: NoUnit,
    columnWidth: 70,
    interval: '1m',
    maxDataPoints: 5000,
    queries: [
      { expr: figures.before, legend: '{{figure}}' },
      { expr: figures.ofSync, legend: '{{figure}}' },
      { expr: retrainsPerStep(), legend: 'Count' },
    ],
    transformations: [
      { id: 'joinByField', options: { byField: 'Time', mode: 'outer' } },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true },
          indexByName: Object.fromEntries(columns.map((title, index) => [title, index])),
          renameByName: {},
        },
      },
    ],
    overrides: [
      column('Back in sync', [
        { id: 'unit', value: DatetimeLocal },
        { id: 'custom.minWidth', value: 160 },
      ]),
      column('Down for', [{ id: 'unit', value: DurationInHoursMinutesSeconds }]),
      named(/^Margin/, [
        { id: 'unit', value: Decibel },
        { id: 'decimals', value: 1 },
      ]),
      named(/^[↓↑]/, [
        { id: 'unit', value: BitsPerSecondSI },
        { id: 'decimals', value: 1 },
        { id: 'custom.minWidth', value: 85 },
      ]),
      column('CRC before', [
        { id: 'unit', value: eventsPerMinute },
        { id: 'decimals', value: 1 },
      ]),
      column('Reason', [
        { id: 'unit', value: 'hex0x' },
        { id: 'mappings', value: [reasonMapping()] },
        { id: 'custom.minWidth', value: 130 },
      ]),
      column('Count', [{ id: 'decimals', value: 0 }]),
    ],
    sortBy: 'Back in sync',
  });
};

/** Number of retrains, for the first screen. */
export const retrainsTile = ({ width, height }: { width: number; height: number }) =>
  stat({
    title: 'Retrains',
    description:
      'Retrains in this range: the same as in the log below, in the markers and in the alerts. From the line uptime ' +
      'with telnet, from the line state without.',
    noValue: 'No data',
    width,
    height,
    unit: NoUnit,
    decimals: 0,
    queries: [
      {
        expr: retrainsInRange(),
        instant: true,
        legend: 'retrains',
      },
    ],
  });

/** The reasons of the last retrain, each as a figure: a line may have several. */
export const lastReason = ({ width, height }: { width: number; height: number }) =>
  stat({
    title: 'Last retrain reason',
    description:
      'Reasons for the last retrain: the bits that are set in the driver’s bit mask (Retrain Reason), and the mask ' +
      'in hexadecimal as the modem prints it. Requires telnet.',
    noValue: 'Not reported',
    reason: absenceReason(dsl('retrain_reason_code'), true),
    width,
    height,
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
