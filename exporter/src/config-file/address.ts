import { BlockList, isIP, isIPv4 } from 'node:net';

/** A network in CIDR notation; a single address is a network of one. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
}

/** Parses `192.168.0.0/16`, `fd00::/8` or a single address; `undefined` for anything else. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', prefixText] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bits = bitsOf(address);
  if (bits === undefined) return undefined;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  return prefix <= bits ? { address, prefix } : undefined;
}

/** Number of bits of an address; `undefined` if the text is not one, or names an interface (`fe80::1%eth0`). */
function bitsOf(address: string): 32 | 128 | undefined {
  if (address.includes('%')) return undefined;
  return ({ 4: 32, 6: 128 } as const)[isIP(address) as 4 | 6];
}

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');

/** A set of networks that answers whether an address is in one of them. */
export function createNetworkSet(networks: Iterable<Network>): { has: (address: string) => boolean } {
  const list = new BlockList();
  for (const { address, prefix } of networks) list.addSubnet(address, prefix, familyOf(address));
  return { has: (address) => list.check(address, familyOf(address)) };
}

/**
 * An IPv4 address that is written as IPv6 (`::ffff:192.168.1.1`) as IPv4, any other address as it is.
 *
 * @param address as in the host of a URL or from a lookup, which write IPv6 addresses in one way only; without brackets
 */
export function withoutMapping(address: string): string {
  const [, dotted] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (dotted !== undefined && isIPv4(dotted)) return dotted;
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/i.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const [upper, lower] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [upper >> 8, upper & 255, lower >> 8, lower & 255].join('.');
}

/**
 * Addresses at which no modem is expected unless a network in the list names them: the exporter's own host, and services
 * that hand out credentials to any program on a cloud's virtual machine. IPv6 ranges that embed IPv4 addresses are
 * among them, since such an address may lead to one of the others.
 */
const SPECIAL_RANGES: Readonly<Record<string, readonly string[]>> = {
  'a loopback address': ['127.0.0.0/8', '::1'],
  'an unspecified address': ['0.0.0.0/8', '::'],
  'a link-local address': ['169.254.0.0/16', 'fe80::/10'],
  'an address of a metadata service': [
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fd00:42::42',
  ],
  'a multicast or broadcast address': ['224.0.0.0/4', '255.255.255.255', 'ff00::/8'],
  'an IPv6 address that embeds an IPv4 address': [
    '::/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '2002::/16',
    '::ffff:0:0:0/96',
    '2001::/32',
  ],
};

const specialNetworks = Object.entries(SPECIAL_RANGES).flatMap(([name, networks]) =>
  networks.map((text) => {
    const network = parseNetwork(text);
    if (network === undefined) throw new TypeError(text);
    return { name, ...network, has: createNetworkSet([network]).has };
  }),
);

const allSpecial = createNetworkSet(specialNetworks);

/** What a special address is, as a noun phrase; `undefined` for an ordinary one. */
export const specialRangeOf = (address: string): string | undefined =>
  // Nearly all addresses are ordinary, and each check takes time in every probe.
  allSpecial.has(address) ? specialNetworks.find(({ has }) => has(address))?.name : undefined;

/** Whether a network lies within a special range, so that it was written for that range. */
export const isWithinSpecialRange = ({ address, prefix }: Network): boolean =>
  specialNetworks.some(
    (range) => familyOf(range.address) === familyOf(address) && prefix >= range.prefix && range.has(address),
  );
