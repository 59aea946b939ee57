import { inspect } from 'node:util';
import type { RunDetails } from 'fast-check';
import { differingFields } from './differing-fields.ts';

/** Characters printed of a message or counterexample; a whole line snapshot fills several screens. */
const MAX_TEXT = 2000;

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

/** What fast-check reports of a failed property. */
type FailedRun = Pick<
  RunDetails<unknown>,
  'errorInstance' | 'seed' | 'counterexamplePath' | 'numRuns' | 'counterexample'
>;

/**
 * The error of a failed property: first the fields that differ or the message of the failed assertion, then how to
 * repeat the run, then the counterexample.
 */
export function propertyFailure({
  errorInstance,
  seed,
  counterexamplePath,
  numRuns,
  counterexample,
}: FailedRun): Error {
  const example = inspect(counterexample, { depth: 8, breakLength: 100 });
  const repeat = `run ${numRuns}; repeat with { seed: ${seed}, path: '${counterexamplePath}' }`;
  const error = new Error(`${whatDiffers(errorInstance)}\n\n${repeat}\ncounterexample: ${cut(example)}`);
  // Where the assertion failed, rather than where the property was checked.
  const frames =
    errorInstance instanceof Error ? /^ {4}at [^]*/m.exec(errorInstance.stack ?? '')?.[0] : undefined;
  if (frames !== undefined) error.stack = `Error: ${error.message}\n${frames}`;
  return error;
}

function whatDiffers(error: unknown): string {
  if (!(error instanceof Error)) return error === null ? 'no input meets the precondition' : inspect(error);
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  const comparesFields = [actual, expected].every((value) => typeof value === 'object' && value !== null);
  const fields = comparesFields ? differingFields(actual, expected) : [];
  return fields.length > 0 ? fields.join('\n') : cut(error.message);
}
