import * as v from 'valibot';
import type { YamlPath } from '../../../lib/yaml-file.ts';
import { anyMapping, mapping } from '../../../lib/yaml-schema.ts';
import { CIPHER_SUITES, CURVES, TLS_VERSIONS } from './tls-names.ts';

/** Any scalar, as its text. */
const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()], 'a text'), v.transform(String));

const text = v.nullish(scalar);

/** A name from a table; its value is what the table has. */
const nameIn = <Value>(table: Readonly<Record<string, Value>>) => {
  const names = Object.keys(table);
  return v.pipe(
    v.picklist(names, `one of ${names.join(', ')}`),
    v.transform((name) => table[name] as Value),
  );
};

const namesIn = <Value>(table: Readonly<Record<string, Value>>) =>
  v.nullish(v.array(nameIn(table), 'a list'));

const section = <Fields extends v.ObjectEntries>(fields: Fields) => v.optional(v.nullable(mapping(fields)));

/** Milliseconds of each unit of a duration in Go. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const DURATION = 'a duration such as 100ms or 1m30s; 0 switches the limit off';

/** A duration in Go's notation, in milliseconds. */
const duration = v.pipe(
  v.union([v.string(), v.literal(0)], DURATION),
  v.transform(String),
  v.regex(/^(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|ms|s|m|h))+)$/, DURATION),
  v.transform((written) =>
    written
      .matchAll(/([\d.]+)([^\d.]+)/g)
      .reduce((total, [, number, unit]) => total + Number(number) * (UNITS[unit ?? ''] ?? 0), 0),
  ),
);

/** The highest cost of a hash. Each step doubles the time: 16 takes several seconds. */
const MAX_COST = 16;

const bcryptHash = v.pipe(
  v.string('a bcrypt hash'),
  v.regex(
    /^\$2[aby]?\$\d\d\$[./A-Za-z0-9]{53}$/,
    'a bcrypt hash of 59 or 60 characters, such as `htpasswd -nBC 10 ""` prints (not the password itself)',
  ),
  v.check((hash) => {
    const cost = costOf(hash);
    return Number.isNaN(cost) || (cost >= 4 && cost <= MAX_COST);
  }, `a bcrypt hash with a cost from 4 to ${MAX_COST}`),
);

/** The cost of a bcrypt hash: verification takes 2^cost rounds. */
export const costOf = (hash: string): number => Number(/^\$2.?\$(\d\d)/.exec(hash)?.[1]);

/** Header values: bytes that HTTP allows, in one line. */
const headerValue = v.optional(
  v.pipe(scalar, v.regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value in one line')),
);

/** The headers that can be set. */
const headers = mapping({
  'Content-Security-Policy': headerValue,
  'X-Frame-Options': v.optional(v.picklist(['deny', 'sameorigin'], 'deny or sameorigin')),
  'X-Content-Type-Options': v.optional(v.literal('nosniff', 'nosniff')),
  'X-XSS-Protection': headerValue,
  'Strict-Transport-Security': headerValue,
});

/** The web configuration file of Prometheus' exporter-toolkit. */
export const webConfigSchema = mapping({
  tls_server_config: section({
    cert: text,
    key: text,
    client_ca: text,
    cert_file: text,
    key_file: text,
    client_ca_file: text,
    client_auth_type: text,
    client_allowed_sans: v.nullish(v.array(scalar, 'a list')),
    min_version: v.nullish(nameIn(TLS_VERSIONS)),
    max_version: v.nullish(nameIn(TLS_VERSIONS)),
    cipher_suites: namesIn(CIPHER_SUITES),
    curve_preferences: namesIn(CURVES),
    prefer_server_cipher_suites: v.nullish(v.boolean('true or false')),
  }),
  http_server_config: section({
    http2: v.nullish(v.boolean('true or false')),
    headers: v.optional(v.nullable(headers)),
  }),
  basic_auth_users: v.nullish(
    v.pipe(anyMapping('a mapping of user names to bcrypt hashes'), v.record(v.string(), bcryptHash)),
    {},
  ),
  rate_limit: section({
    interval: v.nullish(duration, 0),
    burst: v.nullish(v.pipe(v.number('a whole number'), v.integer('a whole number')), 0),
  }),
});

/** The file as it was read. */
type WebConfigFile = v.InferOutput<typeof webConfigSchema>;
/** The section `tls_server_config`. */
export type TlsSection = NonNullable<WebConfigFile['tls_server_config']>;

/** Private keys and password hashes. */
export const isSecret = ([top, field]: YamlPath): boolean =>
  top === 'basic_auth_users' || (top === 'tls_server_config' && field === 'key');
