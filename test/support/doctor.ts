import type { Addresses } from '../../tools/stack/addresses.ts';
import type { Settings } from '../../tools/stack/settings.mjs';
import { linksOf } from '../../tools/stack/links.mjs';
import type { CheckContext } from '../../tools/doctor/check.ts';
import { checks } from '../../tools/doctor/checks/index.ts';
import { type Result, runChecks } from '../../tools/doctor/run.ts';
import { nowhere } from './fake-server.ts';

interface ContextOptions extends Partial<Omit<CheckContext, 'settings' | 'addresses'>> {
  settings?: Settings;
  addresses?: Partial<Addresses>;
}

/** A context on a host. Services without an address are not running. */
export async function contextWith({
  settings = {},
  addresses = {},
  ...rest
}: ContextOptions = {}): Promise<CheckContext> {
  const silent = await nowhere();
  return {
    settings,
    addresses: { exporter: silent, prometheus: silent, alertmanager: silent, grafana: silent, ...addresses },
    usesMockModem: settings['MODEM_URL'] === undefined,
    place: 'host',
    links: linksOf(settings, undefined),
    names: { used: [], known: [], refused: [] },
    refused: [],
    warnings: [],
    envFileProblem: undefined,
    runInExporter: undefined,
    now: () => Date.now() / 1000,
    ...rest,
  };
}

/** Checks whose data another one uses if it is there. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  line: ['status page', 'telnet login', 'line statistics'],
  'modem read': ['status page', 'telnet login', 'line statistics'],
  scrapes: ['modem read'],
};

/**
 * Runs one check after those that it needs.
 *
 * @param seconds timeout of each check instead of its own
 */
export async function runCheck(name: string, context: CheckContext, seconds?: number): Promise<Result> {
  const wanted = new Set<string>();
  const add = (each: string): void => {
    wanted.add(each);
    for (const need of checks.find((check) => check.name === each)?.needs ?? []) add(need);
  };
  for (const each of [name, ...(OPTIONAL[name] ?? [])]) add(each);
  const results = await runChecks(
    checks
      .filter((check) => wanted.has(check.name))
      .map((check) => (seconds === undefined ? check : { ...check, seconds })),
    context,
    () => {},
    new AbortController().signal,
  );
  const result = results.find((each) => each.name === name);
  if (result === undefined) throw new Error(`there is no check ${name}`);
  return result;
}
