import { isIP } from 'node:net';
import { createNetworkSet, isWithinSpecialRange, type Network, specialRangeOf } from './address.ts';

/** The name of the list in the configuration file, for errors. */
const LIST = 'the list "targets" of the configuration file';

/** Decides which hosts may be probed. Nothing is allowed that is not in the list. */
export interface AllowList {
  /** Whether a name is in the list, as opposed to the networks that its address may be in. */
  hasName(name: string): boolean;
  /** Whether a name is itself in the list. Their number is bounded, unlike that of names below `*.lan`. */
  hasExactName(name: string): boolean;
  /** Whether the list has networks: only then can a name that is not in the list lead to an allowed address. */
  readonly hasNetworks: boolean;
  /**
   * Why an address is refused; `undefined` when it is allowed.
   *
   * @param host the target's host, if that is a name
   */
  refusal(address: string, host?: string): string | undefined;
}

/** Entries of an allow-list. */
interface AllowListEntries {
  readonly networks: readonly Network[];
  /** Names in lower case; `*.lan` stands for all names below `lan`. */
  readonly names: Iterable<string>;
  /** Single addresses, of which there may be thousands. */
  readonly addresses?: ReadonlySet<string>;
}

/** Why a host is refused that is not in the list. */
export const notInList = (host: string): string => `${host} is not in ${LIST}`;

/**
 * Creates an allow-list. An address of a special range is allowed only by itself or a network within that range:
 * neither `0.0.0.0/0` nor a name is meant to reach a metadata service.
 */
export function createAllowList({ networks, names, addresses = new Set() }: AllowListEntries): AllowList {
  const special = createNetworkSet(networks.filter(isWithinSpecialRange));
  const ordinary = createNetworkSet(networks.filter((network) => !isWithinSpecialRange(network)));
  const exact = new Set(names);

  const hasName = (name: string): boolean => {
    if (isIP(name) !== 0) return false;
    if (exact.has(name)) return true;
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      if (exact.has(`*${name.slice(dot)}`)) return true;
    }
    return false;
  };

  return {
    hasName,
    hasExactName: (name) => exact.has(name),
    hasNetworks: networks.length + addresses.size > 0,
    refusal(address, host) {
      if (addresses.has(address)) return undefined;
      const range = specialRangeOf(address);
      if (range !== undefined) {
        if (special.has(address)) return undefined;
        const subject =
          host === undefined ? `${address} is ${range}` : `${host} resolves to ${address}, ${range}`;
        return `${subject}; only a network within that range in ${LIST} allows it`;
      }
      if ((host !== undefined && hasName(host)) || ordinary.has(address)) return undefined;
      return notInList(host === undefined ? address : `${host} (${address})`);
    },
  };
}
