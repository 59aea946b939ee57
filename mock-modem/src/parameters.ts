import { ProblemsError } from '../../lib/problems-error.ts';
/** A parameter of a scenario: a number within bounds, or one of a few choices. */
export type Parameter = {
  readonly name: string;
  /** What it does, with its unit. */
  readonly description: string;
} & (
  | { readonly default: number; readonly minimum: number; readonly maximum: number }
  | { readonly default: string; readonly choices: readonly string[] }
);

/** Validated parameters: all present, numbers as numbers. */
export type ParameterValues = Readonly<Record<string, number | string>>;

/** Invalid parameters. The message names each with what was expected and found. */
export class ParameterError extends ProblemsError {
  override readonly name = 'ParameterError';
}

/** The expected value, for messages. */
const expectation = (parameter: Parameter): string =>
  'choices' in parameter
    ? `one of ${parameter.choices.join(', ')}`
    : `a number from ${parameter.minimum} to ${parameter.maximum}`;

function checked(parameter: Parameter, raw: unknown): number | string | undefined {
  if ('choices' in parameter) return parameter.choices.find((choice) => choice === raw);
  const isText = typeof raw === 'string' && raw.trim() !== '';
  const value = isText ? Number(raw) : raw;
  const isInside = typeof value === 'number' && value >= parameter.minimum && value <= parameter.maximum;
  return isInside ? value : undefined;
}

/**
 * Validates values from a query, a form or JSON. A value that is missing, or empty as in forms, gets its default.
 *
 * @throws {ParameterError} with every problem.
 */
export function readParameters(
  parameters: readonly Parameter[],
  raw: Readonly<Record<string, unknown>>,
): ParameterValues {
  const known = new Set(parameters.map(({ name }) => name));
  const problems = Object.keys(raw)
    .filter((name) => !known.has(name))
    .map((name) => `${name.slice(0, 40)}: unknown parameter, expected ${[...known].join(', ') || 'none'}`);
  const values: Record<string, number | string> = {};
  for (const parameter of parameters) {
    const given = raw[parameter.name];
    const value = given === undefined || given === '' ? parameter.default : checked(parameter, given);
    if (value === undefined) {
      const found = JSON.stringify(given)?.slice(0, 60);
      problems.push(`${parameter.name}: expected ${expectation(parameter)}, found ${found}`);
    } else values[parameter.name] = value;
  }
  if (problems.length > 0) throw new ParameterError(problems);
  return values;
}
