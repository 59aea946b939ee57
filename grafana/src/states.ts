import { type ValueMapping, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { palette } from './palette.ts';
import { otherwise, select, unless } from './promql.ts';

interface State {
  /** Ordered: of two states seen in one interval, a timeline shows the higher, which is the worse. */
  readonly code: number;
  readonly text: string;
  readonly color: string;
}

/** The states of `hg612_dsl_state`, from best to worst. */
const lineStates: Readonly<Record<string, State>> = {
  up: { code: 1, text: 'Up', color: palette.good },
  unknown: { code: 2, text: 'Unknown', color: palette.unclear },
  disabled: { code: 3, text: 'Disabled', color: palette.off },
  establishing_link: { code: 4, text: 'Establishing link', color: palette.busy },
  initializing: { code: 5, text: 'Initialising', color: palette.busy },
  no_signal: { code: 6, text: 'No signal', color: palette.bad },
  error: { code: 7, text: 'Error', color: palette.bad },
};

/** Whether somebody answered. Codes of their own, so that one table of texts serves every panel. */
const reach = {
  modemAnswers: { code: 11, text: 'Answers', color: palette.good },
  modemSilent: { code: 12, text: 'Modem silent', color: palette.worst },
  exporterAnswers: { code: 21, text: 'Answers', color: palette.good },
  exporterDown: { code: 22, text: 'Exporter down', color: palette.worst },
  collected: { code: 31, text: 'Read', color: palette.good },
} satisfies Record<string, State>;

/** The reasons of `hg612_scrape_collector_failure`. */
const failures: Readonly<Record<string, State>> = {
  format: { code: 41, text: 'Not understood', color: palette.unclear },
  too_large: { code: 42, text: 'Too large', color: palette.unclear },
  login: { code: 43, text: 'Login refused', color: palette.upstream },
  http_status: { code: 44, text: 'HTTP error', color: palette.bad },
  reset: { code: 45, text: 'Cut off', color: palette.bad },
  timeout: { code: 46, text: 'Timed out', color: palette.bad },
  connect: { code: 47, text: 'No connection', color: palette.worst },
};

/** Why a value is not there, where the modem answers. */
const absences = {
  lineDown: { code: 51, text: 'Line is down', color: palette.plain },
  telnetFailed: { code: 52, text: 'Telnet failed', color: palette.plain },
  telnetOff: { code: 53, text: 'Needs telnet', color: palette.plain },
  notTold: { code: 54, text: 'Not told', color: palette.plain },
} satisfies Record<string, State>;

const allStates = [lineStates, reach, failures, absences].flatMap((states) => Object.values<State>(states));

/** Codes → texts and colours, for every panel that shows a state. */
export const stateMappings = (): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      allStates.map(({ code, text, color }, index) => [String(code), { text, color, index }]),
    ),
  },
];

type Read = (selector: string) => string;
const now: Read = (selector) => selector;
/** The best or worst of an interval, so that a short drop still shows on a long time range. */
const highest: Read = (selector) => `max_over_time(${selector}[$__interval])`;
const lowest: Read = (selector) => `min_over_time(${selector}[$__interval])`;

const modem = 'job, instance';

/** One series with the highest code of those states that are 1. */
function worst(
  by: string,
  metric: string,
  label: string,
  states: Readonly<Record<string, State>>,
  read: Read,
) {
  const coded = Object.entries(states).map(
    ([value, { code }]) => `${code} * ${read(select(metric, { [label]: value }))}`,
  );
  return `max by (${by}) (${coded.join(' or ')})`;
}

/** 1 or 0 → one of two codes. */
const choose = (value: string, one: State, zero: State): string =>
  `${zero.code} - ${zero.code - one.code} * max by (${modem}) (${value})`;

/** The code while the value is 0, else nothing. */
const whenZero = (value: string, { code }: State): string =>
  `${code} * (max by (${modem}) (${value}) == bool 0) > 0`;

const lineCode = (read: Read): string => worst(modem, 'hg612_dsl_state', 'state', lineStates, read);

/** The line as of the last scrape; where it cannot be known, who did not answer. */
export const lineNow = (): string =>
  otherwise(
    lineCode(now),
    whenZero(select('hg612_up'), reach.modemSilent),
    whenZero(select('up'), reach.exporterDown),
  );

/** The modem as of the last scrape; where it did not answer, why. */
export const modemNow = (): string =>
  otherwise(
    `${reach.modemAnswers.code} * (max by (${modem}) (${select('hg612_up')}) == 1)`,
    worst(modem, 'hg612_scrape_collector_failure', 'reason', failures, now),
    whenZero(select('up'), reach.exporterDown),
  );

/** The exporter's target as of the last scrape. */
export const exporterNow = (): string => choose(select('up'), reach.exporterAnswers, reach.exporterDown);

/** Line, modem and exporter over time: the worst that each interval saw. */
export const lineHistory = (): string => lineCode(highest);
export const modemHistory = (): string =>
  choose(lowest(select('hg612_up')), reach.modemAnswers, reach.modemSilent);
export const exporterHistory = (): string =>
  choose(lowest(select('up')), reach.exporterAnswers, reach.exporterDown);

/** Each collector over time: read, or why not. */
export const collectorHistory = (): string =>
  `max by (collector) (${reach.collected.code} * ${lowest(select('hg612_scrape_collector_success'))} or ${worst(
    'collector',
    'hg612_scrape_collector_failure',
    'reason',
    failures,
    highest,
  )})`;

/**
 * The code of the reason why a measurement is not there now; nothing while it is there.
 * @param onlyTelnet whether telnet alone can be relied on for it
 */
export function whyAbsent(measured: string, onlyTelnet: boolean): string {
  const shell = select('hg612_scrape_collector_success', { collector: 'xdslcmd_stats' });
  const answers = `(max by (${modem}) (${select('hg612_up')}) == 1)`;
  const reasons = [
    whenZero(select('up'), reach.exporterDown),
    whenZero(select('hg612_up'), reach.modemSilent),
    whenZero(select('hg612_dsl_up'), absences.lineDown),
    ...(onlyTelnet
      ? [whenZero(shell, absences.telnetFailed), unless(`${absences.telnetOff.code} * ${answers}`, shell)]
      : []),
    `${absences.notTold.code} * ${answers}`,
  ];
  return unless(otherwise(...reasons), measured);
}
