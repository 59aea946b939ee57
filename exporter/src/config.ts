import * as v from 'valibot';
import { type Environment, EnvironmentError, type ReadFile, readEnvironment } from '../../lib/environment.ts';
import {
  decimal,
  hostAndPort,
  listenPort,
  logLevel,
  LOG_LEVELS,
  type LogLevel,
  oneLine,
} from '../../lib/schemas.ts';
import type { LayoutChoice } from '../../modem/src/collectors/xdsl-status.ts';

export { EnvironmentError as ConfigError };

/** Marks a configuration as validated: only {@link loadConfig} creates one. */
declare const validated: unique symbol;

/** The validated environment, in the program's own terms. Frozen. */
export interface Config {
  readonly [validated]: true;
  readonly modemUrl: URL;
  /** `undefined` when telnet is off. */
  readonly telnet:
    | { readonly host: string; readonly port: number; readonly username: string; readonly password: string }
    | undefined;
  readonly timeoutSeconds: number;
  readonly layout: LayoutChoice;
  readonly listenHost: string;
  readonly listenPort: number;
  readonly logLevel: LogLevel;
}

/** Variables with these prefixes belong to the exporter: an unknown one is misspelt. */
const PREFIXES = ['MODEM_', 'LISTEN_', 'XDSL_'];

const TELNET_PORT = 23;

const modemUrl = v.pipe(
  v.string(),
  v.check((text) => URL.canParse(text)),
  v.transform((text) => new URL(text)),
  v.check((url) => url.protocol === 'http:' && url.hostname !== ''),
  v.check((url) => url.username === '' && url.password === ''),
  // Checked in the text, because an empty query also leaves a `?`: the page's path would become part of it.
  v.check((url) => !/[?#]/.test(url.href)),
);

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
      const telnet = variables.optional(
        'MODEM_TELNET',
        'a host or host:port, such as 192.168.1.1:23',
        hostAndPort(TELNET_PORT),
      );
      const username = variables.withDefault('MODEM_USERNAME', 'admin', 'one line of text', oneLine);
      const password = variables.secret('MODEM_PASSWORD', 'one line of text', oneLine) ?? 'admin';
      return {
        modemUrl: variables.withDefault(
          'MODEM_URL',
          'http://192.168.1.1',
          'the base URL of the modem, such as http://192.168.1.1',
          modemUrl,
        ),
        telnet: telnet && Object.freeze({ ...telnet, username, password }),
        timeoutSeconds: variables.withDefault(
          'MODEM_TIMEOUT_SECONDS',
          '8',
          'a number of seconds from 0.5 to 120',
          decimal(0.5, 120),
        ),
        layout: variables.withDefault(
          'XDSL_STATUS_LAYOUT',
          'auto',
          'auto, documented or shifted',
          v.picklist(['auto', 'documented', 'shifted']),
        ),
        listenHost: variables.withDefault('LISTEN_HOST', '0.0.0.0', 'an address to listen on', oneLine),
        listenPort: variables.withDefault('LISTEN_PORT', '9612', 'a port from 0 to 65535', listenPort),
        logLevel: variables.withDefault('LOG_LEVEL', 'info', LOG_LEVELS.join(', '), logLevel),
      };
    },
    options,
  );
  return Object.freeze(settings) as Config;
}
