import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { limitConcurrency } from '../../../lib/limit-concurrency.ts';
import { within } from '../../../lib/within.ts';
import { withoutMapping } from '../config-file/address.ts';
import { type AllowList, notInList } from '../config-file/allow-list.ts';

/** The address of a target's host, or why there is none. */
export type Resolution =
  | { readonly address: string }
  /** The allow-list does not have it. */
  | { readonly refused: string }
  /** The name cannot be resolved. */
  | { readonly failed: Error }
  /** Too many names are being resolved. */
  | { readonly busy: true };

/** Resolves a name to its addresses. @throws the error of the operating system */
export type Lookup = (name: string) => Promise<readonly string[]>;

/** IPv4 first: the modem has no IPv6 on its status page. */
const lookUp: Lookup = async (name) =>
  (await systemLookup(name, { all: true, order: 'ipv4first' })).map(({ address }) => address);

/**
 * Resolves a host that the allow-list allows, within a number of seconds. Never rejects.
 *
 * @param giveUp one of them is aborted when no client waits for the address any more
 */
export type Resolve = (
  host: string,
  list: AllowList,
  seconds: number,
  giveUp?: AbortSignal[],
) => Promise<Resolution>;

/**
 * Lookups at a time of names that are not themselves in the list. Half of the threads that Node.js has for lookups (see
 * exporter/bin/hg612), so that names whose server does not respond do not delay the names of the list.
 */
const MAX_UNNAMED = 4;

/** Names that wait for these lookups. */
const MAX_QUEUED = 256;

/** A lookup that is in progress or waits for its turn. */
interface PendingLookup {
  readonly addresses: Promise<readonly string[]>;
  readonly waiting: { probes: number };
}

/** Creates a resolver. Probes of the same name at the same time share a lookup. */
export function createResolver(lookup: Lookup = lookUp): Resolve {
  const pending = new Map<string, PendingLookup>();
  const limitUnnamed = limitConcurrency(MAX_UNNAMED);
  let unnamed = 0;

  /** Looks up a name in its turn, unless no probe waits for it any more. */
  async function lookUpUnnamed(name: string, waiting: PendingLookup['waiting']): Promise<readonly string[]> {
    unnamed += 1;
    try {
      return await limitUnnamed(async () => {
        if (waiting.probes === 0) throw noResponse();
        return lookup(name);
      });
    } finally {
      unnamed -= 1;
    }
  }

  /** @returns the lookup, with one probe more that waits for it; `undefined` when too many names are being resolved */
  function lookUpOnce(name: string, isNamed: boolean): PendingLookup | undefined {
    const shared = pending.get(name);
    if (shared !== undefined) {
      shared.waiting.probes += 1;
      return shared;
    }
    if (!isNamed && unnamed >= MAX_UNNAMED + MAX_QUEUED) return undefined;
    const waiting = { probes: 1 };
    const started = isNamed ? lookup(name) : lookUpUnnamed(name, waiting);
    const addresses = started.finally(() => pending.delete(name));
    // Probes that gave up no longer wait for its error.
    addresses.catch(() => {});
    pending.set(name, { addresses, waiting });
    return { addresses, waiting };
  }

  return async (host, list, seconds, giveUp = []) => {
    if (isIP(host) !== 0) {
      const refused = list.refusal(host);
      return refused === undefined ? { address: host } : { refused };
    }
    const listed = list.hasName(host);
    if (!listed && !list.hasNetworks) return { refused: notInList(host) };
    const pendingLookup = lookUpOnce(host, list.hasExactName(host));
    if (pendingLookup === undefined) return { busy: true };
    let addresses: readonly string[];
    try {
      const found = await within(pendingLookup.addresses, seconds * 1000, AbortSignal.any(giveUp));
      if (found === undefined) throw noResponse();
      addresses = found;
    } catch (error) {
      if (!listed) return { refused: notInList(host) };
      return { failed: error instanceof Error ? error : new Error(String(error)) };
    } finally {
      pendingLookup.waiting.probes -= 1;
    }
    const refusals = addresses
      .map(withoutMapping)
      .map((address) => ({ address, refused: list.refusal(address, host) }));
    const allowed = refusals.find(({ refused }) => refused === undefined);
    return allowed === undefined
      ? { refused: refusals[0]?.refused ?? notInList(host) }
      : { address: allowed.address };
  };
}

const noResponse = (): Error =>
  Object.assign(new Error('no response from the name server'), { code: 'EAI_AGAIN' });
