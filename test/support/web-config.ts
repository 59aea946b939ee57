import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, createCertificate } from './certificates.ts';

/** bcrypt hashes with a low cost, so that tests are fast. */
export const PASSWORDS = {
  alice: { password: 'correct horse', hash: '$2y$04$/xHZWfAx.HEjueiu3Ehrw.WI7nLE18v62.KYs5XipTLMhTha2F9HC' },
};

/** A folder with certificates and keys for a web configuration file. */
export interface WebConfigFolder extends AsyncDisposable {
  readonly path: string;
  /** The text of one of the folder's PEM files. */
  readonly pem: Readonly<Record<string, string>>;
  /** Writes the web configuration file. */
  write(text: string): Promise<void>;
  /** The web configuration file. */
  readonly file: string;
}

/**
 * Creates the folder: `server`, `client`, `stranger` (signed by another CA) and `expired`, each `.pem` and `.key`, and
 * `ca.pem`.
 */
export async function createWebConfigFolder(): Promise<WebConfigFolder> {
  const ca = await createAuthority('test CA');
  const other = await createAuthority('other CA');
  const sans = [
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '127.0.0.1' },
  ] as const;
  const clientSans = [
    { type: 'dns', value: 'client.example' },
    { type: 'ip', value: '2001:db8::1' },
    { type: 'email', value: 'ops@client.example' },
    { type: 'url', value: 'spiffe://client.example/prometheus' },
  ] as const;
  const created = {
    server: await createCertificate({ name: 'exporter', issuer: ca, sans }),
    renewed: await createCertificate({ name: 'renewed exporter', issuer: ca, sans }),
    rsa: await createCertificate({ name: 'exporter with RSA', issuer: ca, sans, algorithm: 'rsa' }),
    client: await createCertificate({ name: 'client', issuer: ca, sans: clientSans }),
    stranger: await createCertificate({ name: 'stranger', issuer: other, sans: clientSans }),
    expired: await createCertificate({ name: 'expired', issuer: ca, sans, days: -1 }),
    future: await createCertificate({ name: 'future', issuer: ca, sans, fromDays: 1 }),
  };
  const pem: Record<string, string> = { 'ca.pem': ca.cert, 'other-ca.pem': other.cert };
  for (const [name, { cert, key }] of Object.entries(created)) {
    pem[`${name}.pem`] = cert;
    pem[`${name}.key`] = key;
  }
  const path = await mkdtemp(join(tmpdir(), 'hg612-web-config-'));
  await Promise.all(Object.entries(pem).map(([name, text]) => writeFile(join(path, name), text)));
  const file = join(path, 'web.yml');
  return {
    path,
    pem,
    file,
    write: (text) => writeFile(file, text),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A web configuration file with one problem. */
interface InvalidFile {
  readonly name: string;
  readonly text: string;
  /** What is reported, without the name of the file. */
  readonly problem: string;
  /** Why exporter-toolkit accepts the file; unless it refuses it too. */
  readonly toolkitAccepts?: string;
}

const TLS = 'tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n';
const ONLY_HANDSHAKES = 'every handshake would fail';

export const invalidFiles: readonly InvalidFile[] = [
  { name: 'not a mapping', text: 'junk\n', problem: ':1:1: expected a mapping, found "junk"' },
  {
    name: 'an unknown section',
    text: 'basic_auth_user: {}\n',
    problem: ':1:1: basic_auth_user: unknown field; did you mean basic_auth_users?',
  },
  {
    name: 'an unknown field',
    text: `${TLS}  cert_fil: x\n`,
    problem: ':4:3: tls_server_config.cert_fil: unknown field; did you mean cert_file?',
  },
  { name: 'a repeated field', text: `${TLS}  key_file: x\n`, problem: ':4:3: Map keys must be unique' },
  {
    name: 'no key',
    text: 'tls_server_config:\n  cert_file: server.pem\n',
    problem: ':2:3: tls_server_config.key: missing; set key or key_file',
  },
  {
    name: 'no certificate',
    text: 'tls_server_config:\n  key_file: server.key\n',
    problem: ':2:3: tls_server_config.cert: missing; set cert or cert_file',
  },
  {
    name: 'settings without a certificate',
    text: 'tls_server_config:\n  client_auth_type: RequireAnyClientCert\n  cert_file: ""\n  key_file: server.key\n',
    problem: ':2:3: tls_server_config.cert: missing; set cert or cert_file',
  },
  {
    name: 'a version without a certificate',
    text: 'tls_server_config:\n  min_version: TLS13\n  key_file: server.key\n',
    problem: ':2:3: tls_server_config.cert: missing; set cert or cert_file',
  },
  {
    name: 'a certificate file that does not exist',
    text: 'tls_server_config:\n  cert_file: missing.pem\n  key_file: server.key\n',
    problem: ':2:14: tls_server_config.cert_file: cannot read "missing.pem": no such file',
  },
  {
    name: 'a directory as key file',
    text: 'tls_server_config:\n  cert_file: server.pem\n  key_file: ./\n',
    problem: ':3:13: tls_server_config.key_file: cannot read "./": is a directory',
  },
  {
    name: 'a key as certificate',
    text: 'tls_server_config:\n  cert_file: server.key\n  key_file: server.key\n',
    problem: ':2:14: tls_server_config.cert_file: expected a certificate in PEM format',
  },
  {
    name: 'a damaged certificate',
    text: 'tls_server_config:\n  cert: "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----"\n  key_file: server.key\n',
    problem: ':2:9: tls_server_config.cert: certificate 1 cannot be decoded',
  },
  {
    name: 'a certificate as key',
    text: 'tls_server_config:\n  cert_file: server.pem\n  key_file: server.pem\n',
    problem: ':3:13: tls_server_config.key_file: expected a private key in PEM format without a passphrase',
  },
  {
    name: 'the key of another certificate',
    text: 'tls_server_config:\n  cert_file: server.pem\n  key_file: client.key\n',
    problem: ':3:13: tls_server_config.key_file: the private key does not belong to the certificate',
  },
  {
    name: 'an expired certificate',
    text: 'tls_server_config:\n  cert_file: expired.pem\n  key_file: expired.key\n',
    problem: ':2:14: tls_server_config.cert_file: the certificate CN=expired expired on <time>',
    toolkitAccepts: 'clients refuse the certificate',
  },
  {
    name: 'a certificate of the future',
    text: 'tls_server_config:\n  cert_file: future.pem\n  key_file: future.key\n',
    problem: ':2:14: tls_server_config.cert_file: the certificate CN=future is not valid before <time>',
    toolkitAccepts: 'clients refuse the certificate',
  },
  {
    name: 'the certificate twice',
    text: `${TLS}  cert: x\n`,
    problem: ':4:9: tls_server_config.cert: set cert or cert_file, not both',
    toolkitAccepts: 'it ignores cert',
  },
  {
    name: 'an unknown client_auth_type',
    text: `${TLS}  client_auth_type: Require\n`,
    problem:
      ':4:21: tls_server_config.client_auth_type: expected one of NoClientCert, RequestClientCert, RequireAnyClientCert, RequireClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert, found "Require"',
  },
  {
    name: 'client CAs without client_auth_type',
    text: `${TLS}  client_ca_file: ca.pem\n`,
    problem:
      ':4:19: tls_server_config.client_ca_file: client certificates are not requested; set client_auth_type',
  },
  {
    name: 'a client CA file that does not exist',
    text: `${TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: missing.pem\n`,
    problem: ':5:19: tls_server_config.client_ca_file: cannot read "missing.pem": no such file',
  },
  {
    name: 'a client CA file without a certificate',
    text: `${TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: server.key\n`,
    problem: ':5:19: tls_server_config.client_ca_file: expected a certificate in PEM format',
    toolkitAccepts: ONLY_HANDSHAKES,
  },
  {
    name: 'allowed names without client_auth_type',
    text: `${TLS}  client_allowed_sans: [client.example]\n`,
    problem:
      ':4:24: tls_server_config.client_allowed_sans: client certificates are not requested; set client_auth_type',
    toolkitAccepts: 'it does not check the names',
  },
  {
    name: 'an unknown TLS version',
    text: `${TLS}  min_version: TLS111\n`,
    problem:
      ':4:16: tls_server_config.min_version: expected one of TLS10, TLS11, TLS12, TLS13, found "TLS111"',
  },
  {
    name: 'a minimum version above the maximum',
    text: `${TLS}  min_version: TLS13\n  max_version: TLS12\n`,
    problem: ':5:16: tls_server_config.max_version: the minimum version is above the maximum version',
    toolkitAccepts: ONLY_HANDSHAKES,
  },
  {
    name: 'an unknown curve',
    text: `${TLS}  curve_preferences: [CurveP257]\n`,
    problem:
      ':4:23: tls_server_config.curve_preferences[0]: expected one of CurveP256, CurveP384, CurveP521, X25519, found "CurveP257"',
  },
  {
    name: 'a header that cannot be set',
    text: 'http_server_config:\n  headers:\n    Server: mine\n',
    problem: ':3:5: http_server_config.headers.Server: unknown field; did you mean X-Frame-Options?',
  },
  {
    name: 'a wrong header value',
    text: 'http_server_config:\n  headers:\n    X-Frame-Options: allow\n',
    problem: ':3:22: http_server_config.headers.X-Frame-Options: expected deny or sameorigin, found "allow"',
  },
  {
    name: 'http2 that is no boolean',
    text: 'http_server_config:\n  http2: perhaps\n',
    problem: ':2:10: http_server_config.http2: expected true or false, found "perhaps"',
  },
  {
    name: 'a password instead of its hash',
    text: 'basic_auth_users:\n  alice: secret\n',
    problem:
      ':2:10: basic_auth_users.alice: expected a bcrypt hash of 59 or 60 characters, such as `htpasswd -nBC 10 ""` prints (not the password itself)',
  },
  {
    name: 'a cost that bcrypt does not have',
    text: `basic_auth_users:\n  alice: ${PASSWORDS.alice.hash.replace('$04$', '$32$')}\n`,
    problem: ':2:10: basic_auth_users.alice: expected a bcrypt hash with a cost from 4 to 16',
  },
  {
    name: 'a cost that takes minutes',
    text: `basic_auth_users:\n  alice: ${PASSWORDS.alice.hash.replace('$04$', '$20$')}\n`,
    problem: ':2:10: basic_auth_users.alice: expected a bcrypt hash with a cost from 4 to 16',
    toolkitAccepts: 'it would verify for minutes',
  },
  {
    name: 'users as a list',
    text: 'basic_auth_users: [alice]\n',
    problem: ':1:19: basic_auth_users: expected a mapping of user names to bcrypt hashes, found a list',
  },
  {
    name: 'an interval without a unit',
    text: 'rate_limit:\n  interval: fast\n  burst: 1\n',
    problem:
      ':2:13: rate_limit.interval: expected a duration such as 100ms or 1m30s; 0 switches the limit off, found "fast"',
  },
  {
    name: 'a rate limit that no request passes',
    text: 'rate_limit:\n  interval: 1s\n',
    problem: ':2:3: rate_limit.burst: expected at least 1, found 0: every request would get 429',
    toolkitAccepts: 'every request gets 429',
  },
];

const SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
];

/** Files that both accept. */
export const validFiles: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'an empty file', text: '' },
  { name: 'empty sections', text: 'tls_server_config:\nbasic_auth_users:\nhttp_server_config:\n' },
  { name: 'certificate and key', text: TLS },
  {
    name: 'every TLS setting',
    text: `${TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n  client_allowed_sans: [client.example]
  min_version: TLS10\n  max_version: TLS13\n  cipher_suites: [${SUITES.join(', ')}]
  prefer_server_cipher_suites: no\n  curve_preferences: [X25519, CurveP256, CurveP384, CurveP521]\n`,
  },
  { name: 'an older name of RequireAnyClientCert', text: `${TLS}  client_auth_type: RequireClientCert\n` },
  {
    name: 'headers',
    text: 'http_server_config:\n  http2: off\n  headers:\n    X-XSS-Protection: 0\n    X-Frame-Options: deny\n    Content-Security-Policy: ""\n',
  },
  { name: 'a rate limit', text: 'rate_limit:\n  interval: 1m0.5s\n  burst: 3\n' },
  { name: 'a rate limit that is off', text: 'rate_limit:\n  interval: 0\n' },
  {
    name: 'users with each version of bcrypt',
    text: `basic_auth_users:\n${['a', 'b', 'y'].map((version) => `  ${version}: ${PASSWORDS.alice.hash.replace('$2y', `$2${version}`)}\n`).join('')}`,
  },
];
