import * as v from 'valibot';
import { DEFAULT_SEED } from './casting.ts';
import { SCENARIOS } from './scenario/catalogue.ts';

/** Marks a configuration as checked: only {@link loadConfig} makes one. */
declare const checked: unique symbol;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The environment, checked and in the program's own terms. Frozen. */
export interface Config {
  readonly [checked]: true;
  readonly listenHost: string;
  readonly httpPort: number;
  readonly telnetPort: number;
  /** Name or path of a recording, or `simulated:` and a kind of line; undefined: the simulated VDSL2 line. */
  readonly recording: string | undefined;
  /** Which simulated line: the same number is the same line. */
  readonly seed: number;
  readonly scenario: string;
  /** Seconds of line time per second. */
  readonly speed: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** Everything that is wrong with the environment, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const port = v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.maxValue(65_535));
const oneLine = v.pipe(v.string(), v.regex(/^[^\p{Cc}]+$/u));
const wholeNumber = v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number));
const speed = v.pipe(
  v.string(),
  v.regex(/^\d+(?:\.\d+)?$/),
  v.transform(Number),
  v.minValue(0.01),
  v.maxValue(10_000),
);
const scenarioNames = SCENARIOS.map((scenario) => scenario.name);

/**
 * Reads the environment. A variable that is set but empty counts as not set.
 *
 * @throws {ConfigError} with every problem at once, each naming variable, value and what was expected.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];

  function read<Schema extends v.GenericSchema<string, unknown>>(
    name: string,
    fallback: string,
    expected: string,
    schema: Schema,
  ): v.InferOutput<Schema> | undefined {
    const text = environment[name] || fallback;
    const result = v.safeParse(schema, text);
    if (result.success) return result.output;
    problems.push(`${name}: expected ${expected}, found ${JSON.stringify(text)}`);
    return undefined;
  }

  const settings = {
    listenHost: read('LISTEN_HOST', '0.0.0.0', 'an address to listen on', oneLine),
    httpPort: read('HTTP_PORT', '8080', 'a port from 0 to 65535', port),
    telnetPort: read('TELNET_PORT', '2323', 'a port from 0 to 65535', port),
    recording: environment['RECORDING']
      ? read('RECORDING', '', 'the name or the path of a recording', oneLine)
      : undefined,
    seed: read('SEED', String(DEFAULT_SEED), 'a whole number from 0 to 999999999', wholeNumber),
    scenario: read('SCENARIO', 'steady', `one of ${scenarioNames.join(', ')}`, v.picklist(scenarioNames)),
    speed: read('SPEED', '1', 'a number from 0.01 to 10000', speed),
    logLevel: read('LOG_LEVEL', 'info', LOG_LEVELS.join(', '), v.picklist(LOG_LEVELS)),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(settings) as Config;
}
