import type { Collector, CollectorName, CommandCollector } from '../../modem/src/collectors/collector.ts';
import { collectorNamed, isCommand, isPage } from '../../modem/src/collectors/index.ts';
import { xdslStatus } from '../../modem/src/collectors/xdsl-status.ts';
import type { ModemError } from '../../modem/src/errors.ts';
import type { Reply } from '../../modem/src/parse.ts';
import type { Modem } from '../../modem/src/read.ts';
import type { PageResponse } from '../../modem/src/transport/http.ts';

/** What the modem sent in one read; where it failed, why. */
export interface Reading {
  readonly page: PageResponse | ModemError;
  /** By command; empty when telnet is off. */
  readonly outputs: ReadonlyMap<CommandCollector, string | ModemError>;
  /** Why there was no telnet session; undefined when there was one, or when telnet is off. */
  readonly noSession?: ModemError | undefined;
}

/**
 * Reads the modem once: the page, then the shell, so that it never serves both at the same time.
 *
 * @param timeoutSeconds bound on the page, and again on the telnet session
 */
export async function readModem(
  modem: Pick<Modem, 'fetch'>,
  collectors: readonly Collector[],
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<Reading> {
  const fetchAll = async (some: readonly Collector[]): Promise<ReadonlyMap<CollectorName, Reply>> => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    const replies = new Map<CollectorName, Reply>();
    for (const [name, reply] of modem.fetch(some, bounded, { anyStatus: true }))
      replies.set(name, await reply);
    return replies;
  };

  const page = (await fetchAll(collectors.filter(isPage))).get(xdslStatus.name);
  if (page === undefined) throw new Error(`no reply for ${xdslStatus.name}`);
  const outputs = new Map<CommandCollector, string | ModemError>();
  let noSession: ModemError | undefined;
  for (const [name, reply] of await fetchAll(collectors.filter(isCommand))) {
    const collector = collectorNamed(name);
    if (!isCommand(collector)) continue;
    outputs.set(collector, reply.ok ? reply.text : reply.error);
    if (!reply.ok && reply.loggedIn !== true) noSession = reply.error;
  }
  return { page: page.ok ? responseOf(page) : page.error, outputs, noSession };
}

function responseOf({ page }: Extract<Reply, { ok: true }>): PageResponse {
  if (page === undefined) throw new Error('a page without its response');
  return page;
}
