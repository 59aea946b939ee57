import type { Parameter, ParameterValues } from '../../parameters.ts';
import { type Disturbance, fallsIn, quiet, type ScenarioModel } from '../disturbance.ts';

/** A scenario that the simulated line can model. */
export interface LineScenario {
  readonly name: string;
  /** One line, for lists. */
  readonly description: string;
  readonly parameters: readonly Parameter[];
  /** The model with parameters; missing ones have their default. */
  model(given: ParameterValues, seed: number): ScenarioModel;
}

interface Given {
  number(name: string): number;
  word(name: string): string;
}

/** A parameter that is a number. */
export const number = (
  name: string,
  description: string,
  fallback: number,
  minimum: number,
  maximum: number,
): Parameter => ({ name, description, default: fallback, minimum, maximum });

/** The parameter of scenarios that begin with an event. */
export const after = number('after', 'seconds until it happens', 10, 0, 3600);

/** Creates a scenario; what its model leaves out is a line without disturbance or event. */
export function scenario(
  name: string,
  description: string,
  parameters: readonly Parameter[],
  model: (given: Given, seed: number) => Partial<ScenarioModel>,
): LineScenario {
  const fallbacks = new Map(parameters.map((parameter) => [parameter.name, parameter.default]));
  return {
    name,
    description,
    parameters,
    model: (values, seed) => {
      const value = (key: string): number | string => values[key] ?? fallbacks.get(key) ?? '';
      const given: Given = { number: (key) => Number(value(key)), word: (key) => String(value(key)) };
      return { disturbance: () => quiet, event: () => undefined, ...model(given, seed) };
    },
  };
}

/** A drop at a moment. @param outage seconds without a signal */
export const dropAt =
  (moment: number, outage: number): ScenarioModel['event'] =>
  (elapsed) =>
    fallsIn(moment, elapsed) ? { kind: 'drop', outage } : undefined;

/** A model with the same influences at all times. */
export const always = (influences: Partial<Disturbance>): Partial<ScenarioModel> => {
  const disturbance = { ...quiet, ...influences };
  return { disturbance: () => disturbance };
};
