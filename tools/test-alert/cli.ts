import type { Environment } from '../../lib/environment.ts';
import { parseCommandLine, refusal, UsageError } from '../../lib/command-line.mjs';
import { AddressError, findAddress } from '../stack/addresses.ts';
import { EnvFileError } from '../stack/env-file.mjs';
import { RequestError } from '../../lib/http.ts';
import type { RunInExporter } from '../stack/in-exporter.ts';
import { addressOfThisMachine, linksOf } from '../stack/links.mjs';
import { messageLink } from '../stack/message-link.ts';
import {
  envFileWarnings,
  nonEmpty,
  readAllSettings,
  readSettings,
  type Settings,
} from '../stack/settings.mjs';
import { createApi } from './alertmanager.ts';
import { causesIn, readLog } from './log.ts';
import { NotSentError, type Sent, sendFromExporter } from './remote.ts';
import { isFailed, report } from './report.ts';
import { sendTestAlert } from './send.ts';

const usage = (command: string): string => `${command} [--json]

Sends a test message to every notification receiver, waits until each has accepted it or failed, and resolves it.

  --json       print the result as one JSON object
  --help, -h   show this help

Alertmanager is contacted at its published port (BIND_ADDRESS, ALERTMANAGER_PORT in .env) or, if there is none, from the
exporter's container: docker compose exec exporter hg612 test-alert
For another Alertmanager set ALERTMANAGER_URL in the environment; ALERTMANAGER_URL in .env is only the link in messages.

Exit status: 0 every receiver accepted the message, 1 a receiver failed, 2 the message was not sent.
`;

/** How long to wait for Grafana, to which messages link if it runs. */
const GRAFANA_MS = 3000;

/** What the program needs from its process. */
export interface CliContext {
  /** Undefined in the container of the exporter. */
  readonly checkout: Checkout | undefined;
  /** The command that starts the program. */
  readonly command: string;
  readonly environment: Environment;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** What there is only outside of containers. */
export interface Checkout {
  /** Project directory, with `.env`. */
  readonly root: string;
  readonly runInExporter: RunInExporter;
}

/** @returns exit status */
export async function testAlert(args: readonly string[], context: CliContext): Promise<number> {
  const { command, out, err } = context;
  try {
    const { values } = parseCommandLine(args, {
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    if (values.help) {
      out(usage(command));
      return 0;
    }
    const settings = await settingsOf(context);
    const startedAt = new Date();
    const sent = await send(context, settings, startedAt);
    const causes = values.json ? undefined : await findCauses(context, sent, startedAt);
    const { lines, exitCode } = report(sent.result, causes);
    if (values.json) out(`${JSON.stringify(sent)}\n`);
    else for (const line of [...lines, ...(await linkAdvice(context, sent))]) out(`${line}\n`);
    return exitCode;
  } catch (error) {
    if (error instanceof UsageError) err(refusal(error.message, command));
    else if (
      error instanceof EnvFileError ||
      error instanceof AddressError ||
      error instanceof NotSentError
    ) {
      err(`${error.message}\n`);
    } else if (error instanceof RequestError) {
      err(
        `${error.message}\n` +
          'Is the stack running (`docker compose ps`)? For another Alertmanager set ALERTMANAGER_URL in the environment.\n',
      );
    } else throw error;
    return 2;
  }
}

/** Prints warnings about `.env`. */
async function settingsOf({ checkout, environment, err }: CliContext): Promise<Settings> {
  if (checkout === undefined) return nonEmpty(environment);
  for (const warning of envFileWarnings(checkout.root, environment)) err(`Warning: ${warning}\n`);
  return readSettings(checkout.root, environment);
}

async function send(
  { checkout, environment }: CliContext,
  settings: Settings,
  startedAt: Date,
): Promise<Sent> {
  const place = checkout === undefined ? 'container' : 'host';
  const url = findAddress('alertmanager', place, settings, environment);
  if (url !== undefined) {
    const run = startedAt.toISOString();
    return { run, result: await sendTestAlert(createApi(url), run) };
  }
  if (checkout === undefined) throw new Error('in a container there is always an address');
  return sendFromExporter(checkout.runInExporter);
}

/** Only Docker Compose can read Alertmanager's log. */
async function findCauses({ checkout, environment }: CliContext, { run, result }: Sent, startedAt: Date) {
  const hasFailed = result.kind === 'sent' && result.deliveries.some(isFailed);
  if (!hasFailed || checkout === undefined) return undefined;
  return causesIn(await readLog(checkout.root, environment, startedAt), run);
}

async function linkAdvice({ checkout, environment }: CliContext, { result }: Sent): Promise<string[]> {
  // An Alertmanager elsewhere has links of its own.
  if (checkout === undefined || result.kind !== 'sent' || environment['ALERTMANAGER_URL']) return [];
  const all = await readAllSettings(checkout.root, environment);
  const settings = nonEmpty(all);
  const { url, advice } = await messageLink(
    linksOf(all, await addressOfThisMachine()),
    settings,
    findAddress('grafana', 'host', settings, environment),
    AbortSignal.timeout(GRAFANA_MS),
  );
  return advice === undefined ? [] : [`Links in messages lead to ${url}. ${advice}`];
}
