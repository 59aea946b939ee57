import type { Collector, CollectorName, CommandCollector } from './collectors/collector.ts';
import { collectorNamed, isCommand, isPage } from './collectors/index.ts';
import { asModemError, type Outcome, parseReply, type Reply } from './parse.ts';
import { runCommands, runCommandsInBackground } from './run-commands.ts';
import { type ModemTarget, pageUrl, telnetAddress } from './target.ts';
import { createExclusive, type Exclusive } from './transport/exclusive.ts';
import { fetchPage, type FetchOptions } from './transport/http.ts';
import { createSessionLock, createTelnetModem } from './transport/telnet/shell.ts';

/** One read of a modem in progress: a promise per collector, none of which rejects. */
export type Replies = ReadonlyMap<CollectorName, Promise<Reply>>;
/** The same with parsed outcomes. */
export type Reads = ReadonlyMap<CollectorName, Promise<Outcome>>;

/** A finished read: the outcome of each collector, and the duration of the whole read. */
export interface ReadResult {
  readonly outcomes: ReadonlyMap<CollectorName, Outcome>;
  readonly seconds: number;
}

/** A modem that can be read. It gets at most one HTTP request and one telnet session at a time. */
export interface Modem {
  /** The address of a collector's source, for people: a page's URL, or `host:port` of the telnet shell. */
  addressOf(collector: CollectorName): string;
  /**
   * Starts to read texts without parsing them.
   *
   * @param signal its abort is the deadline; it ends the read at any point
   */
  fetch(collectors: readonly Collector[], signal: AbortSignal, options?: FetchOptions): Replies;
  /** Starts to read and parse. */
  read(collectors: readonly Collector[], signal: AbortSignal): Reads;
  /**
   * Starts to read and parse slow commands. Gives way to all other reads: it continues when none runs or waits, and
   * repeats a command that it had to interrupt. A command that fails does not prevent the next one.
   */
  readInBackground(collectors: readonly CommandCollector[], signal: AbortSignal): Reads;
  /** Ends a telnet session in progress and waits until it is closed. */
  close(): Promise<void>;
}

/** What keeps a modem at one HTTP request and one telnet session at a time. */
export interface ModemLocks {
  readonly page: Exclusive;
  readonly session: Exclusive;
}

/** The locks of one modem, for all that read it. */
export const createModemLocks = ({ url, telnet }: Pick<ModemTarget, 'url' | 'telnet'>): ModemLocks => ({
  page: createExclusive(url.href, 'the previous HTTP request to end'),
  session: createSessionLock(telnet === undefined ? url.host : telnetAddress(telnet)),
});

/**
 * Creates access to one modem. Nothing is connected until it is read.
 *
 * @param locks shared with other targets that lead to the same modem, such as one with another login
 */
export function createModem(target: ModemTarget, locks = createModemLocks(target)): Modem {
  const { address: connectTo } = target;
  const shell = target.telnet && createTelnetModem({ ...target.telnet, connectTo }, locks.session);

  const pages = new Map<string, URL>();
  /** The URL of a page, parsed once. */
  const pageAt = (path: string): URL => {
    const page = pages.get(path) ?? pageUrl(target, path);
    pages.set(path, page);
    return page;
  };

  const addressOf = (name: CollectorName): string => {
    const { source } = collectorNamed(name);
    if (source.transport === 'http') return pageAt(source.path).href;
    return target.telnet === undefined ? target.url.host : telnetAddress(target.telnet);
  };

  async function fetchOne(path: string, signal: AbortSignal, options: FetchOptions): Promise<Reply> {
    const startedAt = performance.now();
    const seconds = (): number => (performance.now() - startedAt) / 1000;
    try {
      const release = await locks.page.acquire(signal);
      try {
        const page = await fetchPage(pageAt(path), signal, { ...options, connectTo });
        return { ok: true, text: page.body.toString('utf8'), page, seconds: seconds() };
      } finally {
        release();
      }
    } catch (error) {
      return { ok: false, error: asModemError(path, error), seconds: seconds() };
    }
  }

  const fetch: Modem['fetch'] = (collectors, signal, options = {}) => {
    const fromPages = collectors
      .filter(isPage)
      .map(({ name, source }) => [name, fetchOne(source.path, signal, options)] as const);
    const commands = collectors.filter(isCommand);
    if (commands.length > 0 && shell === undefined) {
      throw new Error(`${target.url.href}: the target has no telnet shell for ${commands[0]?.name}`);
    }
    return new Map([...fromPages, ...(shell === undefined ? [] : runCommands(shell, commands, signal))]);
  };

  /** The outcome of each reply, as soon as it is there. */
  const parsed = (collectors: readonly Collector[], replies: Replies): Reads =>
    new Map(
      collectors.flatMap((collector) => {
        const { name } = collector;
        const options = { layout: target.layout, address: addressOf(name) };
        const outcome = replies.get(name)?.then((reply) => parseReply(collector, reply, options));
        return outcome === undefined ? [] : [[name, outcome] as const];
      }),
    );

  return {
    addressOf,
    fetch,
    read: (collectors, signal) => parsed(collectors, fetch(collectors, signal)),
    readInBackground(collectors, signal) {
      if (shell === undefined) throw new Error(`${target.url.href}: the target has no telnet shell`);
      return parsed(collectors, new Map(runCommandsInBackground(shell, collectors, signal)));
    },
    async close() {
      await shell?.close();
    },
  };
}
