import * as v from 'valibot';
import { simulatedKind } from '../scenarios/line-selection.ts';
import { ConfigError, loadConfig as loadMockModemConfig } from '../config.ts';
import type { LineKindName } from '../simulator/line-kinds.ts';

export { ConfigError };

/** What past there is to tell. */
export interface Config {
  readonly line: LineKindName;
  readonly seed: number;
  readonly telnet: boolean;
  /** How far back, in seconds. */
  readonly seconds: number;
}

const DAY = 86_400;

const days = v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.maxValue(366));

const unitSeconds = { y: 365 * DAY, w: 7 * DAY, d: DAY, h: 3600, m: 60, s: 1, ms: 0.001 } as const;
const prometheusDuration = v.pipe(
  v.string(),
  v.regex(/^(?:(?:\d+(?:ms|[ywdhms]))+|0)$/),
  v.transform((text) =>
    text.matchAll(/(\d+)(ms|[ywdhms])/g).reduce((sum, [, count, unit]) => {
      return sum + Number(count) * unitSeconds[unit as keyof typeof unitSeconds];
    }, 0),
  ),
);

/**
 * Reads the environment: that of the mock modem, and how much past is wanted. A variable that is set but empty counts as
 * not set.
 *
 * @returns a sentence instead when there is no past to tell, which says why
 * @throws {ConfigError} with every problem at once, each naming variable, value and what was expected.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config | string {
  const { recording, seed } = loadMockModemConfig(environment);
  const problems: string[] = [];
  const read = (
    name: string,
    fallback: string,
    expected: string,
    schema: v.GenericSchema<string, number>,
  ): number => {
    const text = environment[name] || fallback;
    const result = v.safeParse(schema, text);
    if (result.success) return result.output;
    problems.push(`${name}: expected ${expected}, found ${JSON.stringify(text)}`);
    return 0;
  };
  const wanted = read('HISTORY_DAYS', '30', 'a whole number of days from 0 to 366', days) * DAY;
  const kept = read('PROMETHEUS_RETENTION', '400d', 'a duration such as 400d or 1y', prometheusDuration);
  if (problems.length > 0) throw new ConfigError(problems);

  if (environment['MODEM_URL']) return 'MODEM_URL names a modem, and a real line has a past of its own';
  const line = simulatedKind(recording);
  if (line === undefined) return 'RECORDING names a recording, and a recording has no past';
  if (wanted === 0) return 'HISTORY_DAYS is 0';
  return {
    line,
    seed,
    telnet: environment['MODEM_TELNET'] !== '',
    // What lies beyond what Prometheus keeps would be thrown away at once. A retention of 0 keeps all.
    seconds: kept === 0 ? wanted : Math.min(wanted, kept),
  };
}
