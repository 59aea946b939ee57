import { PercentUnit, Short } from '@grafana/grafana-foundation-sdk/units';
import { palette } from '../palette.ts';
import { stat } from '../panels.ts';
import { roundedDown } from '../promql.ts';
import { lineUp, modemUp, selectLines, shareInSync } from './select.ts';

const tile = { height: 4, width: 4, noValue: 'None scraped', unit: Short, decimals: 0 } as const;

const lines = () =>
  stat({
    ...tile,
    title: 'Lines',
    description: 'Lines of the selected jobs and sites that the exporter was asked for at the last scrape.',
    queries: [{ expr: `count(${modemUp})`, legend: 'lines', instant: true }],
  });

const share = () =>
  stat({
    ...tile,
    title: 'Share up',
    description:
      'Lines in sync, of all lines. Lines whose modem is unreachable are not in sync as far as known.',
    unit: PercentUnit,
    decimals: 1,
    queries: [{ expr: roundedDown(shareInSync, 1), legend: 'up', instant: true }],
  });

const notInSync = () =>
  stat({
    ...tile,
    title: 'Not in sync',
    description: 'Lines that are down while their modem responds.',
    noValue: 'None read',
    color: palette.bad,
    queries: [{ expr: `sum(${lineUp} == bool 0)`, legend: 'not in sync', instant: true }],
  });

const unreachable = () =>
  stat({
    ...tile,
    title: 'Unreachable',
    description:
      'Modems that the exporter could not read at the last scrape. The state of their lines is unknown.',
    color: palette.bad,
    queries: [{ expr: `sum(${modemUp} == bool 0)`, legend: 'unreachable', instant: true }],
  });

const notScraped = () =>
  stat({
    ...tile,
    title: 'Not scraped',
    description:
      'Targets that Prometheus could not scrape at the last attempt although they had values within the last hour: their ' +
      'exporter is down or has too many reads in flight.',
    noValue: 'No targets',
    color: palette.bad,
    queries: [
      {
        expr: `sum((${selectLines('up')} == bool 0) and on (job, instance) last_over_time(${modemUp}[1h]))`,
        legend: 'not scraped',
        instant: true,
      },
    ],
  });

const sitesDown = () =>
  stat({
    ...tile,
    title: 'Sites down',
    description: 'Sites for which HG612SiteDown is firing. Requires the rules of this project.',
    noValue: 'None reported',
    color: palette.bad,
    queries: [
      {
        expr: 'count(ALERTS{alertname="HG612SiteDown", alertstate="firing", job=~"$job", site=~"$site"})',
        legend: 'sites',
        instant: true,
      },
    ],
  });

/** How many lines there are, and how many of them are down or unreachable. */
export const now = () => [lines(), share(), notInSync(), unreachable(), notScraped(), sitesDown()];
