import { NoUnit, Seconds } from '@grafana/grafana-foundation-sdk/units';
import { palette } from '../palette.ts';
import { dashed } from '../panel.ts';
import { graph, stateTimeline } from '../panels.ts';
import { select } from '../promql.ts';
import { collectorHistory } from '../states.ts';
import { limit } from '../thresholds.ts';

/** Each page and command of the modem over time: read, or why not. */
export const collectors = ({ width }: { width: number }) =>
  stateTimeline({
    title: 'What could be read',
    description:
      'Each page and command that is asked for; where it failed, why, and the worst of each interval. The status ' +
      'page is always read, the others only with telnet on (MODEM_TELNET).',
    noValue: 'Nothing was read in this range',
    width,
    height: 8,
    unit: NoUnit,
    interval: '1m',
    queries: [{ expr: collectorHistory(), legend: '{{collector}}' }],
  });

/** How long the modem takes, against what it may take. */
export const durations = ({ width }: { width: number }) => {
  const whole = select('hg612_scrape_duration_seconds');
  return graph({
    title: 'Time to read the modem',
    description:
      'The whole read, and each page and command in it. Dashed: the time it may take, above which values go ' +
      'missing (MODEM_TIMEOUT_SECONDS as the rules know it).',
    noValue: 'Nothing was read in this range',
    width,
    height: 8,
    unit: Seconds,
    min: 0,
    queries: [
      { expr: whole, legend: 'whole read' },
      { expr: select('hg612_scrape_collector_duration_seconds'), legend: '{{collector}}' },
      { expr: limit('modem_timeout_seconds', whole), legend: 'timeout' },
    ],
    overrides: [dashed(/^timeout$/, palette.bad)],
  });
};
