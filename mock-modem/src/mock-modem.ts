import { fileURLToPath } from 'node:url';
import { pino, type Logger } from 'pino';
import { createLineSelector, DEFAULT_SEED } from './scenarios/line-selection.ts';
import { createFleet, type Fleet } from './fleet/fleet.ts';
import { DEFAULT_FLEET, type FleetSettings } from './fleet/inventory.ts';
import { createHttpServer } from './http-server.ts';
import { listen } from '../../lib/listen.ts';
import { closeHttpServer } from './protocols/close.ts';
import type { Source } from './source.ts';
import { createPlayback } from './scenarios/playback.ts';
import { createStatistics, type Statistics } from './protocols/statistics.ts';
import { telnetBehaviour } from './protocols/telnet/behaviour.ts';
import type { Credentials } from './protocols/telnet/dialogue.ts';
import { startTelnetServer, type TelnetModem, type TelnetServer } from './protocols/telnet/server.ts';

/** The shipped recordings. */
export const RECORDINGS_FOLDER = fileURLToPath(new URL('../recordings', import.meta.url));

/** All options have defaults that suit a test in the same process. */
export interface MockModemOptions {
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Port of the status page and the control endpoints; 0, the default, selects a free one. */
  readonly httpPort?: number;
  /** Port of the telnet shell; 0, the default, selects a free one. */
  readonly telnetPort?: number;
  /**
   * The line of `steady`: the name of a bundled recording, the path of a folder, or `simulated:` and a kind of line. By
   * default the simulated VDSL2 line with G.INP.
   */
  readonly recording?: string;
  /** A source to use instead of a recording. */
  readonly source?: Source;
  /** Any whole number: the same seed gives the same simulated line; 1 by default. */
  readonly seed?: number;
  /** Whether the simulated line starts with weeks of `everyday` history; by default not. */
  readonly past?: boolean;
  /** Wall clock in Unix seconds: the simulated line depends on the time of day. */
  readonly wallClock?: () => number;
  /** Initial scenario; `steady` by default. */
  readonly scenario?: string;
  /** Parameters of that scenario. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Seconds of line time per second; 1 by default. */
  readonly speed?: number;
  /** A monotonic clock in milliseconds; for tests that control time. */
  readonly now?: () => number;
  /** Accepted telnet login; admin/admin by default, as on the unlocked firmware. */
  readonly credentials?: Credentials;
  /** A telnet connection is closed after this time without traffic; 300 by default. */
  readonly idleSeconds?: number;
  /** The simulated modems besides the first; 100 at the addresses of 127.1.0.0/16 by default. */
  readonly fleet?: Partial<FleetSettings>;
  /** Silent by default. */
  readonly log?: Logger;
}

/** A running mock modem. Close it, or hold it with `await using`. */
export interface MockModem extends AsyncDisposable {
  readonly httpPort: number;
  readonly telnetPort: number;
  /** `http://host:port`, what `MODEM_URL` takes. */
  readonly url: string;
  /** `host:port`, what `MODEM_TELNET` takes. */
  readonly telnet: string;
  /** Switches the scenario, as `PUT /-/scenario/{name}` does. Resolves when it is active. */
  setScenario(name: string, parameters?: Readonly<Record<string, unknown>>): Promise<void>;
  /** How the modem was accessed. */
  stats(): Statistics;
  /** Resets {@link stats} to zero. */
  resetStats(): void;
  /** Closes every connection and frees the ports. */
  close(): Promise<void>;
}

/**
 * Starts a mock modem.
 *
 * @throws {RecordingError} when the recording cannot be replayed.
 * @throws {UnknownScenarioError} when the scenario is unknown.
 * @throws {ParameterError} when the parameters are invalid.
 * @throws {ListenError} when a port is not available.
 */
export async function createMockModem(options: MockModemOptions = {}): Promise<MockModem> {
  const { host = '127.0.0.1', httpPort = 0, speed = 1, seed = DEFAULT_SEED } = options;
  const wallClock = options.wallClock ?? ((): number => Date.now() / 1000);
  const log = options.log ?? pino({ level: 'silent' });
  const statistics = createStatistics();
  let telnet: TelnetServer | undefined;
  const line = options.source ?? options.recording;
  const selectLine = await createLineSelector({
    recordings: RECORDINGS_FOLDER,
    ...(line === undefined ? {} : { line }),
    seed,
    past: options.past ?? false,
    wallClock,
  });
  const playback = createPlayback({
    selectLine,
    scenario: options.scenario ?? 'steady',
    ...(options.parameters ? { parameters: options.parameters } : {}),
    speed,
    now: options.now ?? ((): number => performance.now()),
    onChange: async (selection) => {
      log.info({ scenario: selection.scenario.name, parameters: selection.parameters }, 'scenario');
      await telnet?.apply(telnetBehaviour(selection));
    },
  });
  const fleet = createFleet({
    ...DEFAULT_FLEET,
    ...options.fleet,
    seed,
    startedAt: wallClock(),
    elapsedSeconds: () => playback.totalSeconds(),
  });
  const ports = { http: 0, telnet: 0 };
  const http = createHttpServer({ playback, fleet, ports: () => ports, statistics, log });
  ports.http = await listen(http, { host, port: httpPort }, 'HTTP_PORT');
  try {
    telnet = await startTelnetServer({
      host,
      port: options.telnetPort ?? 0,
      behaviour: telnetBehaviour(playback.selection),
      credentials: options.credentials ?? { username: 'admin', password: 'admin' },
      idleSeconds: options.idleSeconds ?? 300,
      modemAt: (address) =>
        fleetModemAt(fleet, address) ?? { number: 0, outputs: () => playback.answers().telnet },
      modems: fleet.settings.size + 1,
      statistics,
    });
  } catch (error) {
    await closeHttpServer(http);
    throw error;
  }
  ports.telnet = telnet.port;
  const close = async (): Promise<void> => {
    playback.close();
    fleet.close();
    await Promise.all([closeHttpServer(http), telnet.close()]);
  };
  return {
    httpPort: ports.http,
    telnetPort: ports.telnet,
    url: `http://${host}:${ports.http}`,
    telnet: `${host}:${ports.telnet}`,
    setScenario: (name, parameters) => playback.set(name, parameters),
    stats: () => statistics.snapshot(),
    resetStats: () => statistics.reset(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The modem of the fleet at an address; undefined if there is none. */
function fleetModemAt(fleet: Fleet, address: string): TelnetModem | undefined {
  const number = fleet.numberAt(address);
  if (number === undefined) return undefined;
  const fault = fleet.fault(number);
  return {
    number,
    outputs: () => fleet.answers(number)?.telnet ?? {},
    ...(fault && { connection: fault === 'hang' ? 'silent' : 'reset' }),
  };
}
