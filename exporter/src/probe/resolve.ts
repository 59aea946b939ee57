import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AllowList, notInList } from '../config-file/allow-list.ts';

/** The address of a target's host, or why there is none. */
export type Resolution =
  | { readonly address: string }
  /** The allow-list does not have it. */
  | { readonly refused: string }
  /** The name cannot be resolved. */
  | { readonly failed: Error };

/** Resolves a name to its addresses. @throws the error of the operating system */
export type Lookup = (name: string) => Promise<readonly string[]>;

/** IPv4 first: the modem has no IPv6 on its status page. */
const lookUp: Lookup = async (name) =>
  (await systemLookup(name, { all: true, order: 'ipv4first' })).map(({ address }) => address);

/** Resolves a host that the allow-list allows, within a number of seconds. Never rejects. */
export type Resolve = (host: string, list: AllowList, seconds: number) => Promise<Resolution>;

/** Creates a resolver. Probes of the same name at the same time share a lookup. */
export function createResolver(lookup: Lookup = lookUp): Resolve {
  const pending = new Map<string, Promise<readonly string[]>>();

  const addressesOf = (name: string): Promise<readonly string[]> => {
    const shared = pending.get(name);
    if (shared !== undefined) return shared;
    const started = lookup(name).finally(() => pending.delete(name));
    pending.set(name, started);
    return started;
  };

  return async (host, list, seconds) => {
    if (isIP(host) !== 0) {
      const refused = list.refusal(host);
      return refused === undefined ? { address: host } : { refused };
    }
    const listed = list.hasName(host);
    if (!listed && !list.hasNetworks) return { refused: notInList(host) };
    let addresses: readonly string[];
    try {
      addresses = await within(addressesOf(host), seconds);
    } catch (error) {
      if (!listed) return { refused: notInList(host) };
      return { failed: error instanceof Error ? error : new Error(String(error)) };
    }
    const refusals = addresses.map((address) => ({ address, refused: list.refusal(address, host) }));
    const allowed = refusals.find(({ refused }) => refused === undefined);
    return allowed === undefined
      ? { refused: refusals[0]?.refused ?? notInList(host) }
      : { address: allowed.address };
  };
}

/** @throws an error like that of a name server that does not respond */
async function within<T>(result: Promise<T>, seconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(Object.assign(new Error('no response from the name server'), { code: 'EAI_AGAIN' }));
  }, seconds * 1000);
  try {
    return await Promise.race([result, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
