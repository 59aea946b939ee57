import { type ValueMapping, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { palette } from './palette.ts';
import { firstOf, select, unless } from './promql.ts';

/** A state in a tile or a timeline. */
export interface State {
  /** Ordered by severity: of two states in one interval, a timeline shows the higher code. */
  readonly code: number;
  readonly text: string;
  readonly color: string;
}

/** The states of `hg612_dsl_state`, from best to worst. */
export const lineStates: Readonly<Record<string, State>> = {
  up: { code: 1, text: 'Up', color: palette.good },
  unknown: { code: 2, text: 'Unknown', color: palette.unclear },
  disabled: { code: 3, text: 'Disabled', color: palette.off },
  establishing_link: { code: 4, text: 'Establishing link', color: palette.busy },
  initializing: { code: 5, text: 'Initialising', color: palette.busy },
  no_signal: { code: 6, text: 'No signal', color: palette.bad },
  error: { code: 7, text: 'Error', color: palette.bad },
};

/** Reachability. Distinct codes, so that one value mapping serves all panels. */
export const reachability = {
  modemResponds: { code: 11, text: 'Responding', color: palette.good },
  modemUnreachable: { code: 12, text: 'Modem unreachable', color: palette.worst },
  exporterUp: { code: 21, text: 'Up', color: palette.good },
  exporterDown: { code: 22, text: 'Exporter down', color: palette.worst },
  success: { code: 31, text: 'Success', color: palette.good },
} satisfies Record<string, State>;

/** The reasons of `hg612_scrape_collector_failure`. */
const failures: Readonly<Record<string, State>> = {
  format: { code: 41, text: 'Unexpected format', color: palette.unclear },
  too_large: { code: 42, text: 'Response too large', color: palette.unclear },
  busy: { code: 43, text: 'Session in use', color: palette.upstream },
  login: { code: 44, text: 'Login failed', color: palette.upstream },
  http_status: { code: 45, text: 'HTTP error', color: palette.bad },
  reset: { code: 46, text: 'Connection reset', color: palette.bad },
  timeout: { code: 47, text: 'Timed out', color: palette.bad },
  connect: { code: 48, text: 'No connection', color: palette.worst },
};

/** Reasons for a missing value while the modem responds. */
const absences = {
  lineDown: { code: 51, text: 'Line is down', color: palette.plain },
  telnetFailed: { code: 52, text: 'Telnet failed', color: palette.plain },
  telnetOff: { code: 53, text: 'Requires telnet', color: palette.plain },
  notReported: { code: 54, text: 'Not reported', color: palette.plain },
} satisfies Record<string, State>;

/** Highest severity of the firing alerts of the line. */
const severities = {
  none: { code: 61, text: 'None', color: palette.good },
  warning: { code: 62, text: 'Warning', color: palette.warning },
  critical: { code: 63, text: 'Critical', color: palette.bad },
} satisfies Record<string, State>;

const allStates = [lineStates, reachability, failures, absences, severities].flatMap((states) =>
  Object.values<State>(states),
);

/** Value mapping of codes to texts and colours. */
export const mappingOf = (states: readonly State[]): ValueMapping => ({
  type: MappingType.ValueToText,
  options: Object.fromEntries(
    states.map(({ code, text, color }, index) => [String(code), { text, color, index }]),
  ),
});

/** Value mapping of all codes of this file. */
export const stateMappings = (): ValueMapping[] => [mappingOf(allStates)];

type Reduce = (selector: string) => string;

/** How the samples of a step are reduced to one. */
interface Extremes {
  highest: Reduce;
  lowest: Reduce;
}

/** The last sample. */
const latest: Extremes = { highest: (selector) => selector, lowest: (selector) => selector };

/**
 * Extremes of the step after each point, which is where a timeline draws the value of the point. They make a short drop
 * visible on a long time range.
 */
const following = '[$__interval] offset -$__interval';
const ofStep: Extremes = {
  highest: (selector) => `max_over_time(${selector}${following})`,
  lowest: (selector) => `min_over_time(${selector}${following})`,
};

const modem = 'job, instance';

/** The highest code among the states whose series are 1. */
function worst(
  by: string,
  metric: string,
  label: string,
  states: Readonly<Record<string, State>>,
  reduce: Reduce,
) {
  const coded = Object.entries(states).map(
    ([value, { code }]) => `${code} * ${reduce(select(metric, { [label]: value }))}`,
  );
  return `max by (${by}) (${coded.join(' or ')})`;
}

/** The code of one state where the value is 1, of the other where it is 0. */
const choose = (value: string, one: State, zero: State): string =>
  `${zero.code} - ${zero.code - one.code} * max by (${modem}) (${value})`;

/** The code of a state while the value is 0. */
const codeWhileZero = (value: string, { code }: State): string =>
  `${code} * (max by (${modem}) (${value}) == bool 0) > 0`;

const lineCode = ({ highest }: Extremes): string =>
  worst(modem, 'hg612_dsl_state', 'state', lineStates, highest);
const modemCode = ({ lowest }: Extremes): string =>
  choose(lowest(select('hg612_up')), reachability.modemResponds, reachability.modemUnreachable);
const exporterCode = ({ lowest }: Extremes): string =>
  choose(lowest(select('up')), reachability.exporterUp, reachability.exporterDown);

/** State of the line at the last scrape; if unknown, whether the modem or the exporter did not respond. */
export const lineNow = (): string =>
  firstOf(
    lineCode(latest),
    codeWhileZero(select('hg612_up'), reachability.modemUnreachable),
    codeWhileZero(select('up'), reachability.exporterDown),
  );

/** Whether the modem responded to the last scrape; if not, the reason. */
export const modemNow = (): string =>
  firstOf(
    `${reachability.modemResponds.code} * (max by (${modem}) (${select('hg612_up')}) == 1)`,
    worst(modem, 'hg612_scrape_collector_failure', 'reason', failures, latest.highest),
    codeWhileZero(select('up'), reachability.exporterDown),
  );

/** Whether the last scrape of the exporter succeeded. */
export const exporterNow = (): string => exporterCode(latest);

/**
 * A state in each step. In a step without a scrape, which may be shorter than the scrape interval, it is the state at
 * its start.
 */
const inEachStep = (code: (extremes: Extremes) => string): string =>
  `${code(ofStep)} or (${unless(code(latest), ofStep.highest(select('up')))})`;

/** Worst state of line, modem and exporter in each step. */
export const lineHistory = (): string => inEachStep(lineCode);
export const modemHistory = (): string => inEachStep(modemCode);
export const exporterHistory = (): string => inEachStep(exporterCode);

/** Worst outcome of each collector in each step: success, or the reason of the failure. */
export const collectorHistory = (): string =>
  `max by (collector) (${reachability.success.code} * ${ofStep.lowest(select('hg612_scrape_collector_success'))} or ${worst(
    'collector',
    'hg612_scrape_collector_failure',
    'reason',
    failures,
    ofStep.highest,
  )})`;

/** A selector of the alerts of the selected line. An alert about an absent target has no instance. */
export const firing = (matchers: string): string =>
  `ALERTS{alertstate="firing", job=~"$job", instance=~"$instance|", ${matchers}}`;

/** Highest severity of a firing alert in each step. `None` only where the rules were evaluated. */
export const alertHistory = (): string => {
  const of = ({ code }: State, selector: string) => `${code} * max(${ofStep.highest(selector)})`;
  return `max(${of(severities.critical, firing('severity="critical"'))} or ${of(
    severities.warning,
    firing('severity="warning"'),
  )} or ${severities.none.code} * max(${ofStep.highest('ALERTS{alertname="Watchdog", alertstate="firing"}')}))`;
};

/**
 * The code of the reason why a measurement is missing now. Has no value while the measurement has one.
 *
 * @param needsTelnet whether the measurement is available over telnet only
 */
export function absenceReason(measured: string, needsTelnet: boolean): string {
  const shell = select('hg612_scrape_collector_success', { collector: 'xdslcmd_stats' });
  const responds = `(max by (${modem}) (${select('hg612_up')}) == 1)`;
  const reasons = [
    codeWhileZero(select('up'), reachability.exporterDown),
    codeWhileZero(select('hg612_up'), reachability.modemUnreachable),
    codeWhileZero(select('hg612_dsl_up'), absences.lineDown),
    ...(needsTelnet
      ? [
          codeWhileZero(shell, absences.telnetFailed),
          unless(`${absences.telnetOff.code} * ${responds}`, shell),
        ]
      : []),
    `${absences.notReported.code} * ${responds}`,
  ];
  return unless(firstOf(...reasons), measured);
}
