import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import {
  CountsPerMinute,
  DatetimeLocal,
  Decibel,
  BitsPerSecondSI,
  NoUnit,
} from '@grafana/grafana-foundation-sdk/units';
import { palette } from '../palette.ts';
import { coloredQuery } from '../panel.ts';
import { stat, stateTile } from '../panels.ts';
import { bits, date, dsl, grownIn, unless, whenever } from '../promql.ts';
import { lineNow, modemNow, whyAbsent } from '../states.ts';
import { above, below, grade } from '../thresholds.ts';

const tile = { height: 4, noValue: 'Not scraped' } as const;

const line = () =>
  stateTile({
    ...tile,
    title: 'Line',
    description:
      'State of the line as of the last scrape. While the modem or the exporter does not answer, the state is ' +
      'not known, and the tile says who is silent. "Unknown" is what the modem itself could not name.',
    width: 4,
    unit: NoUnit,
    queries: [{ expr: lineNow(), instant: true }],
  });

/** At every scrape of the range, whatever its length: a coarser look would pass over short drops. */
const lastSeen = (value: 0 | 1) => date(`max_over_time(timestamp(${dsl('up')} == ${value})[$__range:30s])`);

const since = () =>
  stat({
    ...tile,
    title: 'Since',
    description:
      'When the line came up: by its own clock where telnet is on. Over HTTP alone the modem does not tell, so ' +
      'this is when it was last seen down (or, while it is down, last seen up) within the chosen time range; ' +
      'nothing if it was not.',
    noValue: 'Not known',
    width: 4,
    unit: DatetimeLocal,
    text: BigValueTextMode.ValueAndName,
    queries: [
      {
        expr: date(`timestamp(${dsl('uptime_seconds')}) - ${dsl('uptime_seconds')}`),
        legend: 'up since, by its own clock',
        instant: true,
      },
      {
        expr: unless(whenever(lastSeen(0), `${dsl('up')} == 1`), dsl('uptime_seconds')),
        legend: 'up, last seen down',
        instant: true,
      },
      {
        expr: whenever(lastSeen(1), `${dsl('up')} == 0`),
        legend: 'down, last seen up',
        instant: true,
      },
    ],
  });

const modem = () =>
  stateTile({
    ...tile,
    title: 'Modem',
    description:
      'Whether the modem answered the last scrape; if not, why. A modem that does not answer says nothing ' +
      'about the line.',
    width: 3,
    unit: NoUnit,
    queries: [{ expr: modemNow(), instant: true }],
  });

const rates = () =>
  stat({
    ...tile,
    title: 'Sync rate',
    why: whyAbsent(dsl('sync_rate_bytes_per_second'), false),
    description:
      'What the line is synchronised at, over both bearers (the modem: current rate, Bearer or Path).',
    width: 4,
    unit: BitsPerSecondSI,
    decimals: 1,
    queries: [{ expr: bits(dsl('sync_rate_bytes_per_second')), legend: '{{direction}}', instant: true }],
  });

const margin = () => {
  const measured = dsl('snr_margin_decibels');
  const critical = grade(measured, 'snr_margin_critical_decibels', below);
  const low = grade(critical.good, 'snr_margin_low_decibels', (value, name) => below(`(${value})`, name));
  return stat({
    ...tile,
    title: 'SNR margin',
    why: whyAbsent(measured, true),
    description:
      'Yellow and red by the thresholds of HG612SnrMarginLow and HG612SnrMarginCritical. The status page has no ' +
      'margin on VDSL2, whatever other tools read there: switch telnet on (MODEM_TELNET) to see it.',
    width: 3,
    unit: Decibel,
    decimals: 1,
    queries: [
      { expr: critical.bad, legend: '{{direction}}', instant: true, refId: 'Critical' },
      { expr: low.bad, legend: '{{direction}}', instant: true, refId: 'Low' },
      { expr: low.good, legend: '{{direction}}', instant: true, refId: 'Good' },
      { expr: critical.ungraded, legend: '{{direction}}', instant: true, refId: 'Ungraded' },
    ],
    overrides: [
      coloredQuery('Critical', palette.bad),
      coloredQuery('Low', palette.warning),
      coloredQuery('Good', palette.good),
      coloredQuery('Ungraded', palette.plain),
    ],
  });
};

const crcErrors = () => {
  const measured = `rate(${dsl('crc_errors_total')}[5m])`;
  return stat({
    ...tile,
    title: 'CRC errors, last 5 min',
    why: whyAbsent(measured, true),
    description:
      'Blocks that arrived broken, per minute over the last five. Downstream as the modem sees it, upstream as the ' +
      'far end reports it. The status page has no error counters on VDSL2.',
    width: 3,
    unit: CountsPerMinute,
    decimals: 1,
    queries: [{ expr: `${measured} * 60`, legend: '{{direction}}', instant: true }],
  });
};

const erroredSeconds = () => {
  const measured = grownIn('1h', dsl('errored_seconds_total'));
  const graded = grade(measured, 'errored_seconds_per_hour', above);
  return stat({
    ...tile,
    title: 'Errored seconds, last hour',
    why: whyAbsent(measured, true),
    description:
      'Seconds of the last hour with at least one CRC error: what users feel. Yellow above the threshold of ' +
      'HG612ErroredSecondsHigh. Only telnet tells them.',
    width: 3,
    unit: NoUnit,
    decimals: 0,
    queries: [
      { expr: graded.bad, legend: '{{direction}}', instant: true, refId: 'High' },
      { expr: graded.good, legend: '{{direction}}', instant: true, refId: 'Good' },
      { expr: graded.ungraded, legend: '{{direction}}', instant: true, refId: 'Ungraded' },
    ],
    overrides: [
      coloredQuery('High', palette.warning),
      coloredQuery('Good', palette.good),
      coloredQuery('Ungraded', palette.plain),
    ],
  });
};

/** One row of tiles that answers: is it up, since when, does the modem answer, how fast, how close to the edge. */
export const now = () => [line(), since(), modem(), rates(), margin(), crcErrors(), erroredSeconds()];
