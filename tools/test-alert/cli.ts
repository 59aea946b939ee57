import { AddressError, findAddress } from '../stack/addresses.ts';
import { parseCommandLine, UsageError } from '../../lib/command-line.ts';
import { EnvFileError } from '../stack/env-file.mjs';
import { RequestError } from '../stack/http.ts';
import { addressOfThisMachine, isLoopback, linksOf, LOOPBACK_ADVICE } from '../stack/links.mjs';
import { envFileWarnings, readSettings } from '../stack/settings.mjs';
import { createApi } from './alertmanager.ts';
import { causesIn, readLog } from './log.ts';
import { isFailed, report } from './report.ts';
import { sendTestAlert } from './send.ts';

const USAGE = `npm run test-alert

Sends a test message to every notification receiver, waits until each has accepted it or failed, and resolves it.

  --help, -h   show this help

Alertmanager is contacted at the port that docker-compose.yml publishes (BIND_ADDRESS, ALERTMANAGER_PORT in .env).
For another Alertmanager set ALERTMANAGER_URL in the environment; ALERTMANAGER_URL in .env is only the link in messages.

Exit status: 0 every receiver accepted the message, 1 a receiver failed, 2 the message was not sent.
`;

/** What the program needs from its process. */
export interface Surroundings {
  /** Project directory, with `.env`. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** @returns exit status */
export async function testAlert(
  args: readonly string[],
  { root, environment, out, err }: Surroundings,
): Promise<number> {
  try {
    const { values } = parseCommandLine(args, { help: { type: 'boolean', short: 'h' } });
    if (values.help) {
      out(USAGE);
      return 0;
    }
    for (const warning of envFileWarnings(root, environment)) err(`Warning: ${warning}\n`);
    const settings = await readSettings(root, environment);
    const url = findAddress('alertmanager', 'host', settings, environment);
    const startedAt = new Date();
    const run = startedAt.toISOString();
    const result = await sendTestAlert(createApi(url), run);
    const hasFailed = result.kind === 'sent' && result.deliveries.some(isFailed);
    const log = hasFailed ? await readLog(root, environment, startedAt) : '';
    const { lines, exitCode } = report(result, causesIn(log, run));
    for (const line of lines) out(`${line}\n`);
    const { grafana } = linksOf(settings, await addressOfThisMachine());
    // An Alertmanager elsewhere has links of its own.
    if (result.kind === 'sent' && !environment['ALERTMANAGER_URL'] && isLoopback(grafana)) {
      out(`Links in messages lead to ${grafana}. ${LOOPBACK_ADVICE}\n`);
    }
    return exitCode;
  } catch (error) {
    if (error instanceof UsageError) err(`${error.message}\n\n${USAGE}`);
    else if (error instanceof EnvFileError || error instanceof AddressError) err(`${error.message}\n`);
    else if (error instanceof RequestError) {
      err(
        `${error.message}\n` +
          'Is the stack running (`docker compose ps`)? For another Alertmanager: ALERTMANAGER_URL=… npm run test-alert\n',
      );
    } else throw error;
    return 2;
  }
}
