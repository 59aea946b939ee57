import * as v from 'valibot';

/** One line of text without control characters, such as a password or a user name. */
export const oneLine = v.pipe(v.string(), v.regex(/^[^\p{Cc}]+$/u));

/** Name of a line, as messages, pages and dashboards call it: the label `instance` of its target. */
export const lineName = v.pipe(oneLine, v.trim(), v.minLength(1), v.maxLength(64));
/** What {@link lineName} expects, for messages. */
export const LINE_NAME = 'a name of at most 64 characters without line breaks';
/** Name of a line that has no other. */
export const DEFAULT_LINE_NAME = 'HG612';

/** A switch. */
export const onOrOff = v.picklist(['on', 'off']);
/** What {@link onOrOff} expects, for messages. */
export const ON_OR_OFF = 'on or off';

/** A whole number in decimal digits within bounds. */
export const wholeNumber = (minimum: number, maximum: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number), v.minValue(minimum), v.maxValue(maximum));

/** A number with an optional decimal fraction, within bounds. */
export const decimal = (minimum: number, maximum: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,15}(?:\.\d{1,15})?$/),
    v.transform(Number),
    v.minValue(minimum),
    v.maxValue(maximum),
  );

const SECONDS = { y: 365 * 86_400, w: 7 * 86_400, d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 } as const;

/** A duration as flags of Prometheus take it, such as `1d12h`, in seconds. */
export const prometheusDuration = v.pipe(
  v.string(),
  v.regex(/^(?!$)(?:0|(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?)$/),
  v.transform((text) =>
    text.matchAll(/(\d+)(ms|[ywdhms])/g).reduce((sum, [, count, unit]) => {
      return sum + Number(count) * SECONDS[unit as keyof typeof SECONDS];
    }, 0),
  ),
);
/** What {@link prometheusDuration} expects, for messages. */
export const PROMETHEUS_DURATION = 'a duration such as 400d or 1y';

/** A size as flags of Prometheus take it. */
export const prometheusSize = v.pipe(v.string(), v.regex(/^(?:0|(?:\d+(?:\.\d+)?(?:[KMGTPE]i?)?B)+)$/));
/** What {@link prometheusSize} expects, for messages. */
export const PROMETHEUS_SIZE = 'a size such as 512MB or 5GB';

/** Days of the mock modem's history. */
export const historyDays = wholeNumber(0, 366);
/** What {@link historyDays} expects, for messages. */
export const HISTORY_DAYS = 'a whole number of days from 0 to 366';

/** A TCP port to listen on; 0 takes a free one. */
export const listenPort = wholeNumber(0, 65_535);

/** Levels of the log, from most to least verbose. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** One of {@link LOG_LEVELS}. */
export const logLevel = v.picklist(LOG_LEVELS);

/** A URL to which paths are appended: http or https; no credentials, query, fragment or trailing slash. */
export const baseUrl = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^https?:\/\/[^\s@?#]+$/i),
  v.check((text) => URL.canParse(text)),
  v.transform((text) => new URL(text).href.replace(/\/+$/, '')),
);
/** What {@link baseUrl} expects, for messages. */
export const BASE_URL = 'a URL that begins with http:// or https://, without user name and password';
