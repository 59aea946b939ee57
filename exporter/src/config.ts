import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { LayoutChoice } from '../../modem/src/collectors/xdsl-status.ts';

/** Marks a configuration as checked: only {@link loadConfig} makes one. */
declare const checked: unique symbol;

/** The environment, checked and in the program's own terms. Frozen. */
export interface Config {
  readonly [checked]: true;
  readonly modemUrl: URL;
  /** `undefined` when the shell is not to be asked. */
  readonly telnet:
    | { readonly host: string; readonly port: number; readonly username: string; readonly password: string }
    | undefined;
  readonly timeoutSeconds: number;
  readonly layout: LayoutChoice;
  readonly listenHost: string;
  readonly listenPort: number;
  readonly logLevel: LogLevel;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Everything that is wrong with the environment, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A whole number written in digits alone, within bounds. */
const wholeNumber = (minimum: number, maximum: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number), v.minValue(minimum), v.maxValue(maximum));

const oneLine = v.pipe(v.string(), v.regex(/^[^\p{Cc}]*$/u));

const modemUrl = v.pipe(
  v.string(),
  v.check((text) => URL.canParse(text)),
  v.transform((text) => new URL(text)),
  v.check((url) => url.protocol === 'http:' && url.hostname !== ''),
  v.check((url) => url.username === '' && url.password === ''),
  // In its text, since an empty query leaves its mark, too: what follows would be part of it.
  v.check((url) => !/[?#]/.test(url.href)),
);

const TELNET_PORT = 23;
const telnetAddress = v.pipe(
  v.string(),
  v.regex(/^(?:\[[\da-f:.]+\]|[^\s:/@[\]]+)(?::\d{1,5})?$/i),
  v.transform((text) => {
    const colon = /:(\d+)$/.exec(text.replace(/^\[.*\]/, (bracketed) => 'x'.repeat(bracketed.length)));
    const host = colon === null ? text : text.slice(0, colon.index);
    return { host: host.replaceAll(/[[\]]/g, ''), port: colon === null ? TELNET_PORT : Number(colon[1]) };
  }),
  v.check(({ port }) => port >= 1 && port <= 65_535),
);

/** People write `http://user:password@host`; an error must not repeat it. */
const withoutCredentials = (text: string): string => text.replace(/^(\w*:\/\/)?.*@/su, '$1***@');

/**
 * Reads the environment. A variable that is set but empty counts as not set.
 *
 * @param readFile how `MODEM_PASSWORD_FILE` is read
 * @throws {ConfigError} with every problem at once, each naming variable, value and what was expected
 */
export function loadConfig(
  environment: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
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
    const found = name.includes('PASSWORD') ? 'something else' : JSON.stringify(withoutCredentials(text));
    problems.push(`${name}: expected ${expected}, found ${found}`);
    return undefined;
  }

  function readPassword(): string | undefined {
    const file = environment['MODEM_PASSWORD_FILE'];
    if (!file) return read('MODEM_PASSWORD', 'admin', 'one line of text', oneLine);
    if (environment['MODEM_PASSWORD']) {
      problems.push('MODEM_PASSWORD_FILE: expected either MODEM_PASSWORD or MODEM_PASSWORD_FILE, found both');
      return undefined;
    }
    try {
      const password = readFile(file).replace(/\r?\n$/, '');
      if (password !== '' && v.is(oneLine, password)) return password;
      problems.push(`MODEM_PASSWORD_FILE: expected a file with one line of text, found another in "${file}"`);
    } catch (error) {
      const cause = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      problems.push(`MODEM_PASSWORD_FILE: expected a file that can be read, found "${file}" (${cause})`);
    }
    return undefined;
  }

  const url = read(
    'MODEM_URL',
    'http://192.168.1.1',
    'the base URL of the modem, such as http://192.168.1.1',
    modemUrl,
  );
  const shell = environment['MODEM_TELNET']
    ? read('MODEM_TELNET', '', 'a host or host:port, such as 192.168.1.1:23', telnetAddress)
    : undefined;
  const username = read('MODEM_USERNAME', 'admin', 'one line of text', oneLine);
  const password = readPassword();
  const timeoutSeconds = read(
    'MODEM_TIMEOUT_SECONDS',
    '8',
    'a number of seconds from 0.5 to 120',
    v.pipe(v.string(), v.regex(/^\d+(?:\.\d+)?$/), v.transform(Number), v.minValue(0.5), v.maxValue(120)),
  );
  const layout = read(
    'XDSL_STATUS_LAYOUT',
    'auto',
    'auto, documented or shifted',
    v.picklist(['auto', 'documented', 'shifted']),
  );
  const listenHost = read('LISTEN_HOST', '0.0.0.0', 'an address to listen on', oneLine);
  const listenPort = read('LISTEN_PORT', '9612', 'a port from 0 to 65535', wholeNumber(0, 65_535));
  const logLevel = read('LOG_LEVEL', 'info', logLevels.join(', '), v.picklist(logLevels));

  if (problems.length > 0) throw new ConfigError(problems);
  const settings = {
    modemUrl: url,
    telnet: shell && Object.freeze({ ...shell, username, password }),
    timeoutSeconds,
    layout,
    listenHost,
    listenPort,
    logLevel,
  };
  return Object.freeze(settings) as Config;
}
