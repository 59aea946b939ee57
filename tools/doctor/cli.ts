import { ignoreClosedPipe } from '../../lib/closed-pipe.mjs';
import type { Environment } from '../../lib/environment.ts';
import { AddressError, findAddresses, type Place } from '../stack/addresses.ts';
import { parseCommandLine, refusal, UsageError } from '../../lib/command-line.mjs';
import type { Settings } from '../stack/settings.mjs';
import type { Check, CheckContext } from './check.ts';
import { checks } from './checks/index.ts';
import { hasNoFailure, renderJson, renderResult, renderSummary } from './report.ts';
import { type Result, runChecks } from './run.ts';

/** What differs between a checkout and a container. */
interface DoctorOptions extends Pick<
  CheckContext,
  'settings' | 'links' | 'names' | 'refused' | 'warnings' | 'envFileProblem' | 'runInExporter'
> {
  readonly place: Place;
  /** The command that starts the doctor, for the usage text. */
  readonly command: string;
  readonly environment: Environment;
}

const GROUPS = [...new Set(checks.map(({ group }) => group.toLowerCase()))];

const usage = (command: string): string => `${command} [--only <part>] [--json]

Checks every part of the stack, from the modem to the notifications, and says how to fix what is wrong.

  --only <part>  check one part and what it needs; may be repeated. Parts: ${GROUPS.join(', ')}
  --json         print one JSON object
  --help, -h     show this help

Uses the settings in .env as Docker Compose does. Alertmanager is checked from the exporter's container unless its port
is published (ALERTMANAGER_PORT). For services on other machines set EXPORTER_URL, PROMETHEUS_URL, ALERTMANAGER_URL or
GRAFANA_URL in the environment.
In the exporter's container: docker compose exec exporter hg612 doctor

Exit status: 0 no check failed, 1 a check failed, 2 invalid options. Codes of findings: docs/troubleshooting.md
`;

/** Longer lines are hard to read. */
const MAX_WIDTH = 110;

/** Runs the doctor in this process, and sets its exit status. */
export async function doctor(args: readonly string[], options: DoctorOptions): Promise<void> {
  try {
    const { values } = parseCommandLine(args, {
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    if (values.help) process.stdout.write(usage(options.command));
    else process.exitCode = await report(options, checksOf(values.only), values.json === true);
  } catch (error) {
    if (error instanceof UsageError) process.stderr.write(refusal(error.message, options.command));
    else if (error instanceof AddressError) process.stderr.write(`${error.message}\n`);
    else throw error;
    process.exitCode = 2;
  }
}

/**
 * The checks of some groups, and those that they need.
 *
 * @throws {UsageError}
 */
function checksOf(groups: readonly string[]): Check[] {
  const unknown = groups.find((group) => !GROUPS.includes(group.toLowerCase()));
  if (unknown !== undefined) {
    throw new UsageError(`--only: expected ${GROUPS.join(', ')}, found ${JSON.stringify(unknown)}`);
  }
  const wanted = groups.map((group) => group.toLowerCase());
  const needed = new Set<string>();
  // A check needs only earlier ones.
  for (const { name, group, needs } of checks.toReversed()) {
    if (wanted.length > 0 && !wanted.includes(group.toLowerCase()) && !needed.has(name)) continue;
    for (const each of [name, ...needs]) needed.add(each);
  }
  return checks.filter(({ name }) => needed.has(name));
}

/** @returns exit status */
async function report(
  { environment, ...options }: DoctorOptions,
  selected: readonly Check[],
  json: boolean,
): Promise<number> {
  const { place, settings } = options;
  const context: CheckContext = {
    ...options,
    addresses: findAddresses(place, settings, environment),
    usesMockModem: readsMockModem(place, settings),
    now: () => Date.now() / 1000,
  };
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

  const { stdout } = process;
  ignoreClosedPipe(stdout);
  const style = {
    colours: stdout.isTTY && !environment['NO_COLOR'],
    width: stdout.isTTY ? Math.min(stdout.columns || MAX_WIDTH, MAX_WIDTH) : undefined,
  };
  let last: Result | undefined;
  const results = await runChecks(
    selected,
    context,
    (result) => {
      if (!json) stdout.write(renderResult(result, last, style));
      last = result;
    },
    interrupted.signal,
  );
  stdout.write(json ? renderJson(results) : renderSummary(results, style));
  return hasNoFailure(results) && !interrupted.signal.aborted ? 0 : 1;
}

/** In a container docker-compose.yml has set MODEM_URL to the mock modem. */
const readsMockModem = (place: Place, { MODEM_URL: url }: Settings): boolean =>
  place === 'host' ? url === undefined : /^http:\/\/mock-modem\b/.test(url ?? '');
