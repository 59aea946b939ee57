import { createModem, createModemLocks, type ModemLocks, type ReadResult } from '../../../modem/src/read.ts';
import type { ModemTarget } from '../../../modem/src/target.ts';
import type { Logger } from 'pino';
import type { ProbeAuth, ProbeModule } from '../config-file/file-config.ts';
import { type ProbeTarget, targetAddress } from '../config-file/target.ts';
import { createFailureLog, type FailureLog } from '../scrape/failure-log.ts';
import { createSharedReader, type SharedReader } from '../scrape/shared-read.ts';

/** A modem to read, at an address that the allow-list allows. */
export interface ModemToRead {
  readonly target: ProbeTarget;
  readonly address: string;
  readonly module: ProbeModule;
  readonly auth: ProbeAuth | undefined;
}

/** Reads any number of modems. Nothing is kept of a modem that has not been read for a while. */
export interface ModemReaders {
  /**
   * Reads a modem. Probes of the same target with the same module and auth share a read.
   *
   * @param seconds time after which the result contains what is known by then
   * @param disconnect aborted when the client no longer waits for the result
   */
  read(modem: ModemToRead, seconds: number, disconnect: AbortSignal): Promise<ReadResult>;
  /** Ends all reads and waits until no session is left at any modem. */
  close(): Promise<void>;
}

/** Bounds on what is kept of modems that are not being read. */
export interface ReaderLimits {
  readonly idleMs: number;
  readonly idle: number;
}

/** Longer than a scrape interval, so that a failure is logged once and not at every scrape. */
const LIMITS: ReaderLimits = { idleMs: 10 * 60_000, idle: 3072 };

/**
 * Four times what the longest command of a probe prints. Many modems may be read at a time, and any of them may be
 * something else that sends text without end.
 */
const MAX_COMMAND_BYTES = 32 * 1024;

interface Entry {
  readonly reader: SharedReader;
  readonly logFailures: FailureLog;
  readonly release: () => void;
  waiting: number;
  usedAt: number;
}

/** The base URL and the shell of a modem. */
export const modemTarget = ({ target, address, module, auth }: ModemToRead): ModemTarget => ({
  url: new URL(`http://${targetAddress(target, module.port)}`),
  address,
  telnet: auth && {
    host: target.host,
    port: module.telnetPort,
    username: auth.username,
    password: auth.password,
    maxCommandBytes: MAX_COMMAND_BYTES,
  },
  layout: module.layout,
  timeoutSeconds: module.timeoutSeconds,
});

/** Creates readers of modems. None is connected until it is read. */
export function createModemReaders(log: Logger, limits = LIMITS): ModemReaders {
  /** The least recently used first. */
  const entries = new Map<string, Entry>();
  const locks = createLockTable();
  /** A reload may change a module without changing its name. */
  const identify = createIdentities();

  function create(modem: ModemToRead): Entry {
    const target = modemTarget(modem);
    const shared = locks.acquire(target);
    const access = createModem(target, shared.locks);
    return {
      reader: createSharedReader(access, modem.module.collectors, target.timeoutSeconds),
      logFailures: createFailureLog(log.child({ target: target.url.host, module: modem.module.name })),
      release: shared.release,
      waiting: 0,
      usedAt: 0,
    };
  }

  function dropIdle(now: number): void {
    for (const [key, entry] of entries) {
      if (entry.waiting > 0) continue;
      if (entries.size <= limits.idle && now - entry.usedAt < limits.idleMs) return;
      entries.delete(key);
      entry.release();
    }
  }

  return {
    async read(modem, seconds, disconnect) {
      const { target, address, module, auth } = modem;
      const name = targetAddress(target, module.port);
      const key = [name, address, identify(module), auth && identify(auth)].join(' ');
      const entry = entries.get(key) ?? create(modem);
      entries.delete(key);
      entries.set(key, entry);
      entry.waiting += 1;
      entry.usedAt = performance.now();
      dropIdle(entry.usedAt);
      try {
        const result = await entry.reader.read(seconds, disconnect);
        // The read may have ended because of the disconnect: it says nothing about the modem.
        if (!disconnect.aborted) entry.logFailures(result.outcomes);
        return result;
      } finally {
        entry.waiting -= 1;
      }
    },
    async close() {
      await Promise.all(entries.values().map(({ reader }) => reader.close()));
    },
  };
}

/** Locks by address and port: a modem serves one request and one session, whatever name, module and auth lead to it. */
function createLockTable() {
  const table = new Map<string, { readonly locks: ModemLocks; users: number }>();

  const acquire = (key: string, target: ModemTarget) => {
    const entry = table.get(key) ?? { locks: createModemLocks(target), users: 0 };
    entry.users += 1;
    table.set(key, entry);
    const release = (): void => {
      entry.users -= 1;
      if (entry.users === 0) table.delete(key);
    };
    return { locks: entry.locks, release };
  };

  return {
    acquire(target: ModemTarget): { locks: ModemLocks; release: () => void } {
      const page = acquire(`page ${target.address} ${target.url.port || 80}`, target);
      const session = acquire(`session ${target.address} ${target.telnet?.port}`, target);
      return {
        locks: { page: page.locks.page, session: session.locks.session },
        release() {
          page.release();
          session.release();
        },
      };
    },
  };
}

/** A number for each object. */
function createIdentities(): (value: object) => number {
  const known = new WeakMap<object, number>();
  let last = 0;
  return (value) => {
    const number = known.get(value) ?? (last += 1);
    known.set(value, number);
    return number;
  };
}
