import type { Addresses } from '../../tools/stack/addresses.ts';
import type { Patient } from '../../tools/doctor/check.ts';
import { checks } from '../../tools/doctor/checks/index.ts';
import { type Result, runChecks } from '../../tools/doctor/run.ts';
import type { Settings } from '../../tools/stack/settings.mjs';
import { nowhere } from './fake-server.ts';

/** A patient at addresses where nothing is but what the test puts there. */
export async function patientWith({
  settings = {},
  addresses = {},
  ...rest
}: { settings?: Settings; addresses?: Partial<Addresses> } & Partial<
  Omit<Patient, 'settings' | 'addresses'>
> = {}): Promise<Patient> {
  const silent = await nowhere();
  return {
    settings,
    addresses: { exporter: silent, prometheus: silent, alertmanager: silent, grafana: silent, ...addresses },
    mocked: settings['MODEM_URL'] === undefined,
    place: 'host',
    now: () => Date.now() / 1000,
    ...rest,
  };
}

/** Runs one check, and before it those that it needs; each may be given less time than in earnest. */
export async function examine(name: string, patient: Patient, seconds?: number): Promise<Result> {
  const wanted = new Set<string>();
  const add = (each: string): void => {
    wanted.add(each);
    for (const need of checks.find((check) => check.name === each)?.needs ?? []) add(need);
  };
  add(name);
  // What a check can do without, but would use.
  if (name === 'line' || name === 'its reading')
    for (const each of ['status page', 'telnet login', 'line statistics']) add(each);
  const results = await runChecks(
    checks
      .filter((check) => wanted.has(check.name))
      .map((check) => (seconds === undefined ? check : { ...check, seconds })),
    patient,
    () => {},
    new AbortController().signal,
  );
  const result = results.find((each) => each.name === name);
  if (result === undefined) throw new Error(`there is no check ${name}`);
  return result;
}
