import { isIPv4, isIPv6 } from 'node:net';
import * as v from 'valibot';
import type { Variables } from '../../lib/environment.ts';
import { decimal, oneLine } from '../../lib/schemas.ts';
import { xdslStatus } from './collectors/xdsl-status.ts';
import { type LayoutChoice, layoutChoices } from './line/status.ts';

/** A telnet shell and the login for it. */
export interface TelnetTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Bound on what a command may print. */
  readonly maxCommandBytes?: number;
}

/** A modem to read. */
export interface ModemTarget {
  /** Base URL of the modem's pages, without a slash at the end of its path. */
  readonly url: URL;
  /** The IP address to connect to, for pages and shell; without it, the names in `url` and `telnet` are resolved. */
  readonly address?: string;
  /** `undefined` when telnet is off. */
  readonly telnet: TelnetTarget | undefined;
  readonly layout: LayoutChoice;
  /** Bound on one read, in seconds. */
  readonly timeoutSeconds: number;
}

/** The whole address of a page of the modem. */
export const pageUrl = ({ url }: Pick<ModemTarget, 'url'>, path: string): URL =>
  new URL(url.href.replace(/\/+$/, '') + path);

/** `host:port` of a telnet shell, for people; an IPv6 address in brackets. */
export const telnetAddress = ({ host, port }: Pick<TelnetTarget, 'host' | 'port'>): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

const DEFAULT_URL = 'http://192.168.1.1';
const DEFAULT_TELNET_PORT = 23;

/** `http/`, `http:/`, `http:192.168.1.1`, but not a host of that name with a port. */
const MISTYPED_SCHEME = /^https?(?:\/|:(?!\d+(?:\/|$)))/i;

/** Prefixes of the variables that {@link readTarget} reads. */
export const TARGET_PREFIXES = ['MODEM_', 'XDSL_'] as const;

/**
 * Reads a target from `MODEM_URL`, `MODEM_TELNET`, `MODEM_USERNAME`, `MODEM_PASSWORD` (or `MODEM_PASSWORD_FILE`),
 * `MODEM_TIMEOUT_SECONDS` and `XDSL_STATUS_LAYOUT`.
 *
 * For use inside `readEnvironment`, which throws when a variable is invalid: only then is a field undefined.
 */
export function readTarget(variables: Variables): ModemTarget {
  const url = read(variables, 'MODEM_URL', parseModemUrl, DEFAULT_URL);
  const shell = read(variables, 'MODEM_TELNET', parseTelnetAddress);
  const username = variables.withDefault('MODEM_USERNAME', 'admin', 'one line of text', oneLine);
  const password = variables.secret('MODEM_PASSWORD', 'one line of text', oneLine) ?? 'admin';
  return Object.freeze({
    url,
    telnet: shell && Object.freeze({ ...shell, username, password }),
    layout: variables.withDefault(
      'XDSL_STATUS_LAYOUT',
      'auto',
      'auto, documented or shifted',
      v.picklist(layoutChoices),
    ),
    timeoutSeconds: variables.withDefault(
      'MODEM_TIMEOUT_SECONDS',
      '8',
      'a number of seconds from 0.5 to 120',
      decimal(0.5, 120),
    ),
  }) as ModemTarget;
}

/** A value, or what was expected instead of the text. */
type Result<T> = { readonly value: T } | { readonly expected: string };

function read<T>(
  variables: Variables,
  name: string,
  parse: (text: string) => Result<T>,
  fallback?: string,
): T | undefined {
  const text = variables.optional(name, 'text', v.string()) ?? fallback;
  const result = text === undefined ? undefined : parse(text.trim());
  if (result === undefined || 'value' in result) return result?.value;
  variables.problem(name, result.expected);
  return undefined;
}

/**
 * Parses the address of a modem's pages. A bare host, a port, a trailing slash and the address of the status page
 * itself are accepted: `192.168.1.1`, `modem:8080`, `http://modem/html/status/xdslStatus.asp`.
 */
export function parseModemUrl(text: string): Result<URL> {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  if (scheme !== '' && scheme.toLowerCase() !== 'http') {
    return { expected: 'an address that begins with http://, the only protocol of the status page' };
  }
  if (MISTYPED_SCHEME.test(rest)) return { expected: `http:// at the beginning, such as ${DEFAULT_URL}` };
  if (rest.includes('@')) return { expected: 'an address without user name and password' };
  if (/[?#]/.test(rest)) return { expected: 'an address without ? and #, such as http://192.168.1.1' };
  const authority = /^[^/]*/.exec(rest)?.[0] ?? '';
  const host = parseHostAndPort(authority, 80);
  if ('expected' in host) return { expected: `${host.expected}, such as http://192.168.1.1` };
  const path = rest.slice(authority.length).replace(xdslStatus.source.path, '').replace(/\/+$/, '');
  const url = URL.parse(`http://${telnetAddress(host.value)}${path}`);
  return url === null ? { expected: `an address such as ${DEFAULT_URL}` } : { value: url };
}

/** Parses the address of a telnet shell: `192.168.1.1`, `modem:2323`, `telnet://modem:23`, `[fe80::1]:23`. */
function parseTelnetAddress(text: string): Result<{ host: string; port: number }> {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  if (scheme !== '' && scheme.toLowerCase() !== 'telnet') {
    return { expected: `host or host:port of the telnet shell, not an address of ${scheme.toLowerCase()}` };
  }
  if (rest.includes('@')) {
    return {
      expected: 'an address without user name and password, which go in MODEM_USERNAME and MODEM_PASSWORD',
    };
  }
  const host = parseHostAndPort(rest.replace(/\/$/, ''), DEFAULT_TELNET_PORT);
  return 'expected' in host ? { expected: `${host.expected}, such as 192.168.1.1:23` } : host;
}

/** `host`, `host:port`, `[IPv6]:port` or a bare IPv6 address. */
function parseHostAndPort(text: string, defaultPort: number): Result<{ host: string; port: number }> {
  if (isIPv6(text)) return { value: { host: text, port: defaultPort } };
  const [, bracketed, name, portText] = /^(?:\[([^\]]*)\]|([^[\]:]*))(?::(.*))?$/s.exec(text) ?? [];
  const host = bracketed ?? name;
  if (host === undefined) return { expected: 'a host, or a host and a port' };
  if (host === '') return { expected: 'a host' + (portText === undefined ? '' : ' before the port') };
  if (bracketed !== undefined && !isIPv6(bracketed)) return { expected: 'an IPv6 address in brackets' };
  if (/^\d+$/.test(host)) return { expected: 'a host name or an IP address, not a number alone' };
  if (/^[\d.]+$/.test(host) && !isIPv4(host))
    return { expected: 'four numbers from 0 to 255 in an IPv4 address' };
  if (name !== undefined && !/^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.?$/u.test(name)) {
    return { expected: 'a host name or an IP address' };
  }
  if (portText === undefined) return { value: { host, port: defaultPort } };
  if (portText === '') return { expected: 'a port number after the colon' };
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > 65_535) return { expected: 'a port from 1 to 65535' };
  return { value: { host, port } };
}
