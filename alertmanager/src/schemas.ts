import * as v from 'valibot';
import { oneLine } from '../../lib/schemas.ts';
import { isTimeZone } from '../../lib/time-zone.ts';

/** Alertmanager expands many settings as templates, so text with double braces would be executed. */
const noTemplate = v.regex(/^(?!.*(?:\{\{|\}\}))/s);

/** An http or https URL, unchanged. */
export const httpUrl = v.pipe(
  oneLine,
  noTemplate,
  v.regex(/^https?:\/\/\S+$/i),
  v.check((text) => URL.canParse(text) && new URL(text).hostname !== ''),
);
/** What {@link httpUrl} and {@link baseUrl} expect, for messages. */
export const HTTP_URL = 'a URL that begins with https:// or http://';

/** A URL to which links append a path: no query, no fragment, no trailing slash. */
export const baseUrl = v.pipe(
  httpUrl,
  v.transform((text) => new URL(text)),
  v.check((url) => url.search === '' && url.hash === '' && url.username === ''),
  v.transform((url) => url.href.replace(/\/+$/, '')),
);

const atom = String.raw`[\w!#$%&'*+/=?^\x60|~-]+`;
const address = String.raw`${atom}(?:\.${atom})*@${atom}(?:\.${atom})*`;
const mailbox = String.raw`(?:${address}|[^@,<>{}"\p{Cc}]+ <${address}>)`;

/** One mail address, plain or as `Name <address>`. */
export const mailAddress = v.pipe(
  v.string(),
  v.trim(),
  v.regex(new RegExp(`^${mailbox}$`, 'u')),
  v.transform(asHeader),
);

/** Comma-separated mail addresses. */
export const mailAddresses = v.pipe(
  v.string(),
  v.trim(),
  v.regex(new RegExp(String.raw`^${mailbox}(?:\s*,\s*${mailbox})*$`, 'u')),
  v.transform((text) => text.split(',').map(asHeader).join(', ')),
);

/** A mailbox as in a mail header: the name plain, quoted, or encoded if it is not ASCII (RFC 2047). */
function asHeader(text: string): string {
  const [, name, rest] = /^\s*(.+?) +(<.*>)\s*$/.exec(text) ?? [];
  if (name === undefined) return text.trim();
  if (/^[\w!#$%&'*+/=?^`|~. -]+$/.test(name)) return `${name} ${rest}`;
  if (/^[ -~]+$/.test(name)) return `"${name.replaceAll('\\', String.raw`\\`)}" ${rest}`;
  // An encoded word has at most 75 characters: 11 characters of the name, of up to 4 bytes each.
  const encoded = (name.match(/.{1,11}/gu) ?? []).map(
    (part) => `=?utf-8?b?${Buffer.from(part).toString('base64')}?=`,
  );
  return `${encoded.join(' ')} ${rest}`;
}

/** `host:port`, an IPv6 address in brackets. */
export const hostAndPort = v.pipe(
  v.string(),
  v.regex(/^(?:\[[\da-f:.]+\]|[^\s:/@[\]{}]+):\d{1,5}$/i),
  v.transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
  }),
  v.check(({ port }) => port >= 1 && port <= 65_535),
);

/** A nonzero integer that fits both Alertmanager's int64 and a JavaScript number. */
export const wholeNumber = v.pipe(
  v.string(),
  v.regex(/^-?\d{1,16}$/),
  v.transform(Number),
  v.check((number) => Number.isSafeInteger(number) && number !== 0),
);

/** PEM certificates. */
export const certificate = v.pipe(v.string(), v.regex(/^-----BEGIN CERTIFICATE-----$/m));
/** What {@link certificate} expects, for messages. */
export const CERTIFICATE = 'a file with a PEM certificate';

/** An IANA time zone name. Alertmanager silently uses UTC for an unknown one. */
export const timeZone = v.pipe(v.string(), v.check(isTimeZone));
