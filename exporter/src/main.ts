import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { listen, ListenError } from '../../lib/listen.ts';
import { UsageError } from '../../lib/command-line.ts';
import { collectorsFor } from '../../modem/src/collectors/index.ts';
import { createModem } from '../../modem/src/read.ts';
import { telnetAddress } from '../../modem/src/target.ts';
import { buildInfo } from './metrics/build-info.ts';
import { parseCommand, USAGE } from './command-line.ts';
import { ConfigError, loadConfig } from './config.ts';
import { createLastDayReader } from './history/last-day.ts';
import { createProcessRegistry, startTimeOf } from './metrics/exposition.ts';
import { createSharedReader } from './scrape/shared-read.ts';
import { createSpectrumReader } from './scrape/spectrum-read.ts';
import { createApp } from './web/app.ts';
import { createRunbook } from './web/runbook/runbook.ts';
import { limitConnections, serverOptions } from './web/connections.ts';
import { openWebConfig } from './web-config/current.ts';
import { WebConfigError } from './web-config/load.ts';
import { applyWebConfig } from './web-config/middleware.ts';
import { registerWebConfigState } from './web-config/metric.ts';
import { createHandshake } from './web-config/tls-handshake.ts';

/**
 * More than anything but a flood opens. Each connection takes about 15 KiB. When all are in use, the oldest idle one
 * is closed, which may be one whose request is still on its way: hence not fewer.
 */
const MAX_CONNECTIONS = 1024;

/** As far from the bundle in the image as from this file. */
const RUNBOOK = new URL('../../docs/runbooks/README.md', import.meta.url);

/** Time for a client to send a request, and to read more of a response after the modem has been read. */
const CLIENT_MS = 5000;

/** Time for responses in progress to end after a signal to stop. */
const DRAIN_MS = 5000;

await main().catch(exitWithMessage);

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2), buildInfo());
  if (command.action === 'serve') await serve(command.webConfigFile);
  else process.stdout.write(command.text);
}

async function serve(webConfigFile: string | undefined): Promise<void> {
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const web = webConfigFile === undefined ? undefined : await openWebConfig(webConfigFile, log);
  const { target } = config;
  if (!process.env['MODEM_URL']) log.warn({ default: target.url.origin }, 'MODEM_URL is not set');
  const modem = createModem(target);
  const reader = createSharedReader(modem, collectorsFor(target), target.timeoutSeconds);
  const spectrumReader = target.telnet && createSpectrumReader(modem);
  const processRegistry = createProcessRegistry(buildInfo());
  if (web !== undefined) registerWebConfigState(processRegistry, web);
  const identity = { startTime: await startTimeOf(processRegistry), lineName: config.lineName };
  const app = createApp({
    reader,
    spectrumReader,
    processRegistry,
    log,
    beforeRoutes: web === undefined ? [] : [applyWebConfig(web)],
    timeoutSeconds: target.timeoutSeconds,
    modemAddress: modem.addressOf('xdsl_status'),
    lineName: config.lineName,
    contract: config.contract,
    runbook: createRunbook(readFileSync(RUNBOOK, 'utf8')),
    grafanaUrl: config.grafanaUrl,
    readLastDay:
      config.prometheusUrl === undefined ? undefined : createLastDayReader(config.prometheusUrl, identity),
  });

  const limits = {
    connections: MAX_CONNECTIONS,
    requestMs: CLIENT_MS,
    inactivityMs: target.timeoutSeconds * 1000 + CLIENT_MS,
  };
  const handle = app.callback();
  const server = createServer(serverOptions(limits), (request, response) => void handle(request, response));
  const usesTls = (await web?.get())?.tls !== undefined;
  limitConnections(server, limits, web && usesTls ? createHandshake(web, log, CLIENT_MS) : undefined);
  await listen(server, { host: config.listenHost, port: config.listenPort }, 'LISTEN_PORT');
  log.info(
    {
      address: server.address(),
      tls: usesTls,
      modem: modem.addressOf('xdsl_status'),
      telnet: target.telnet === undefined ? 'off' : telnetAddress(target.telnet),
    },
    'listening',
  );

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  log.info('stopping');
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  await Promise.all([reader.close(), spectrumReader?.close(), once(server, 'close')]);
}

/** Errors that a person can fix are printed without a stack trace. Anything else is a defect. */
function exitWithMessage(error: unknown): never {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
  if (!(error instanceof ConfigError || error instanceof WebConfigError || error instanceof ListenError))
    throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
