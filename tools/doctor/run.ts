import type { Check, CheckStatus, Finding, Learnt, Patient } from './check.ts';

/** What became of a check. */
export interface Result {
  readonly group: string;
  readonly name: string;
  readonly status: CheckStatus;
  readonly says: string;
  readonly advice?: string | undefined;
}

/** A check that minds no deadline of its own is given up after that. */
const SECONDS = 5;

/** How long after its deadline a check may take to say where it stood. */
const LAST_WORDS_SECONDS = 3;

/**
 * Runs the checks one after the other; those that need what could not be found out are left out.
 *
 * @param onResult called with each as soon as there is one
 * @param signal its abort ends the check that is on, and leaves out the rest
 */
export async function runChecks(
  checks: readonly Check[],
  patient: Patient,
  onResult: (result: Result) => void,
  signal: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = [];
  const blocked = new Set<string>();
  let learnt: Partial<Learnt> = {};
  for (const check of checks) {
    const { group, name, needs } = check;
    const missing = needs.find((need) => blocked.has(need));
    if (missing !== undefined || signal.aborted) {
      blocked.add(name);
      const says = signal.aborted ? 'interrupted' : `needs "${missing}"`;
      results.push({ group, name, status: 'left out', says });
    } else {
      const finding = await bounded(check, patient, learnt, signal);
      learnt = { ...learnt, ...finding.learnt };
      if (finding.status === 'failed' || finding.blocks === true) blocked.add(name);
      results.push({ group, name, status: finding.status, says: finding.says, advice: finding.advice });
    }
    const result = results.at(-1);
    if (result !== undefined) onResult(result);
  }
  return results;
}

/** One check within its time; its own defect is a failure of that check alone. */
async function bounded(
  check: Check,
  patient: Patient,
  learnt: Partial<Learnt>,
  signal: AbortSignal,
): Promise<Finding> {
  const seconds = check.seconds ?? SECONDS;
  const late = Promise.withResolvers<Finding>();
  const timer = setTimeout(
    () => late.resolve({ status: 'failed', says: `did not end within ${seconds} s`, advice: DEFECT }),
    (seconds + LAST_WORDS_SECONDS) * 1000,
  );
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
    return await Promise.race([check.run(patient, learnt, deadline), late.promise]);
  } catch (error) {
    return { status: 'failed', says: `could not be done: ${String(error)}`, advice: DEFECT };
  } finally {
    clearTimeout(timer);
  }
}

const DEFECT = 'This is a defect of the doctor: please report it with the lines above.';
