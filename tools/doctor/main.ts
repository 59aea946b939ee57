import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AddressError, type Addresses, findAddresses } from '../stack/addresses.ts';
import type { Patient } from './check.ts';
import { checks } from './checks/index.ts';
import { isWell, renderJson, renderResult, renderSummary } from './report.ts';
import { type Result, runChecks } from './run.ts';
import { readSettings } from '../stack/settings.mjs';

const USAGE = `npm run doctor [-- --json]

Looks at everything between the modem and the person who is told, step by step, and says what to do about what is
wrong. Exit status 0 when nothing failed, 1 when something did.

  --json   one JSON object instead of lines for people

Settings are those of .env, as compose sees them. What does not run on this machine: EXPORTER_URL, PROMETHEUS_URL,
ALERTMANAGER_URL and GRAFANA_URL in the environment say where it is.
Inside the exporter's container: docker compose exec exporter hg612 doctor
`;

/** Wider lines are hard to read. */
const MAX_WIDTH = 110;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const { json, help } = argumentsOrExit();
if (help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
// The image has the program, and not what it is started with.
const place = existsSync(join(ROOT, 'docker-compose.yml')) ? 'host' : 'container';
const settings = await readSettings(ROOT, process.env);
const modemUrl = settings['MODEM_URL'];
const patient: Patient = {
  settings,
  addresses: addressesOrExit(),
  mocked: place === 'host' ? modemUrl === undefined : /^http:\/\/mock-modem\b/.test(modemUrl ?? ''),
  place,
  now: () => Date.now() / 1000,
};

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

const { stdout } = process;
// Who reads no further, such as `| head`, still gets the exit status.
stdout.on('error', ignoreClosedPipe);
const style = {
  colours: stdout.isTTY && !process.env['NO_COLOR'],
  width: stdout.isTTY ? Math.min(stdout.columns || MAX_WIDTH, MAX_WIDTH) : undefined,
};
let last: Result | undefined;
const results = await runChecks(
  checks,
  patient,
  (result) => {
    if (!json) stdout.write(renderResult(result, last, style));
    last = result;
  },
  interrupted.signal,
);
stdout.write(json ? renderJson(results) : renderSummary(results, style));
process.exitCode = isWell(results) && !interrupted.signal.aborted ? 0 : 1;

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function argumentsOrExit(): { json: boolean; help: boolean } {
  try {
    const options = {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return process.exit(2);
  }
}

function addressesOrExit(): Addresses {
  try {
    return findAddresses(place, settings, process.env);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
}
