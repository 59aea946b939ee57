import { within } from '../../lib/within.ts';
import type { Check, CheckContext, CheckData, CheckStatus, Finding } from './check.ts';
import type { FindingCode } from './codes.ts';

/** The result of one check in a report. */
export interface Result {
  readonly group: string;
  readonly name: string;
  readonly status: CheckStatus;
  readonly code: FindingCode;
  readonly message: string;
  readonly advice?: string | undefined;
}

const DEFAULT_TIMEOUT_SECONDS = 5;

/** Longest time after the deadline in which a check can still report how far it got. */
const MAX_GRACE_SECONDS = 3;

/**
 * Runs the checks one after the other. A check is skipped if one that it needs failed.
 *
 * @param onResult called with each result as soon as it is known
 * @param signal its abort ends the running check and skips the rest
 */
export async function runChecks(
  checks: readonly Check[],
  context: CheckContext,
  onResult: (result: Result) => void,
  signal: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = [];
  const blocked = new Set<string>();
  let data: Partial<CheckData> = {};
  for (const check of checks) {
    const { group, name, needs } = check;
    const missing = needs.find((need) => blocked.has(need));
    let result: Result;
    if (signal.aborted)
      result = { group, name, status: 'skipped', code: 'interrupted', message: 'interrupted' };
    else if (missing !== undefined) {
      result = { group, name, status: 'skipped', code: 'skipped', message: `needs "${missing}"` };
    } else {
      const { blocks, data: found, ...finding } = await runWithTimeout(check, context, data, signal);
      data = { ...data, ...found };
      if (blocks === true) blocked.add(name);
      result = { group, name, ...finding };
    }
    if (result.status === 'failed' || result.status === 'skipped') blocked.add(name);
    results.push(result);
    onResult(result);
  }
  return results;
}

/** A defect in a check is a failure of that check alone. */
async function runWithTimeout(
  check: Check,
  context: CheckContext,
  data: Partial<CheckData>,
  signal: AbortSignal,
): Promise<Finding> {
  const seconds = check.seconds ?? DEFAULT_TIMEOUT_SECONDS;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  const patienceMs = (seconds + Math.min(seconds, MAX_GRACE_SECONDS)) * 1000;
  try {
    return (
      (await within(check.run(context, data, deadline), patienceMs)) ??
      defect('check-timeout', `the check did not end within ${seconds} s`)
    );
  } catch (error) {
    return defect('check-crashed', `the check failed with an unexpected error: ${String(error)}`);
  }
}

const defect = (code: FindingCode, message: string): Finding => ({
  status: 'failed',
  code,
  message,
  advice: 'This is a defect in the doctor. Please report it with the lines above.',
});
