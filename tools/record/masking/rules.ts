import { isIPv4, isIPv6 } from 'node:net';

/** One kind of thing that identifies a household, how it looks, and what stands in its place. */
export interface MaskRule {
  /** In a person's words: `MAC address`. */
  readonly kind: string;
  /** Global. A group named `value` is what is masked; without one, all of the match. */
  readonly pattern: RegExp;
  /** The stand-in: of the same form, so that a parser takes it as it would take the real one. */
  readonly replacement: string;
  /** Whether a match is what it looks like; every match, unless told otherwise. */
  readonly isMeant?: (value: string) => boolean;
}

/** Addresses from the ranges that are set aside for documentation. */
const SOME_IPV4 = '192.0.2.1';
const SOME_IPV6 = '2001:db8::1';
const SOME_MAC = '02:00:00:00:00:01';

const isSomeones = (mac: string): boolean => !/^(?:0+|f+)$/i.test(mac.replaceAll(/[^\da-f]/gi, ''));

/** A value behind a name: `Serial Number : X`, `var SerialNumber = "X"`, `"serial": "X"`. */
const named = (name: string): RegExp =>
  new RegExp(String.raw`\b(?:${name})["']?\s*[:=]\s*["']?(?<value>[^\s"'<>,;=]+)`, 'gi');

/** In the order in which they are looked for: a MAC address could pass for part of an IPv6 address. */
export const maskRules: readonly MaskRule[] = [
  {
    kind: 'MAC address',
    pattern:
      /(?<![\da-f:-])[\da-f]{2}(?<separator>[:-])(?:[\da-f]{2}\k<separator>){4}[\da-f]{2}(?![\da-f:-])/gi,
    replacement: SOME_MAC,
    isMeant: isSomeones,
  },
  {
    kind: 'MAC address',
    pattern: /(?<![\da-f.-])[\da-f]{4}(?<separator>[-.])[\da-f]{4}\k<separator>[\da-f]{4}(?![\da-f.-])/gi,
    replacement: SOME_MAC,
    isMeant: isSomeones,
  },
  {
    kind: 'MAC address',
    pattern: /(?<![\w.])(?=\d*[a-f])(?=[a-f]*\d)[\da-f]{12}(?![\w.])/gi,
    replacement: SOME_MAC,
    isMeant: isSomeones,
  },
  {
    kind: 'IPv6 address',
    pattern: /(?<![\w:.])[\da-f]{0,4}:[\da-f:]*:[\da-f:.]*(?![\w:])/gi,
    replacement: SOME_IPV6,
    isMeant: (value) => isIPv6(value) && value !== '::' && value !== '::1',
  },
  {
    kind: 'IPv4 address',
    pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/g,
    replacement: SOME_IPV4,
    // Nobody's: "any", the modem itself, netmasks.
    isMeant: (value) => isIPv4(value) && !/^(?:0\.|127\.|255\.)/.test(value),
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
    // Huawei's have 16 or 20 characters: digits, and a letter or two among them.
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

/** Shorter ones would be found in half of all words. */
const SHORTEST_KNOWN = 4;

/**
 * A rule for a text that is known to identify: the modem's host name, the login. Whole words only. None for a text
 * too short to be told from others, or that every modem has.
 */
export function knownText(kind: string, text: string, replacement: string): MaskRule[] {
  if (text.length < SHORTEST_KNOWN || COMMON.has(text.toLowerCase())) return [];
  return [
    { kind, pattern: new RegExp(String.raw`(?<![\w-])${RegExp.escape(text)}(?![\w-])`, 'gi'), replacement },
  ];
}

/** The firmware's own logins, and names that say nothing. */
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
