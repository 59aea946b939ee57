import { Decibel } from '@grafana/grafana-foundation-sdk/units';
import type { Section } from '../layout.ts';
import { figureTable, ROWS } from './figure-table.ts';
import { lineUp, ofLine, selectLines } from './select.ts';

const margin = selectLines('hg612_dsl_snr_margin_decibels');

const lowestMargins = () =>
  figureTable({
    title: 'Lowest SNR margins now',
    description:
      `The ${ROWS} lines with the lowest margin. Limit: below it HG612SnrMarginLow fires after ten minutes; it follows the ` +
      'margin that the line was trained to.',
    noValue: 'No margin is known. On VDSL2 it requires telnet.',
    width: 12,
    height: 9,
    by: ['instance', 'direction', 'site', 'job'],
    figures: {
      Margin: {
        expr: `bottomk(${ROWS}, max by (${ofLine}, direction) (${margin}))`,
        unit: Decibel,
        decimals: 1,
      },
      Limit: {
        expr: `max by (${ofLine}, direction) (${selectLines('hg612:snr_margin_decibels:low')})`,
        unit: Decibel,
        decimals: 1,
      },
    },
  });

const uptime = selectLines('hg612_dsl_uptime_seconds');
const retrains = `resets(${uptime}[$__range]) or changes(${lineUp}[$__range]) - resets(${lineUp}[$__range])`;

const mostDrops = () =>
  figureTable({
    title: 'Most retrains in this range',
    description: `The ${ROWS} lines that retrained most often: their uptime was reset or, without telnet, they came back after a drop.`,
    noValue: 'No retrain was seen in this range',
    width: 12,
    height: 9,
    by: ['instance', 'site', 'job'],
    figures: { Retrains: { expr: `topk(${ROWS}, max by (${ofLine}) (${retrains}) > 0)` } },
    sortBy: 'Retrains',
  });

const errors = (counter: string): string =>
  `topk(${ROWS}, max by (${ofLine}, direction) (increase(${selectLines(counter)}[$__range])) > 0)`;

const mostErroredSeconds = () =>
  figureTable({
    title: 'Most errored seconds in this range',
    description: `The ${ROWS} lines and directions with the most errored seconds. Requires telnet.`,
    noValue: 'No errored seconds in this range, or none known: they require telnet',
    width: 12,
    height: 9,
    by: ['instance', 'direction', 'site', 'job'],
    figures: { 'Errored s': { expr: errors('hg612_dsl_errored_seconds_total') } },
    sortBy: 'Errored s',
  });

const mostCrcErrors = () =>
  figureTable({
    title: 'Most CRC errors in this range',
    description: `The ${ROWS} lines and directions with the most CRC errors: blocks of data that were lost.`,
    noValue: 'No CRC errors in this range, or none known',
    width: 12,
    height: 9,
    by: ['instance', 'direction', 'site', 'job'],
    figures: { 'CRC errors': { expr: errors('hg612_dsl_crc_errors_total') } },
    sortBy: 'CRC errors',
  });

/** The worst lines by margin, retrains and errors, and the slowest modems. */
export const worst = (): Section => ({
  title: 'Worst lines',
  rows: [
    [lowestMargins(), mostDrops()],
    [mostErroredSeconds(), mostCrcErrors()],
  ],
});
