import * as v from 'valibot';
import {
  type Environment,
  EnvironmentError,
  readEnvironment,
  type Variables,
} from '../../lib/environment.ts';
import {
  decimal,
  listenPort,
  logLevel,
  LOG_LEVELS,
  type LogLevel,
  oneLine,
  wholeNumber,
} from '../../lib/schemas.ts';
import {
  DEFAULT_FLEET,
  FLEET_LIMIT,
  formatNetwork,
  networkText,
  roomIn,
  type FleetSettings,
} from './fleet/inventory.ts';
import { DEFAULT_SEED } from './scenarios/line-selection.ts';
import { SCENARIOS } from './scenarios/catalogue.ts';

/** Marks a validated configuration: only {@link loadConfig} creates one. */
declare const checked: unique symbol;

export { EnvironmentError as ConfigError };

/** The validated environment. Frozen. */
export interface Config {
  readonly [checked]: true;
  readonly listenHost: string;
  readonly httpPort: number;
  readonly telnetPort: number;
  /** Name or path of a recording, or `simulated:` and a kind of line; undefined: the simulated VDSL2 line. */
  readonly recording: string | undefined;
  /** The same seed gives the same simulated line. */
  readonly seed: number;
  readonly scenario: string;
  /** Seconds of line time per second. */
  readonly speed: number;
  readonly fleet: FleetSettings;
  readonly logLevel: LogLevel;
}

const scenarioNames = SCENARIOS.map((scenario) => scenario.name);

/** The settings of the line itself, which the history shares. */
export const readLine = (variables: Variables) => ({
  recording: variables.optional('RECORDING', 'the name or the path of a recording', oneLine),
  seed: variables.withDefault(
    'SEED',
    String(DEFAULT_SEED),
    'a whole number from 0 to 999999999',
    wholeNumber(0, 999_999_999),
  ),
});

function readFleet(variables: Variables) {
  const { size, siteSize, network } = DEFAULT_FLEET;
  const fleet = {
    size: variables.withDefault(
      'FLEET_SIZE',
      String(size),
      `a whole number from 0 to ${FLEET_LIMIT}`,
      wholeNumber(0, FLEET_LIMIT),
    ),
    siteSize: variables.withDefault(
      'FLEET_SITE_SIZE',
      String(siteSize),
      `a whole number from 1 to ${FLEET_LIMIT}`,
      wholeNumber(1, FLEET_LIMIT),
    ),
    network: variables.withDefault(
      'FLEET_NETWORK',
      formatNetwork(network),
      'an IPv4 network such as 127.1.0.0/16, with a prefix from 8 to 30',
      networkText,
    ),
  };
  if (fleet.size !== undefined && fleet.network !== undefined && fleet.size > roomIn(fleet.network)) {
    variables.problem(
      'FLEET_NETWORK',
      `a network with ${fleet.size} addresses`,
      formatNetwork(fleet.network),
    );
  }
  return fleet;
}

/**
 * Reads the environment. A variable that is set but empty counts as not set.
 *
 * @throws {ConfigError} with every problem at once, each naming variable, value and what was expected.
 */
export function loadConfig(environment: Environment): Config {
  const settings = readEnvironment(
    environment,
    (variables) => ({
      listenHost: variables.withDefault('LISTEN_HOST', '0.0.0.0', 'an address to listen on', oneLine),
      httpPort: variables.withDefault('HTTP_PORT', '8080', 'a port from 0 to 65535', listenPort),
      telnetPort: variables.withDefault('TELNET_PORT', '2323', 'a port from 0 to 65535', listenPort),
      ...readLine(variables),
      scenario: variables.withDefault(
        'SCENARIO',
        'steady',
        `one of ${scenarioNames.join(', ')}`,
        v.picklist(scenarioNames),
      ),
      speed: variables.withDefault('SPEED', '1', 'a number from 0.01 to 10000', decimal(0.01, 10_000)),
      fleet: readFleet(variables),
      logLevel: variables.withDefault('LOG_LEVEL', 'info', LOG_LEVELS.join(', '), logLevel),
    }),
    { prefixes: ['FLEET_', 'LISTEN_', 'RECORDING_', 'SCENARIO_', 'TELNET_'] },
  );
  return Object.freeze(settings) as Config;
}
