import { once } from 'node:events';
import { pino } from 'pino';
import { createApp } from './web/app.ts';
import { buildInfo } from './build-info.ts';
import { collectorsFor } from '../../modem/src/collectors/index.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { createProcessRegistry } from './metrics/exposition.ts';
import { createModem } from '../../modem/src/read.ts';
import { createSharedReader } from './scrape/shared-read.ts';
import { telnetAddress } from '../../modem/src/target.ts';

/** How long open answers may take to finish once the exporter was told to stop. */
const DRAIN_MS = 5000;

/** How long a connection may be still beyond what a read takes: who does not fetch an answer is not waited for. */
const STILL_MS = 5000;

/** Connections at a time. Each costs little; all that could be opened would cost much. */
const MAX_CONNECTIONS = 512;

const config = configOrExit();
const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
const { target } = config;
const modem = createModem(target);
const reader = createSharedReader(modem, collectorsFor(target), target.timeoutSeconds);
const app = createApp({
  reader,
  processRegistry: createProcessRegistry(buildInfo()),
  log,
  timeoutSeconds: target.timeoutSeconds,
  modemAddress: modem.addressOf('xdsl_status'),
});

const server = app.listen(config.listenPort, config.listenHost);
server.timeout = target.timeoutSeconds * 1000 + STILL_MS;
server.maxConnections = MAX_CONNECTIONS;
await once(server, 'listening').catch(explainAndExit);
log.info(
  {
    address: server.address(),
    modem: modem.addressOf('xdsl_status'),
    telnet: target.telnet === undefined ? 'off' : telnetAddress(target.telnet),
  },
  'listening',
);

const signals = ['SIGINT', 'SIGTERM'] as const;
await Promise.race(signals.map((signal) => once(process, signal)));
log.info('stopping');
server.close();
server.closeIdleConnections();
setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
await Promise.all([reader.close(), once(server, 'close')]);

function configOrExit(): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
    return process.exit(1);
  }
}

function explainAndExit(error: NodeJS.ErrnoException): never {
  const where = `${config.listenHost}:${config.listenPort}`;
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: `something else listens there already; stop it, or choose another LISTEN_PORT`,
    EACCES: 'this user may not listen there; choose a LISTEN_PORT above 1023',
    EADDRNOTAVAIL: 'this machine has no such address; see LISTEN_HOST',
  };
  process.stderr.write(`cannot listen on ${where}: ${words[error.code ?? ''] ?? error.message}\n`);
  process.exit(1);
}
