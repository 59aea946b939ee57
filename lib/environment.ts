import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { withoutCredentials } from './credentials.ts';
import { editDistance, nearest } from './nearest.ts';
import { ProblemsError } from './problems-error.ts';
import { unreadableReason } from './text-file.ts';

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every problem of an environment, one line each: variable, expectation and the value found. */
export class EnvironmentError extends ProblemsError {
  override readonly name = 'EnvironmentError';
}

/** A schema that takes the text of a variable and returns what the program needs. */
type TextSchema = v.GenericSchema<string, unknown>;

/**
 * Reads variables one by one. An invalid variable is recorded and reads as `undefined`, so that the caller continues
 * and every problem is reported at once. A variable that is set but empty counts as not set.
 */
export interface Variables {
  has(name: string): boolean;
  /** `expected` completes the sentence "expected …" when the text does not match the schema. */
  optional<S extends TextSchema>(name: string, expected: string, schema: S): v.InferOutput<S> | undefined;
  withDefault<S extends TextSchema>(
    name: string,
    fallback: string,
    expected: string,
    schema: S,
  ): v.InferOutput<S> | undefined;
  /** Like `optional`, for secrets: read from `NAME`, or from the file that `NAME_FILE` names. Never quoted. */
  secret(name: string, expected: string, schema: v.GenericSchema<string, string>): string | undefined;
  /** The text of the file that the variable names, such as a certificate. */
  file(name: string, expected: string, schema: v.GenericSchema<string, string>): string | undefined;
  /** Records a problem. `found` is the variable's value by default. */
  problem(name: string, expected: string, found?: string): void;
}

/** Reads the file that a `…_FILE` variable names. @throws an `Error` whose message says what to do */
export type ReadFile = (name: string) => string;

interface EnvironmentOptions {
  /** How `…_FILE` variables are read; by default, from the file system. */
  readonly readFile?: ReadFile;
  /**
   * Prefixes of variables that belong to this program, such as `MODEM_`. A variable with such a prefix that was not
   * read is reported as misspelt.
   */
  readonly prefixes?: readonly string[];
  /**
   * Settings of other programs that share the environment. They are not reported, but suggested; and a name that is
   * nearly one of them, or nearly one that was read, is reported whatever its prefix.
   */
  readonly others?: readonly string[];
}

/**
 * Variables that other software sets under our prefixes: systemd's socket activation, and Kubernetes' service links
 * (`MODEM_SERVICE_HOST`, `MODEM_PORT_80_TCP`).
 */
const FOREIGN =
  /^LISTEN_(?:PID|FDS|FDNAMES|PIDFDID)$|_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT_\d+_(?:TCP|UDP)(?:_\w+)?$/;
/** `MODEM_PORT` as a service link is a URL; as a setting it would be a number. */
const FOREIGN_PORT = /^(?:tcp|udp):\/\//;

/**
 * Runs `read` over the environment.
 *
 * @throws {EnvironmentError} with every problem at once
 */
export function readEnvironment<T>(
  environment: Environment,
  read: (variables: Variables) => T,
  { readFile = readTextFile, prefixes = [], others }: EnvironmentOptions = {},
): T {
  const problems: string[] = [];
  const known = new Set<string>(others);

  const problem = (name: string, expected: string, found = quoted(environment[name] ?? '')): void => {
    problems.push(`${name}: expected ${expected}, found ${found}`);
  };
  const text = (name: string): string | undefined => {
    known.add(name);
    return environment[name] || undefined;
  };

  function check<S extends TextSchema>(
    name: string,
    value: string | undefined,
    expected: string,
    schema: S,
    show: (value: string) => string,
  ): v.InferOutput<S> | undefined {
    if (value === undefined) return undefined;
    const result = v.safeParse(schema, value);
    if (!result.success) problem(name, expected, show(value));
    return result.success ? result.output : undefined;
  }

  function fileText(name: string): string | undefined {
    const file = text(name);
    if (file === undefined) return undefined;
    try {
      // Only the line end that editors add: a password may end in a space.
      return readFile(file).replace(/[\r\n]+$/, '');
    } catch (error) {
      problem(name, 'a readable file', error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  const variables: Variables = {
    has: (name) => text(name) !== undefined,
    problem,
    optional: (name, expected, schema) => check(name, text(name), expected, schema, quoted),
    withDefault: (name, fallback, expected, schema) =>
      check(name, text(name) ?? fallback, expected, schema, quoted),
    secret(name, expected, schema) {
      const fileName = `${name}_FILE`;
      const [plain, inFile] = [variables.has(name), variables.has(fileName)];
      if (plain && inFile) {
        problem(name, `either ${name} or ${fileName}`, 'both');
        return undefined;
      }
      return inFile
        ? check(fileName, fileText(fileName), `a file with ${expected}`, schema, masked)
        : check(name, text(name), expected, schema, masked);
    },
    file: (name, expected, schema) => check(name, fileText(name), expected, schema, masked),
  };

  const result = read(variables);
  for (const name of Object.keys(environment).toSorted()) {
    const value = environment[name];
    if (known.has(name) || !value || FOREIGN.test(name)) continue;
    if (name.endsWith('_PORT') && FOREIGN_PORT.test(value)) continue;
    const isOurs = prefixes.some((prefix) => name.startsWith(prefix));
    const suggestion = nearest(name, sharingFirstWord(name, known)) || nearest(name, known);
    if (!isOurs && (others === undefined || !isNearMiss(name, suggestion))) continue;
    problems.push(`${name}: unknown setting; did you mean ${suggestion}?`);
  }
  if (problems.length > 0) throw new EnvironmentError(problems);
  return result;
}

const sharingFirstWord = (name: string, settings: Iterable<string>): string[] =>
  [...settings].filter((setting) => setting.startsWith(name.replace(/_.*/s, '_')));

/** Two slips at most, and only in a name long enough for that to mean something: `TZ` is two edits from `IP`. */
const isNearMiss = (name: string, setting: string): boolean =>
  name.length >= 4 && editDistance(name, setting) <= 2;

function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${JSON.stringify(path)} (${unreadableReason(error)})`, { cause: error });
  }
}

const quoted = (text: string): string => JSON.stringify(withoutCredentials(text));

/** What an error may reveal about a secret: that it is there, and how long it is. */
function masked(secret: string): string {
  const lines = secret.split('\n').length;
  if (secret === '') return 'an empty value';
  return lines === 1 ? `*** (${secret.length} characters)` : `*** (${lines} lines)`;
}
