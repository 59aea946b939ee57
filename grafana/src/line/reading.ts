import { NoUnit, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { palette } from '../palette.ts';
import { limitLine } from '../panel.ts';
import { graph, stateTimeline } from '../panels.ts';
import { highestPerStep, select } from '../promql.ts';
import { collectorHistory } from '../states.ts';
import { limit } from '../thresholds.ts';

/** Outcome of each page and command over time. */
export const collectors = ({ width }: { width: number }) =>
  stateTimeline({
    title: 'Collectors',
    description:
      'Worst outcome of each page and command in each interval: success, or the reason of the failure. The status ' +
      'page is always read, the others only with telnet (MODEM_TELNET).',
    noValue: 'No reads in this range',
    width,
    height: 8,
    unit: NoUnit,
    interval: '1m',
    queries: [{ expr: collectorHistory(), legend: '{{collector}}' }],
  });

/** Duration of reads and their timeout. */
export const durations = ({ width }: { width: number }) => {
  const whole = select('hg612_scrape_duration_seconds');
  return graph({
    title: 'Read duration',
    description:
      'Duration of the whole read and of each page and command, the longest of each step. Dashed: timeout (MODEM_TIMEOUT_SECONDS as set in ' +
      'the rules), after which the remaining values are missing.',
    noValue: 'No reads in this range',
    width,
    height: 8,
    unit: Seconds,
    min: 0,
    queries: [
      { expr: highestPerStep(whole), legend: 'total' },
      { expr: highestPerStep(select('hg612_scrape_collector_duration_seconds')), legend: '{{collector}}' },
      { expr: limit('modem_timeout_seconds', whole), legend: 'timeout' },
    ],
    overrides: [limitLine(/^timeout$/, palette.bad)],
  });
};
