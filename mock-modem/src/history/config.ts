import { type Environment, EnvironmentError, readEnvironment } from '../../../lib/environment.ts';
import {
  DEFAULT_LINE_NAME,
  HISTORY_DAYS,
  historyDays,
  LINE_NAME,
  lineName,
  PROMETHEUS_DURATION,
  prometheusDuration,
} from '../../../lib/schemas.ts';
import { readLine } from '../config.ts';
import { simulatedKind } from '../scenarios/line-selection.ts';
import type { LineKindName } from '../simulator/line-kinds/kind.ts';

export { EnvironmentError as ConfigError };

/** The history to write. */
export interface Config {
  readonly line: LineKindName;
  readonly seed: number;
  /** Whether the exporter reads the shell. */
  readonly telnet: boolean;
  /** The label `instance` of the series. */
  readonly lineName: string;
  /** Length in seconds, up to now. */
  readonly seconds: number;
}

const DAY = 86_400;
/**
 * Reads the environment: the line's settings as for the mock modem, and the length of the history.
 *
 * @returns the reason instead if there is no history to write
 * @throws {ConfigError} with every problem at once, each naming variable, value and what was expected.
 */
export function loadConfig(environment: Environment): Config | string {
  const settings = readEnvironment(
    environment,
    (variables) => ({
      ...readLine(variables),
      hasModem: variables.has('MODEM_URL'),
      lineName: variables.withDefault('LINE_NAME', DEFAULT_LINE_NAME, LINE_NAME, lineName),
      days: variables.withDefault('HISTORY_DAYS', '30', HISTORY_DAYS, historyDays),
      retention: variables.withDefault(
        'PROMETHEUS_RETENTION',
        '400d',
        PROMETHEUS_DURATION,
        prometheusDuration,
      ),
    }),
    { prefixes: ['HISTORY_', 'RECORDING_'] },
  );
  const { recording, seed = 0, hasModem, days = 0, retention = 0, lineName: name = '' } = settings;
  if (hasModem) return 'MODEM_URL is set: a real line has no simulated history';
  const line = simulatedKind(recording);
  if (line === undefined) return 'RECORDING names a recording, which has no history';
  if (days === 0) return 'HISTORY_DAYS is 0';
  return {
    line,
    seed,
    lineName: name,
    // Set but empty means that the exporter reads the page only.
    telnet: environment['MODEM_TELNET'] !== '',
    // Prometheus would drop anything older at once. A retention of 0 is unlimited.
    seconds: retention === 0 ? days * DAY : Math.min(days * DAY, retention),
  };
}
