import { once } from 'node:events';
import { pino } from 'pino';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { createMockModem, type MockModem } from './mock-modem.ts';
import { ListenError } from '../../lib/listen.ts';
import { RecordingError } from './recordings/problem.ts';

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
