import { PercentUnit, Seconds, Short } from '@grafana/grafana-foundation-sdk/units';
import { palette } from '../palette.ts';
import { colored } from '../panel.ts';
import { graph } from '../panels.ts';
import { lineUp, modemUp, selectLines, shareInSync } from './select.ts';

/** Title of the graph in which outages of sites are marked. */
export const courseTitle = 'Lines in sync';

const share = () =>
  graph({
    title: courseTitle,
    description:
      'Share of the lines that are in sync, at the end of each step. Marks: outages of sites (HG612SiteDown).',
    noValue: 'No lines in this range',
    width: 8,
    height: 8,
    unit: PercentUnit,
    decimals: 1,
    max: 1,
    shape: 'steps',
    color: palette.good,
    queries: [{ expr: shareInSync, legend: 'in sync' }],
  });

const down = () =>
  graph({
    title: 'Lines down, by reason',
    description: 'Lines that are not in sync, and modems that are unreachable, at the end of each step.',
    noValue: 'No lines in this range',
    width: 8,
    height: 8,
    unit: Short,
    decimals: 0,
    min: 0,
    shape: 'steps',
    queries: [
      { expr: `sum(${lineUp} == bool 0)`, legend: 'not in sync' },
      { expr: `sum(${modemUp} == bool 0)`, legend: 'unreachable' },
    ],
    overrides: [colored(/^not/, palette.bad), colored(/^unreachable/, palette.unclear)],
  });

const duration = selectLines('hg612_scrape_duration_seconds');

const durations = () =>
  graph({
    title: 'Duration of a read',
    description:
      'Time that the exporter took to read a modem: of half of the modems at most the first, of 99 % at most the second. ' +
      'Modems that hang take the whole timeout.',
    noValue: 'Nothing was read in this range',
    width: 8,
    height: 8,
    unit: Seconds,
    min: 0,
    queries: [
      { expr: `quantile(0.5, ${duration})`, legend: 'median' },
      { expr: `quantile(0.99, ${duration})`, legend: '99 %' },
      { expr: `max(${duration})`, legend: 'slowest' },
    ],
    overrides: [
      colored(/^median/, palette.first),
      colored(/^99/, palette.second),
      colored(/^slowest/, palette.third),
    ],
  });

/** Lines in sync, lines down and the duration of reads over time. */
export const course = () => [share(), down(), durations()];
