import { type Direction, directions } from '../../modem/src/line/status.ts';
import type { ReportData } from './report-data.ts';
import { contractRateText, count, decibels, duration, mbit, percent, plural, times } from './units.ts';
import type { Zone } from './zone.ts';

/** The summary of a report, one sentence each. What was not measured is named as such. */
export function summaryOf(data: ReportData, zone: Zone): string[] {
  return [
    availabilityOf(data, zone),
    ...longestOf(data, zone),
    ...ratesOf(data),
    marginOf(data, zone),
    ...errorsOf(data, zone),
    ...lineManagementOf(data),
    ...rebootsOf(data),
    coverageOf(data),
  ];
}

function availabilityOf(data: ReportData, zone: Zone): string {
  const { range, seconds, drops, downUncertainty, availability } = data;
  const period = `From ${zone.dateTime(range.from)} to ${zone.dateTime(range.to)} (${duration(range.to - range.from)})`;
  if (availability === undefined) return `${period} the state of the line was not measured.`;
  const share = `availability ${percent(availability)} of the measured time`;
  if (drops === 0 && seconds.down === 0) return `${period} the line did not drop: ${share}.`;
  const uncertain = downUncertainty >= 1 ? ` (±\u00a0${duration(downUncertainty)})` : '';
  const down = `was down for ${duration(seconds.down)}${uncertain}`;
  return `${period} the line dropped ${times(drops)} and ${down}: ${share}.`;
}

function longestOf({ drops, longest }: ReportData, zone: Zone): string[] {
  if (longest === undefined || drops < 2) return [];
  return [`The longest outage began on ${at(zone, longest.from)} and lasted ${duration(longest.seconds)}.`];
}

function ratesOf({ directions: summaries, contract, belowGuaranteed }: ReportData): string[] {
  const known = directions.flatMap((direction) => {
    const range = summaries[direction]?.syncRate;
    if (range === undefined) return [];
    const [lowest, highest] = [mbit(range.lowest), mbit(range.highest)];
    const rates = lowest === highest ? `${lowest} Mbit/s` : `${lowest} to ${highest} Mbit/s`;
    return [`${rates} ${direction}`];
  });
  const sentences = known.length === 0 ? [] : [`It was in sync at ${known.join(' and ')}.`];
  for (const direction of directions) {
    const terms = contract[direction];
    if (terms === undefined) continue;
    const { ordered, guaranteed } = terms;
    const promised =
      `The contract guarantees ${contractRateText(guaranteed)} ${direction}` +
      (ordered === undefined ? '' : ` (ordered: ${contractRateText(ordered)})`);
    const below = belowGuaranteed[direction];
    if (below === undefined) sentences.push(`${promised}; the sync rate was not measured.`);
    else if (below === 0) sentences.push(`${promised}; the sync rate was never below it.`);
    else
      sentences.push(`${promised}; the sync rate was below it for ${percent(below, 1)} of the time in sync.`);
  }
  return sentences;
}

function marginOf({ directions: summaries }: ReportData, zone: Zone): string {
  const known = directions.flatMap((direction) => {
    const lowest = summaries[direction]?.lowestMargin;
    return lowest === undefined ? [] : [{ direction, ...lowest }];
  });
  const [worst] = known.toSorted((one, other) => one.value - other.value);
  if (worst === undefined) return 'The SNR margin was not measured.';
  return `The lowest SNR margin was ${decibels(worst.value)} ${worst.direction}, on ${at(zone, worst.at)}.`;
}

function errorsOf({ directions: summaries, days }: ReportData, zone: Zone): string[] {
  const seconds = (direction: Direction) => summaries[direction]?.errors.erroredSeconds;
  const known = directions.filter((direction) => seconds(direction) !== undefined);
  if (known.length === 0) return ['Errored seconds were not measured.'];
  const totals = known.map((direction) => `${count(seconds(direction) ?? 0)} ${direction}`);
  const [worst] = days
    .map((day) => ({ day, errors: dayErrors(day) }))
    .toSorted((one, other) => other.errors - one.errors);
  const total = known.reduce((sum, direction) => sum + (seconds(direction) ?? 0), 0);
  const unknown = directions.find((direction) => !known.includes(direction));
  if (total === 0) {
    const where = unknown === undefined ? '' : ` ${known.join()}; ${unknown} was not measured`;
    return [`There were no errored seconds${where}.`];
  }
  const most =
    worst === undefined || days.length < 2
      ? ''
      : `; most on ${zone.longDay(worst.day.from)} (${count(worst.errors)}${unknown === undefined ? ' in both directions' : ''})`;
  return [`Errored seconds: ${totals.join(', ')}${most}.`];
}

const dayErrors = ({ directions: each }: ReportData['days'][number]): number =>
  directions.reduce((sum, direction) => sum + (each[direction]?.errors.erroredSeconds ?? 0), 0);

function lineManagementOf({ events }: ReportData): string[] {
  const steps = events.filter(({ kind }) => kind === 'line-management').length;
  if (steps === 0) return [];
  return [`The provider's line management (DLM) changed the profile of the line ${times(steps)}.`];
}

function rebootsOf({ reboots, seconds }: ReportData): string[] {
  if (reboots === 0) return [];
  return [
    `The modem rebooted ${times(reboots)}; the line was down for ${duration(seconds.rebooting)} because of it, which does not count.`,
  ];
}

function coverageOf({ seconds, range }: ReportData): string {
  const all = range.to - range.from;
  const parts = [
    ...(seconds.missing > 0
      ? [`nothing was recorded for ${duration(seconds.missing)} (${percent(seconds.missing / all)})`]
      : []),
    ...(seconds.unreachable > 0
      ? [
          `the modem did not respond for ${duration(seconds.unreachable)} (${percent(seconds.unreachable / all)})`,
        ]
      : []),
  ];
  if (parts.length === 0) return 'The measurement has no gaps.';
  const text = parts.join(', and ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}: what the line did then is unknown and counts neither as up nor as down.`;
}

const at = (zone: Zone, time: number): string => `${zone.longDay(time)} at ${zone.timeOfDay(time)}`;

/** How the report was measured: term and description. */
export function methodOf(data: ReportData, zone: Zone): (readonly [string, string])[] {
  const { method, events } = data;
  const gaps = events.filter(({ kind }) => kind === 'no-data').length;
  const line = method.line ?? {};
  const properties = ['modulation', 'annex', 'vdsl2_profile', 'tps_tc', 'data_path']
    .filter((name) => line[name])
    .map((name) => (name === 'annex' ? `Annex ${line[name]}` : line[name]))
    .join(', ');
  const source = method.telnet
    ? 'its telnet shell (xdslcmd info) and its status page'
    : 'its status page (xdslStatus.asp) alone, which has no uptime: a resync between two scrapes is invisible';
  return [
    ['Device', `Huawei EchoLife HG612, read through ${source}`],
    ...(properties === '' ? [] : [['Line', properties] as const]),
    [
      'Scrapes',
      `${count(method.scrapes)}, from ${zone.dateTimeSeconds(method.first)} to ${zone.dateTimeSeconds(method.last)}` +
        (method.interval === undefined ? '' : `; mostly every ${duration(method.interval)}`) +
        (gaps === 0 ? '; no gaps' : `; ${plural(gaps, 'gap')}, listed as events`),
    ],
    [
      'Times',
      `${zone.name} (${zone.abbreviation(data.range.to)}), by the clock of Prometheus` +
        (method.clockDifference === undefined
          ? ''
          : Math.abs(method.clockDifference) < 1
            ? ', which agrees with the clock of the machine that made this report'
            : `, which is ${duration(Math.abs(method.clockDifference))} ${method.clockDifference > 0 ? 'ahead of' : 'behind'} the clock of the machine that made this report`),
    ],
    [
      'Outages',
      'An outage began between the last scrape that found the line up and the first that found it down: the middle is given. ' +
        (method.telnet
          ? "Its end follows from the modem's uptime, to the second."
          : 'Its end is between two scrapes, too.'),
    ],
    [
      'Availability',
      'Time up as a share of the time up and down. Time without data, time without a response from the modem, and time after a reboot of the modem do not count.',
    ],
    [
      'Software',
      [
        method.exporterVersion === undefined ? undefined : `hg612-exporter ${method.exporterVersion}`,
        method.prometheusVersion === undefined ? undefined : `Prometheus ${method.prometheusVersion}`,
      ]
        .filter((each) => each !== undefined)
        .join(', ') || 'unknown',
    ],
  ];
}
