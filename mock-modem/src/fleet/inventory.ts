import { isIPv4 } from 'node:net';
import * as v from 'valibot';

/** The largest number of simulated modems besides the first. */
export const FLEET_LIMIT = 10_000;

/** The size and the addresses of a fleet. */
export interface FleetSettings {
  /** Number of modems. */
  readonly size: number;
  /** Lines per site; the last site may have fewer. */
  readonly siteSize: number;
  /** Modem `n` has the n-th address of this network, if this machine has it. */
  readonly network: Network;
}

/** A modem of the fleet, as an inventory lists it. */
export interface FleetModem {
  /** From 1. */
  readonly number: number;
  /** Name of the line: the site and the number of the line there, such as `Mill Lane/07`. */
  readonly line: string;
  readonly site: string;
  /** IPv4 address. */
  readonly address: string;
}

/** An IPv4 network. */
export interface Network {
  /** The network address as a number. */
  readonly first: number;
  /** Length of the prefix, 8 to 30. */
  readonly prefix: number;
}

const STREETS = [
  'Mill Lane',
  'Station Road',
  'Church Street',
  'High Street',
  'Victoria Road',
  'Park Avenue',
  'Orchard Way',
  'Bridge Street',
  'Hillside',
  'Meadow View',
  'Chapel Lane',
  'Kings Court',
  'North Street',
  'The Crescent',
  'Riverside',
  'Manor Farm',
  'School Lane',
  'Old Quay',
  'West End',
  'Green Lane',
];

const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
const addressesOf = ({ prefix }: Network): number => 2 ** (32 - prefix);

/** An IPv4 network in CIDR notation, such as `127.1.0.0/16`. */
export const networkText = v.pipe(
  v.string(),
  v.regex(/^[\d.]+\/(?:[89]|[12]\d|30)$/),
  v.transform((text): Network => {
    const [address = '', prefix] = text.split('/');
    return { first: isIPv4(address) ? toNumber(address) : Number.NaN, prefix: Number(prefix) };
  }),
  v.check((network) => network.first % addressesOf(network) === 0),
);

/** A network in CIDR notation. */
export const formatNetwork = ({ first, prefix }: Network): string => `${toAddress(first)}/${prefix}`;

/** The number of modems that a network has addresses for: all but the network's own and the broadcast address. */
export const roomIn = (network: Network): number => addressesOf(network) - 2;

/** The fleet if nothing else is configured. */
export const DEFAULT_FLEET: FleetSettings = {
  size: 100,
  siteSize: 20,
  network: { first: toNumber('127.1.0.0'), prefix: 16 },
};

/** The names of the sites, in order. */
export const sitesOf = ({ size, siteSize }: FleetSettings): string[] =>
  Array.from({ length: Math.ceil(size / siteSize) }, (_, index) => siteName(index));

/** A street for the first twenty sites, a street and a number for the others. */
function siteName(index: number): string {
  const street = STREETS[index % STREETS.length] ?? '';
  const round = Math.floor(index / STREETS.length);
  return round === 0 ? street : `${street} ${round + 1}`;
}

/** The modem of a number; undefined if there is none. */
export function fleetModem(settings: FleetSettings, number: number): FleetModem | undefined {
  const { size, siteSize, network } = settings;
  if (!Number.isInteger(number) || number < 1 || number > size) return undefined;
  const site = siteName(Math.floor((number - 1) / siteSize));
  const line = `${site}/${String(positionOf(settings, number)).padStart(2, '0')}`;
  return { number, line, site, address: toAddress(network.first + number) };
}

/** The position of a modem among those of its site, from 1. */
export const positionOf = ({ siteSize }: FleetSettings, number: number): number =>
  ((number - 1) % siteSize) + 1;

/** The number of the modem at a local address of a connection; undefined if the address is no modem of the fleet. */
export function numberAt({ size, network }: FleetSettings, address: string): number | undefined {
  const plain = address.replace(/^::ffff:/, '');
  if (!isIPv4(plain)) return undefined;
  const number = toNumber(plain) - network.first;
  return number >= 1 && number <= size ? number : undefined;
}
