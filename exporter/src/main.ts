import { once } from 'node:events';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { listen, ListenError } from '../../lib/listen.ts';
import { refusal, UsageError } from '../../lib/command-line.mjs';
import { assemble } from './assemble.ts';
import { buildInfo } from './metrics/build-info.ts';
import { parseCommand, type Files } from './command-line.ts';
import { checkFiles } from './check-files.ts';
import { ConfigFileError } from './config-file/load.ts';
import { MAX_TIMEOUT_SECONDS } from './config-file/schema.ts';
import { ConfigError, loadConfig } from './config.ts';
import { PROGRAM_LIMITS } from './web/program-runner.ts';
import { limitConnections, serverOptions } from './web/connections.ts';
import { createTurns } from './web/turns.ts';
import { WebConfigError } from './web-config/load.ts';
import { createHandshake } from './web-config/tls-handshake.ts';

/**
 * More than anything but a flood opens. Each connection takes about 15 KiB. When all are in use, the oldest idle one
 * is closed. With a lower limit, that could be one whose request has not arrived yet.
 */
const MAX_CONNECTIONS = 1024;

/** With a configuration file: more than the probes in progress, since each of them may have a connection of its own. */
const MAX_CONNECTIONS_OF_MANY = 2048;

/** Time for a client to send a request, and to read more of a response after the modem has been read. */
const CLIENT_MS = 5000;

/** Time for responses in progress to end after a signal to stop. */
const DRAIN_MS = 5000;

/** Errors that a person can fix. */
const EXPECTED_ERRORS = [ConfigError, ConfigFileError, WebConfigError, ListenError];

await main().catch(exitWithMessage);

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2), buildInfo());
  if (command.action === 'serve') await serve(command);
  else if (command.action === 'check') process.stdout.write(await checkFiles(command));
  else process.stdout.write(command.text);
}

async function serve(files: Files): Promise<void> {
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const turns = createTurns();
  const exporter = await assemble(config, files, turns, log);
  const { app, web, line, probing } = exporter;

  const longestRead = probing === undefined ? config.target.timeoutSeconds : MAX_TIMEOUT_SECONDS;
  const longestResponseMs = Math.max(longestRead * 1000, PROGRAM_LIMITS.deadlineMs);
  const limits = {
    connections: probing === undefined ? MAX_CONNECTIONS : MAX_CONNECTIONS_OF_MANY,
    requestMs: CLIENT_MS,
    inactivityMs: longestResponseMs + CLIENT_MS,
  };
  const handle = app.callback();
  const server = createServer(serverOptions(limits), (request, response) => void handle(request, response));
  const usesTls = (await web?.get())?.tls !== undefined;
  const closeHandshakes = limitConnections(
    server,
    limits,
    turns,
    web && usesTls ? createHandshake(web, turns, log, CLIENT_MS) : undefined,
  );
  await listen(server, { host: config.listenHost, port: config.listenPort }, 'LISTEN_PORT');
  if (probing !== undefined) process.on('SIGHUP', () => void probing.config.reload());
  log.info(
    {
      address: server.address(),
      tls: usesTls,
      ...(line !== undefined && { modem: line.modemAddress, telnet: line.telnet }),
      ...(probing !== undefined && { configFile: files.configFile }),
    },
    'listening',
  );

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  log.info('stopping');
  exporter.stop();
  server.close();
  server.closeIdleConnections();
  closeHandshakes();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  await Promise.all([exporter.close(), once(server, 'close')]);
}

/** Prints expected errors without a stack trace. Anything else is a defect. */
function exitWithMessage(error: unknown): never {
  if (error instanceof UsageError) {
    process.stderr.write(refusal(error.message, 'hg612'));
    process.exit(2);
  }
  if (!EXPECTED_ERRORS.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
