import { isIPv6 } from 'node:net';
import { remembered } from '../../../lib/remembered.ts';
import { parseModemUrl, telnetAddress } from '../../../modem/src/target.ts';
import { withoutMapping } from './address.ts';

/** The host that a probe reads, in canonical form: however it is written, the same modem is the same target. */
export interface ProbeTarget {
  /** A name in lower case without a dot at its end, or an IP address without brackets. */
  readonly host: string;
  /** Port of the pages; `undefined` where it is the module's. */
  readonly port: number | undefined;
}

/** More than the modems of an exporter, each of which is probed again and again. */
const MAX_REMEMBERED = 2048;

/** More than a host name (253 characters), a scheme and a port. */
const MAX_LENGTH = 300;

/**
 * Parses a target: `192.168.1.1`, `modem-7.lan`, `modem:8080`, `http://192.168.1.1/`.
 *
 * @returns the target, or what was expected instead
 */
export const parseProbeTarget = (text: string): ParsedTarget =>
  text.length > MAX_LENGTH ? { expected: `at most ${MAX_LENGTH} characters` } : parse(text);

type ParsedTarget = { readonly value: ProbeTarget } | { readonly expected: string };

const parse = remembered((text): ParsedTarget => {
  const parsed = parseModemUrl(text);
  if ('expected' in parsed) return parsed;
  const authority = text.replace(/^[a-z]+:\/\//i, '');
  if (!/^[^/]*\/?$/.test(authority)) return { expected: 'a host, or a host and a port, without a path' };
  const host = withoutMapping(parsed.value.hostname.replaceAll(/^\[|\]$|\.$/g, ''));
  const hasPort = !isIPv6(authority.replace(/\/$/, '')) && /:\d+\/?$/.test(authority);
  return { value: { host, port: hasPort ? Number(parsed.value.port || 80) : undefined } };
}, MAX_REMEMBERED);

/** The target as the parameter of a probe. */
export const targetText = ({ host, port }: ProbeTarget): string =>
  port === undefined ? host : telnetAddress({ host, port });

/** `host:port` of the pages: one text for each modem. */
export const targetAddress = ({ host, port }: ProbeTarget, defaultPort: number): string =>
  telnetAddress({ host, port: port ?? defaultPort });
