import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type Koa from 'koa';
import { pino } from 'pino';
import { listen, ListenError } from '../../lib/listen.ts';
import { UsageError } from '../../lib/command-line.ts';
import { parseCommand, type Files, USAGE } from './command-line.ts';
import { checkFiles } from './check-files.ts';
import { ConfigFileError } from './config-file/load.ts';
import { MAX_TIMEOUT_SECONDS } from './config-file/schema.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { createLine, type Line } from './line.ts';
import { buildInfo } from './metrics/build-info.ts';
import { createProcessRegistry } from './metrics/exposition.ts';
import { programFile } from './program-file.ts';
import { createProbing } from './probe/probing.ts';
import { createApp, createFleetApp } from './web/app.ts';
import { createRunbook } from './web/runbook/runbook.ts';
import { createProgramRunner, PROGRAM_LIMITS, type ProgramRunner } from './web/program-runner.ts';
import type { ReportProgram } from './web/routes/report.ts';
import type { SpectrumPage } from './web/routes/spectrum-page.ts';
import { spectrumReferences } from './spectrum-references.ts';
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

/** With a configuration file: more than the probes in progress, since each of them may have a connection of its own. */
const MAX_CONNECTIONS_OF_MANY = 2048;

/** As far from the bundle in the image as from this file. */
const RUNBOOK = new URL('../../docs/runbooks/README.md', import.meta.url);

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

async function serve({ configFile, webConfigFile }: Files): Promise<void> {
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const web = webConfigFile === undefined ? undefined : await openWebConfig(webConfigFile, log);
  const processRegistry = createProcessRegistry(buildInfo());
  if (web !== undefined) registerWebConfigState(processRegistry, web);
  const probing =
    configFile === undefined ? undefined : await createProbing(configFile, processRegistry, log);
  const programRunner = createProgramRunner(PROGRAM_LIMITS);
  const reportProgram = reportProgramOf(config, process.env);
  const common = {
    report: reportProgram && { program: reportProgram, runner: programRunner },
    processRegistry,
    log,
    beforeRoutes: web === undefined ? [] : [applyWebConfig(web)],
    runbook: createRunbook(readFileSync(RUNBOOK, 'utf8')),
  };
  let line: Line | undefined;
  let app: Koa;
  if (probing !== undefined && !process.env['MODEM_URL']) {
    const unused = Object.keys(process.env).filter((name) => name.startsWith('MODEM_') && process.env[name]);
    if (unused.length > 0) log.warn({ unused }, 'these settings have no effect without MODEM_URL');
    app = createFleetApp({ ...common, probing });
  } else {
    line = await createLine(config, processRegistry, log);
    const spectrumPage = spectrumPageOf(config, process.env, programRunner);
    app = createApp({ ...common, ...line, probing, spectrumPage, grafanaUrl: config.grafanaUrl });
  }

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
    web && usesTls ? createHandshake(web, log, CLIENT_MS) : undefined,
  );
  await listen(server, { host: config.listenHost, port: config.listenPort }, 'LISTEN_PORT');
  if (probing !== undefined) process.on('SIGHUP', () => void probing.config.reload());
  log.info(
    {
      address: server.address(),
      tls: usesTls,
      ...(line !== undefined && { modem: line.modemAddress, telnet: line.telnet }),
      ...(configFile !== undefined && { configFile }),
    },
    'listening',
  );

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  log.info('stopping');
  programRunner.close();
  server.close();
  server.closeIdleConnections();
  closeHandshakes();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  await Promise.all([line?.close(), probing?.close(), once(server, 'close')]);
}

/** `hg612 report`, with the settings that it reads; `undefined` without a Prometheus to read. */
function reportProgramOf(
  { prometheusUrl, lineName, listenPort }: Config,
  environment: NodeJS.ProcessEnv,
): ReportProgram | undefined {
  if (prometheusUrl === undefined) return undefined;
  const names = ['TZ', 'CONTRACT_DOWN_MBIT', 'CONTRACT_UP_MBIT'];
  const settings = names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  return {
    file: programFile('report', 'tools/report/container.ts'),
    environment: {
      ...Object.fromEntries(settings),
      PROMETHEUS_URL: prometheusUrl,
      LINE_NAME: lineName,
      // Where it reads the spectrum.
      EXPORTER_URL: `http://127.0.0.1:${listenPort}`,
      // As for the exporter itself: exporter/bin/hg612.
      MALLOC_ARENA_MAX: '2',
    },
  };
}

/** The page of the spectrum. Its program gets the time zone. */
function spectrumPageOf(
  { spectrumReferenceDir }: Config,
  { TZ }: NodeJS.ProcessEnv,
  runner: ProgramRunner,
): SpectrumPage {
  return {
    program: {
      file: programFile('spectrum-page', 'exporter/src/spectrum-page/main.ts'),
      environment: TZ ? { TZ } : {},
    },
    runner,
    references: spectrumReferenceDir === undefined ? undefined : spectrumReferences(spectrumReferenceDir),
  };
}

/** Prints expected errors without a stack trace. Anything else is a defect. */
function exitWithMessage(error: unknown): never {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
  if (!EXPECTED_ERRORS.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
