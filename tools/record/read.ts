import type { Collector, CollectorName } from '../../modem/src/collectors/collector.ts';
import { isCommand, isPage } from '../../modem/src/collectors/index.ts';
import type { Reply } from '../../modem/src/parse.ts';
import type { Modem } from '../../modem/src/read.ts';

/** What the modem sent in one read, by collector. */
export type Replies = ReadonlyMap<CollectorName, Reply>;

/**
 * Reads the modem once: the page first, then the shell, so that the modem never serves both at the same time.
 *
 * @param timeoutSeconds timeout of the page, and again of the telnet session
 * @param signal its abort ends the read
 */
export async function readModem(
  modem: Pick<Modem, 'fetch'>,
  collectors: readonly Collector[],
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<Replies> {
  const replies = new Map<CollectorName, Reply>();
  for (const some of [collectors.filter(isPage), collectors.filter(isCommand)]) {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
    for (const [name, reply] of modem.fetch(some, deadline, { anyStatus: true })) {
      replies.set(name, await reply);
    }
  }
  return replies;
}
