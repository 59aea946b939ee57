import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { limitConcurrency } from '../../../lib/limit-concurrency.ts';
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

/** Resolves a host that the allow-list allows, within a number of seconds. Never rejects. */
export type Resolve = (host: string, list: AllowList, seconds: number) => Promise<Resolution>;

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
  readonly deadline: Deadline;
}

/** When the last probe gives up that waits for a lookup. */
interface Deadline {
  at: number;
}

/** Creates a resolver. Probes of the same name at the same time share a lookup. */
export function createResolver(lookup: Lookup = lookUp): Resolve {
  const pending = new Map<string, PendingLookup>();
  const limitUnnamed = limitConcurrency(MAX_UNNAMED);
  let unnamed = 0;

  /** Looks up a name in its turn, unless no probe waits for it any more. */
  async function lookUpUnnamed(name: string, deadline: Deadline): Promise<readonly string[]> {
    unnamed += 1;
    try {
      return await limitUnnamed(async () => {
        if (performance.now() > deadline.at) throw noResponse();
        return lookup(name);
      });
    } finally {
      unnamed -= 1;
    }
  }

  /** @returns `undefined` when too many names are being resolved */
  function addressesOf(
    name: string,
    isNamed: boolean,
    seconds: number,
  ): Promise<readonly string[]> | undefined {
    const deadline = { at: performance.now() + seconds * 1000 };
    const shared = pending.get(name);
    if (shared !== undefined) {
      shared.deadline.at = Math.max(shared.deadline.at, deadline.at);
      return shared.addresses;
    }
    if (!isNamed && unnamed >= MAX_UNNAMED + MAX_QUEUED) return undefined;
    const started = isNamed ? lookup(name) : lookUpUnnamed(name, deadline);
    const addresses = started.finally(() => pending.delete(name));
    // Probes that gave up no longer wait for its error.
    addresses.catch(() => {});
    pending.set(name, { addresses, deadline });
    return addresses;
  }

  return async (host, list, seconds) => {
    if (isIP(host) !== 0) {
      const refused = list.refusal(host);
      return refused === undefined ? { address: host } : { refused };
    }
    const listed = list.hasName(host);
    if (!listed && !list.hasNetworks) return { refused: notInList(host) };
    const lookedUp = addressesOf(host, list.hasExactName(host), seconds);
    if (lookedUp === undefined) return { busy: true };
    let addresses: readonly string[];
    try {
      addresses = await within(lookedUp, seconds);
    } catch (error) {
      if (!listed) return { refused: notInList(host) };
      return { failed: error instanceof Error ? error : new Error(String(error)) };
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

/** @throws the error of {@link noResponse} */
async function within<T>(result: Promise<T>, seconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(noResponse()), seconds * 1000);
  try {
    return await Promise.race([result, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const noResponse = (): Error =>
  Object.assign(new Error('no response from the name server'), { code: 'EAI_AGAIN' });
