import type { CollectorName, CommandCollector, Parsed } from './collectors/collector.ts';
import { type LayoutChoice, XDSL_STATUS_PATH, parseXdslStatus } from './collectors/xdsl-status.ts';
import { ModemError, ModemFormatError } from './errors.ts';
import { fetchPage } from './transport/http.ts';
import type { TelnetModem } from './transport/telnet/shell.ts';

/** How the read of one page or command ended. Never an exception: what failed is a value. */
export type Outcome = ({ ok: true; parsed: Parsed } | { ok: false; error: ModemError }) & {
  /** How long it took. A command's login counts to the first command of the session. */
  seconds: number;
};

/** One read of a modem under way: a promise for each collector, none of which rejects. */
export type Reads = ReadonlyMap<CollectorName, Promise<Outcome>>;

/** A modem as the exporter sees it. */
export interface Modem {
  /** The page's address, for people. */
  address: string;
  /** The telnet shell's address, for people; `undefined` when it is not asked. */
  telnetAddress: string | undefined;
  /** Starts one read of everything that is switched on; `signal` ends it at whatever point it is. */
  read(signal: AbortSignal): Reads;
  /** Waits until no session is left at the modem. */
  close(): Promise<void>;
}

/** The page over HTTP, and the shell over telnet if there is one: at most one of each at a time. */
export function createModem(options: {
  baseUrl: URL;
  layout: LayoutChoice;
  telnet?: { modem: TelnetModem; commands: readonly CommandCollector[] } | undefined;
}): Modem {
  const base = options.baseUrl.href.replace(/\/+$/, '');
  const url = new URL(base + XDSL_STATUS_PATH);
  const { telnet } = options;

  const readPage = async (signal: AbortSignal): Promise<Parsed> =>
    parseXdslStatus(await fetchPage(url, signal), options.layout, url.href);

  return {
    address: url.href,
    telnetAddress: telnet?.modem.address,
    read(signal) {
      const page = attempt('xdsl_status', () => readPage(signal));
      const commands = telnet === undefined ? [] : readCommands(telnet.modem, telnet.commands, signal);
      return new Map<CollectorName, Promise<Outcome>>([['xdsl_status', page], ...commands]);
    },
    async close() {
      await telnet?.modem.close();
    },
  };
}

/** Runs the commands one after the other in one session; each has its own outcome. */
function readCommands(
  modem: TelnetModem,
  commands: readonly CommandCollector[],
  signal: AbortSignal,
): [CollectorName, Promise<Outcome>][] {
  const pending = commands.map((command) => ({ command, ...Promise.withResolvers<Outcome>() }));
  void attemptSession();
  return pending.map(({ command, promise }) => [command.name, promise]);

  async function attemptSession(): Promise<void> {
    let startedAt = performance.now();
    const session = await attempt('telnet session', () =>
      modem.withShell(signal, async (shell) => {
        for (const { command, resolve } of pending) {
          const output = await shell.run(command.command);
          resolve(await attempt(command.name, async () => command.parse(output), startedAt));
          startedAt = performance.now();
        }
        return NOTHING;
      }),
    );
    // What ended the session is why its command failed, and why those behind it were never asked. Resolving those
    // that were answered once more does nothing.
    const seconds = (performance.now() - startedAt) / 1000;
    for (const { resolve } of pending) resolve({ ...session, seconds });
  }
}

const NOTHING: Parsed = { told: {}, problems: [] };

async function attempt(
  name: string,
  read: () => Promise<Parsed>,
  startedAt = performance.now(),
): Promise<Outcome> {
  const seconds = () => (performance.now() - startedAt) / 1000;
  try {
    const parsed = await read();
    return { ok: true, parsed, seconds: seconds() };
  } catch (error) {
    return { ok: false, error: asModemError(name, error), seconds: seconds() };
  }
}

/** A parser's own fault must not take the other collectors' values with it, and must not go unseen. */
function asModemError(name: string, error: unknown): ModemError {
  if (error instanceof ModemError) return error;
  const wrapped = new ModemFormatError(name, 'text that its parser can read', String(error));
  wrapped.cause = error;
  return wrapped;
}
