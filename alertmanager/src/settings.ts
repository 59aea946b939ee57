import * as v from 'valibot';
import { nearest } from '../../lib/nearest.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the environment, a line each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** A schema that takes the text of a variable and gives what the program needs. */
type TextSchema = v.GenericSchema<string, unknown>;

/**
 * The environment, asked variable by variable. A wrong variable is noted and reads as `undefined`, so that
 * whoever asks goes on and every problem comes to light at once. A variable that is empty counts as not set.
 */
export interface Settings {
  has(name: string): boolean;
  /** `expected` ends the sentence "expected …" when the text does not fit the schema. */
  optional<S extends TextSchema>(name: string, expected: string, schema: S): v.InferOutput<S> | undefined;
  withDefault<S extends TextSchema>(
    name: string,
    fallback: string,
    expected: string,
    schema: S,
  ): v.InferOutput<S> | undefined;
  /** As `optional`, for what nobody else may read: from `NAME`, or from the file that `NAME_FILE` names. */
  secret(name: string, expected: string, schema: v.GenericSchema<string, string>): string | undefined;
  /** Text of the file that the variable names, such as a certificate. */
  file(name: string, expected: string, schema: v.GenericSchema<string, string>): string | undefined;
  problem(name: string, expected: string, found: string): void;
}

/** Reads the file that a `…_FILE` variable names. @throws an `Error` that says what to do when it cannot. */
export type ReadSecretFile = (name: string) => string;

/** Variables that begin so are this program's, so that one it does not know must be a slip of the pen. */
const OWN_PREFIXES = ['ALERT_', 'DEADMAN'];

/**
 * Runs `read` over the environment.
 *
 * @throws {SettingsError} with every problem at once, each naming variable, expectation and what was found
 */
export function readSettings<T>(
  environment: Environment,
  readSecretFile: ReadSecretFile,
  read: (settings: Settings) => T,
): T {
  const problems: string[] = [];
  const asked = new Set<string>();

  const problem = (name: string, expected: string, found: string): void => {
    problems.push(`${name}: expected ${expected}, found ${found}`);
  };
  const text = (name: string): string | undefined => {
    asked.add(name);
    return environment[name] || undefined;
  };
  const has = (name: string): boolean => text(name) !== undefined;

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
      return readSecretFile(file).trim();
    } catch (error) {
      problem(name, 'a file that can be read', error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  const settings: Settings = {
    has,
    problem,
    optional: (name, expected, schema) => check(name, text(name), expected, schema, JSON.stringify),
    withDefault: (name, fallback, expected, schema) =>
      check(name, text(name) ?? fallback, expected, schema, JSON.stringify),
    secret(name, expected, schema) {
      const fileName = `${name}_FILE`;
      const [plain, inFile] = [has(name), has(fileName)];
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

  const value = read(settings);
  for (const name of Object.keys(environment).toSorted()) {
    if (!asked.has(name) && environment[name] && OWN_PREFIXES.some((prefix) => name.startsWith(prefix))) {
      problem(name, `a variable of this program, perhaps ${nearest(name, asked)}`, 'an unknown name');
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return value;
}

/** What an error may say of a secret: that it is there, and how long it is. */
function masked(secret: string): string {
  const lines = secret.split('\n').length;
  if (secret === '') return 'nothing in it';
  return lines === 1 ? `*** (${secret.length} characters)` : `*** (${lines} lines)`;
}
