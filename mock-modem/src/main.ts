import { once } from 'node:events';
import { pino } from 'pino';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { createMockModem, type MockModem } from './mock-modem.ts';
import { parseCommandLine, refusal, UsageError } from '../../lib/command-line.mjs';
import { ListenError } from '../../lib/listen.ts';
import { RecordingError } from './recordings/problem.ts';

const USAGE = `mock-modem [--help]

Simulates a Huawei HG612 and its line: the status page and a control page over HTTP, and the telnet shell.

Environment:
  HTTP_PORT        port of the pages (default 8080)
  TELNET_PORT      port of the shell (default 2323)
  LISTEN_HOST      address to listen on (default 0.0.0.0)
  RECORDING        recording to replay, a folder, or a simulated line (default: a simulated VDSL2 line with G.INP)
  SEED             selects the simulated line (default 1)
  SCENARIO         what happens on the line (default steady)
  SPEED            seconds of line time per second (default 1)
  FLEET_SIZE       further simulated modems (default 100)
  FLEET_SITE_SIZE  lines per site (default 20)
  FLEET_NETWORK    IPv4 network of their addresses (default 127.1.0.0/16)
  LOG_LEVEL        trace, debug, info (default), warn, error

Exit status: 0 stopped by a signal, 1 an invalid setting or a port in use, 2 invalid options.
`;

checkOptions();
const config = configOrExit();
const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
const modem = await start().catch(reportAndExit);
log.info({ page: modem.url, telnet: modem.telnet, scenario: config.scenario }, 'listening');

const signals = ['SIGINT', 'SIGTERM'] as const;
await Promise.race(signals.map((signal) => once(process, signal)));
log.info('stopping');
await modem.close();
process.exit(0);

function start(): Promise<MockModem> {
  const { listenHost: host, recording, httpPort, telnetPort, seed, scenario, speed, fleet } = config;
  const line = recording === undefined ? {} : { recording };
  return createMockModem({
    host,
    httpPort,
    telnetPort,
    seed,
    past: true,
    scenario,
    speed,
    fleet,
    log,
    ...line,
  });
}

function checkOptions(): void {
  try {
    const { values } = parseCommandLine(process.argv.slice(2), { help: { type: 'boolean', short: 'h' } });
    if (values.help !== true) return;
    process.stdout.write(USAGE);
    process.exit();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(refusal(error.message, 'mock-modem'));
    process.exit(2);
  }
}

function configOrExit(): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    return reportAndExit(error);
  }
}

/** Prints configuration problems as plain messages; any other error is a defect and keeps its stack trace. */
function reportAndExit(error: unknown): never {
  const isConfigurationProblem =
    error instanceof ConfigError || error instanceof RecordingError || error instanceof ListenError;
  if (!isConfigurationProblem) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
