import { type Environment, EnvironmentError, type ReadFile, readEnvironment } from '../../lib/environment.ts';
import {
  BASE_URL,
  baseUrl,
  DEFAULT_LINE_NAME,
  LINE_NAME,
  lineName,
  listenPort,
  logLevel,
  LOG_LEVELS,
  type LogLevel,
  oneLine,
} from '../../lib/schemas.ts';
import { CONTRACT_PREFIX, type ContractRates, readContract } from '../../modem/src/line/contract.ts';
import { type ModemTarget, readTarget, TARGET_PREFIXES } from '../../modem/src/target.ts';

export { EnvironmentError as ConfigError };

/** Marks a configuration as validated: only {@link loadConfig} creates one. */
declare const validated: unique symbol;

/** The validated environment. Frozen. */
export interface Config {
  readonly [validated]: true;
  readonly target: ModemTarget;
  readonly listenHost: string;
  readonly listenPort: number;
  readonly logLevel: LogLevel;
  /** How pages call the line. */
  readonly lineName: string;
  /** Rates that the contract names. */
  readonly contract: ContractRates;
  /** Folder of saved readings of the spectrum; `undefined` when there is none. */
  readonly spectrumReferenceDir: string | undefined;
  /** Base URL of the Prometheus that has the history of the line; `undefined` when there is none. */
  readonly prometheusUrl: string | undefined;
  /** Base URL of Grafana as a browser reaches it; `undefined` when there is none. */
  readonly grafanaUrl: string | undefined;
}

/** Variables with these prefixes belong to the exporter: an unknown one is reported. */
const PREFIXES = [...TARGET_PREFIXES, 'LISTEN_', 'LINE_', 'SPECTRUM_', CONTRACT_PREFIX];

/**
 * Reads the environment. A variable that is set but empty counts as not set.
 *
 * @param readFile how `MODEM_PASSWORD_FILE` is read
 * @throws {ConfigError} with every problem at once
 */
export function loadConfig(environment: Environment, readFile?: ReadFile): Config {
  const options = { prefixes: PREFIXES, ...(readFile !== undefined && { readFile }) };
  const settings = readEnvironment(
    environment,
    (variables) => {
      return {
        target: readTarget(variables),
        listenHost: variables.withDefault('LISTEN_HOST', '0.0.0.0', 'an address to listen on', oneLine),
        listenPort: variables.withDefault('LISTEN_PORT', '9612', 'a port from 0 to 65535', listenPort),
        logLevel: variables.withDefault('LOG_LEVEL', 'info', LOG_LEVELS.join(', '), logLevel),
        lineName: variables.withDefault('LINE_NAME', DEFAULT_LINE_NAME, LINE_NAME, lineName),
        contract: readContract(variables),
        spectrumReferenceDir: variables.optional('SPECTRUM_REFERENCE_DIR', 'the path of a folder', oneLine),
        prometheusUrl: variables.optional('PROMETHEUS_URL', BASE_URL, baseUrl),
        grafanaUrl: variables.optional('GRAFANA_URL', BASE_URL, baseUrl),
      };
    },
    options,
  );
  return Object.freeze(settings) as Config;
}
