import { Decibel, NoUnit } from '@grafana/grafana-foundation-sdk/units';
import { heatmap } from '../heatmap.ts';
import { dsl, withLabel } from '../promql.ts';

const hours = Array.from({ length: 24 }, (_, hour) => hour);

/**
 * One series per hour of the day, with one value per day at the end of the day. Steps of a day start at midnight in the
 * time zone of the viewer.
 *
 * @param ofHour the expression for one hour, given its range and offset
 */
const byHour = (ofHour: (window: string) => string): string =>
  hours
    .map((hour) => {
      // A literal expression per hour: PromQL has no hour of the day in the viewer's time zone.
      const window = hour === 23 ? '[1h]' : `[1h] offset ${23 - hour}h`;
      return withLabel(
        `max by (job, instance) (${ofHour(window)})`,
        'hour',
        `${String(hour).padStart(2, '0')}:00`,
      );
    })
    .join(' or ');

const place = { width: 12, height: 10, interval: '1d' } as const;
const noData = 'No data in this range. On VDSL2 it requires telnet (MODEM_TELNET).';

/** Lowest margin of each hour of each day. */
export const marginByHour = () =>
  heatmap({
    ...place,
    title: 'Lowest margin by hour of day',
    description:
      'Lowest downstream SNR margin of each hour, one column per full day. A dark band in the evening is noise that ' +
      'depends on the time of day. Red: 0 dB, green: 10 dB and more. An empty cell: not measured.',
    noValue: noData,
    unit: Decibel,
    decimals: 1,
    // Grafana itself reverses this scheme: red is low.
    scheme: 'RdYlGn',
    reverse: true,
    min: 0,
    max: 10,
    queries: [
      {
        expr: byHour(
          (window) => `min_over_time(${dsl('snr_margin_decibels', { direction: 'downstream' })}${window})`,
        ),
        legend: '{{hour}}',
      },
    ],
  });

/** Errored seconds of each hour of each day. */
export const erroredSecondsByHour = () =>
  heatmap({
    ...place,
    title: 'Errored seconds by hour of day',
    description:
      'Errored seconds of each hour, of the direction with more of them, one column per full day. The scale ends at ' +
      'the usual limit of 60 per hour. An empty cell: not measured.',
    noValue: noData,
    unit: NoUnit,
    decimals: 0,
    scheme: 'YlOrRd',
    reverse: false,
    min: 0,
    max: 60,
    queries: [
      {
        expr: byHour((window) => `increase(${dsl('errored_seconds_total')}${window})`),
        legend: '{{hour}}',
      },
    ],
  });
