import { isIPv4, isIPv6 } from 'node:net';

/** One kind of personal data, its pattern and its replacement. */
export interface MaskRule {
  /** Shown to the user: `MAC address`. */
  readonly kind: string;
  /** Global. The group `value` is masked, or the whole match if there is no such group. */
  readonly pattern: RegExp;
  /** Has the same form, so that a parser reads it as it would read the original. */
  readonly replacement: string;
  /** Whether a match is masked; by default, every match is. */
  readonly accepts?: (value: string) => boolean;
}

/** Addresses from the ranges for documentation. */
const EXAMPLE_IPV4 = '192.0.2.1';
const EXAMPLE_IPV6 = '2001:db8::1';
const EXAMPLE_MAC = '02:00:00:00:00:01';

const isDeviceAddress = (mac: string): boolean => !/^(?:0+|f+)$/i.test(mac.replaceAll(/[^\da-f]/gi, ''));

/** A value after a name: `Serial Number : X`, `var SerialNumber = "X"`, `"serial": "X"`. */
const named = (name: string): RegExp =>
  new RegExp(String.raw`\b(?:${name})["']?\s*[:=]\s*["']?(?<value>[^\s"'<>,;=]+)`, 'gi');

/** In this order, because a MAC address can look like part of an IPv6 address. */
export const maskRules: readonly MaskRule[] = [
  {
    kind: 'MAC address',
    pattern:
      /(?<![\da-f:-])[\da-f]{2}(?<separator>[:-])(?:[\da-f]{2}\k<separator>){4}[\da-f]{2}(?![\da-f:-])/gi,
    replacement: EXAMPLE_MAC,
    accepts: isDeviceAddress,
  },
  {
    kind: 'MAC address',
    pattern: /(?<![\da-f.-])[\da-f]{4}(?<separator>[-.])[\da-f]{4}\k<separator>[\da-f]{4}(?![\da-f.-])/gi,
    replacement: EXAMPLE_MAC,
    accepts: isDeviceAddress,
  },
  {
    kind: 'MAC address',
    pattern: /(?<![\w.])(?=\d*[a-f])(?=[a-f]*\d)[\da-f]{12}(?![\w.])/gi,
    replacement: EXAMPLE_MAC,
    accepts: isDeviceAddress,
  },
  {
    kind: 'IPv6 address',
    pattern: /(?<![\w:.])[\da-f]{0,4}:[\da-f:]*:[\da-f:.]*(?![\w:])/gi,
    replacement: EXAMPLE_IPV6,
    accepts: (value) => isIPv6(value) && value !== '::' && value !== '::1',
  },
  {
    kind: 'IPv4 address',
    pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/g,
    replacement: EXAMPLE_IPV4,
    // Not the unspecified address, loopback addresses and netmasks.
    accepts: (value) => isIPv4(value) && !/^(?:0\.|127\.|255\.)/.test(value),
  },
  {
    kind: 'e-mail address or dial-in name',
    pattern: /[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)*/gi,
    replacement: 'user@example.invalid',
  },
  {
    kind: 'serial number',
    pattern: named(String.raw`serial[ _-]?(?:number|num|no)?\.?|s/n|sn`),
    replacement: 'SERIAL',
  },
  {
    // Huawei's serial numbers have 16 or 20 characters: digits with one or two letters.
    kind: 'serial number',
    pattern: /(?<![\w.])(?=(?:[A-Z]*\d){10})(?=\d*[A-Z])[\dA-Z]{16,20}(?![\w.])/g,
    replacement: 'SERIAL',
  },
  {
    kind: 'user name',
    pattern: named(String.raw`(?:ppp|ppoe|pppoe|wan|dsl)?[ _-]?(?:user|login|account)(?:[ _-]?(?:name|id))?`),
    replacement: 'user',
  },
  {
    kind: 'password',
    pattern: named(String.raw`\w*(?:passw(?:or)?d|passphrase|secret)|psk|wpa[ _-]?key`),
    replacement: 'password',
  },
  {
    kind: 'host name',
    pattern: named(String.raw`host[ _-]?name|host|domain[ _-]?name`),
    replacement: 'host',
  },
  { kind: 'network name', pattern: named('e?ssid'), replacement: 'network' },
  {
    kind: 'line or circuit number',
    pattern: named(
      String.raw`(?:circuit|line|customer|subscriber|access[ _-]?line)[ _-]?(?:id|number|no)|phone(?:[ _-]?(?:number|no))?`,
    ),
    replacement: 'LINE',
  },
];

/** Shorter texts occur in ordinary words. */
const MIN_KNOWN_LENGTH = 4;

/**
 * A rule for a text that is known to be personal, such as the modem's host name. Matches whole words only. None for a
 * text that is too short, or the same on many modems.
 */
export function knownText(kind: string, text: string, replacement: string): MaskRule[] {
  if (text.length < MIN_KNOWN_LENGTH || COMMON.has(text.toLowerCase())) return [];
  return [
    { kind, pattern: new RegExp(String.raw`(?<![\w-])${RegExp.escape(text)}(?![\w-])`, 'gi'), replacement },
  ];
}

/** Default logins of the firmware, and generic names. */
const COMMON: ReadonlySet<string> = new Set([
  'admin',
  'root',
  'user',
  'password',
  'localhost',
  'modem',
  'huawei',
  'hg612',
]);
