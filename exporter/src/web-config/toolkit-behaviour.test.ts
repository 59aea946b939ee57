/**
 * What clients see of a server with a web configuration file. The same cases run against blackbox_exporter, which uses
 * exporter-toolkit. The servers are started once: every case changes the file, which takes effect at once.
 */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { installedBlackboxExporter } from '../../../test/bench/blackbox.ts';
import {
  createWebConfigFolder,
  invalidFiles,
  PASSWORDS,
  validFiles,
  type WebConfigFolder,
} from '../../../test/support/web-config.ts';
import {
  type Answer,
  ask,
  type ClientOptions,
  startToolkit,
  startWithWebConfig,
  type WebServer,
} from '../../../test/support/web-config-servers.ts';

const blackbox = await installedBlackboxExporter();
if (blackbox === undefined) {
  console.log(
    'exporter-toolkit is not compared: no blackbox_exporter in PATH or in the cache of `npm run bench`',
  );
}

type Implementation = 'ours' | 'toolkit';
const implementations = [
  { name: 'the exporter', id: 'ours', start: startWithWebConfig },
  ...(blackbox === undefined
    ? []
    : [
        {
          name: 'exporter-toolkit',
          id: 'toolkit',
          start: (folder: WebConfigFolder) => startToolkit(blackbox, folder),
        } as const,
      ]),
] as const satisfies readonly {
  name: string;
  id: Implementation;
  start: (folder: WebConfigFolder) => Promise<WebServer>;
}[];

const { alice } = PASSWORDS;
const basic = (credentials: string, scheme = 'Basic') => ({
  authorization: `${scheme} ${Buffer.from(credentials).toString('base64')}`,
});
const RIGHT = basic(`alice:${alice.password}`);
const USERS = `basic_auth_users:\n  alice: ${alice.hash}\n`;
const CERTIFICATE = 'tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n';

/** A case whose outcome is the same for both, unless `toolkit` says otherwise. */
interface Case<Outcome> {
  readonly name: string;
  readonly config: string;
  readonly outcome: Outcome;
  /** The outcome of exporter-toolkit, where it differs. docs/security.md has the reasons. */
  readonly toolkit?: Outcome;
}

const expected = <Outcome>({ outcome, toolkit }: Case<Outcome>, id: Implementation): Outcome =>
  id === 'toolkit' && toolkit !== undefined ? toolkit : outcome;

const httpCases: readonly (Case<number> & {
  readonly headers?: Record<string, string>;
  readonly path?: string;
})[] = [
  { name: 'no file content, no authentication', config: '', outcome: 200 },
  { name: 'no users, no authentication', config: 'basic_auth_users: {}\n', outcome: 200 },
  { name: 'no credentials', config: USERS, outcome: 401 },
  { name: 'the right password', config: USERS, headers: RIGHT, outcome: 200 },
  {
    name: 'a scheme in lower case',
    config: USERS,
    headers: basic(`alice:${alice.password}`, 'basic'),
    outcome: 200,
  },
  { name: 'a wrong password', config: USERS, headers: basic('alice:wrong'), outcome: 401 },
  { name: 'an empty password', config: USERS, headers: basic('alice:'), outcome: 401 },
  {
    name: 'a password with a colon',
    config: USERS,
    headers: basic(`alice:${alice.password}:`),
    outcome: 401,
  },
  {
    name: 'a user name in another case',
    config: USERS,
    headers: basic(`Alice:${alice.password}`),
    outcome: 401,
  },
  { name: 'an unknown user', config: USERS, headers: basic(`mallory:${alice.password}`), outcome: 401 },
  { name: 'credentials without a colon', config: USERS, headers: basic('alice'), outcome: 401 },
  {
    name: 'credentials that are not base64',
    config: USERS,
    headers: { authorization: 'Basic %%%' },
    outcome: 401,
  },
  { name: 'another scheme', config: USERS, headers: { authorization: 'Bearer x' }, outcome: 401 },
  { name: 'the hash as password', config: USERS, headers: basic(`alice:${alice.hash}`), outcome: 401 },
  { name: 'no credentials for a path that does not exist', config: USERS, path: '/none', outcome: 401 },
  {
    name: 'credentials for a path that does not exist',
    config: USERS,
    path: '/none',
    headers: RIGHT,
    outcome: 404,
    toolkit: 200, // Every path of blackbox_exporter has its page.
  },
  { name: 'no credentials for /metrics', config: USERS, path: '/metrics', outcome: 401 },
  {
    name: 'a user that was removed from the file',
    config: `basic_auth_users: { bob: ${alice.hash} }\n`,
    headers: RIGHT,
    outcome: 401,
  },
];

/**
 * Repeats requests until the changed file is in effect: on a machine under load, reading it may take longer than the
 * exporter lets a request wait.
 */
const onceApplied = <Result>(requests: () => Promise<Result>): Promise<Result> =>
  vi.waitFor(requests, { timeout: 25_000, interval: 50 });

describe.each(implementations)('$name without TLS', ({ id, start }) => {
  let folder: WebConfigFolder;
  let server: WebServer;
  beforeAll(async () => {
    folder = await createWebConfigFolder();
    await folder.write('');
    server = await start(folder);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  it.each(httpCases)('answers $outcome: $name', async (each) => {
    await folder.write(each.config);
    const answer = await onceApplied(async () => {
      const received = await ask(server, { path: each.path ?? '/-/healthy', headers: each.headers ?? {} });
      expect(received.status).toBe(expected(each, id));
      return received;
    });
    if (answer.status === 401) {
      expect(answer.headers['www-authenticate']).toBe('Basic');
      expect(answer.body).toBe('Unauthorized\n');
    }
  });

  it('sends the configured headers with every response, 401 too', async () => {
    const values = {
      'Content-Security-Policy': "default-src 'self'",
      'X-Frame-Options': 'sameorigin',
      'X-Content-Type-Options': 'nosniff',
      'X-XSS-Protection': '0',
      'Strict-Transport-Security': 'max-age=60',
    };
    const headers = Object.entries(values).map(([name, value]) => `    ${name}: "${value}"\n`);
    await folder.write(`http_server_config:\n  headers:\n${headers.join('')}${USERS}`);
    const sent = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]),
    );
    await onceApplied(async () => {
      expect((await ask(server, { headers: RIGHT })).headers).toMatchObject(sent);
    });
    expect((await ask(server)).headers).toMatchObject(sent);
  });

  it('limits the rate of all requests, refused ones too', async () => {
    await folder.write(`rate_limit:\n  interval: 1h\n  burst: 2\n${USERS}`);
    await using limited = await start(folder);
    const statuses = [];
    for (const headers of [RIGHT, {}, RIGHT, {}]) statuses.push((await ask(limited, { headers })).status);
    expect(statuses).toEqual([200, 401, 429, 429]);
  });
});

type TlsOutcome = Partial<NonNullable<Answer['tls']>> | 'refused';
type TlsCase = Case<TlsOutcome> & { readonly client?: ClientOptions; readonly certificate?: string };

/** What each client_auth_type makes of a client without a certificate, with one of our CA, and with one of another. */
const clientAuthTypes = {
  NoClientCert: { none: true, client: true, stranger: true },
  RequestClientCert: { none: true, client: true, stranger: true },
  RequireAnyClientCert: { none: false, client: true, stranger: true },
  RequireClientCert: { none: false, client: true, stranger: true },
  VerifyClientCertIfGiven: { none: true, client: true, stranger: false },
  RequireAndVerifyClientCert: { none: false, client: true, stranger: false },
} as const;

const clientAuthCases: TlsCase[] = Object.entries(clientAuthTypes).flatMap(([type, accepts]) =>
  Object.entries(accepts).map(([certificate, accepted]) => ({
    name: `${type}, certificate: ${certificate}`,
    config: `${CERTIFICATE}  client_auth_type: ${type}\n${type === 'NoClientCert' ? '' : '  client_ca_file: ca.pem\n'}`,
    certificate,
    outcome: accepted ? {} : ('refused' as const),
  })),
);

const sanCase = (type: string, san: string, certificate: string, accepted: boolean): TlsCase => ({
  name: `${type}, allowed name ${san}, certificate: ${certificate}`,
  config: `${CERTIFICATE}  client_auth_type: ${type}\n  client_ca_file: ca.pem\n  client_allowed_sans: ["${san}"]\n`,
  certificate,
  outcome: accepted ? {} : 'refused',
});

const OLD_CLIENT = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
const TLS12_CLIENT = { maxVersion: 'TLSv1.2' } as const;
const withTls = (...lines: readonly string[]) =>
  `${CERTIFICATE}${lines.map((line) => `  ${line}\n`).join('')}`;

const tlsCases: readonly TlsCase[] = [
  { name: 'defaults', config: CERTIFICATE, outcome: { version: 'TLSv1.3', name: 'exporter' } },
  { name: 'TLS 1.2 by default', config: CERTIFICATE, client: TLS12_CLIENT, outcome: { version: 'TLSv1.2' } },
  { name: 'no TLS 1.1 by default', config: CERTIFICATE, client: OLD_CLIENT, outcome: 'refused' },
  {
    name: 'TLS 1.1 with min_version',
    config: withTls('min_version: TLS10'),
    client: OLD_CLIENT,
    outcome: { version: 'TLSv1.1' },
  },
  {
    name: 'no TLS 1.2 with min_version',
    config: withTls('min_version: TLS13'),
    client: TLS12_CLIENT,
    outcome: 'refused',
  },
  {
    name: 'no TLS 1.3 with max_version',
    config: withTls('max_version: TLS12'),
    outcome: { version: 'TLSv1.2' },
  },
  {
    name: 'a cipher suite of TLS 1.2',
    config: withTls(
      'cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]',
    ),
    client: { ...TLS12_CLIENT, ciphers: 'ECDHE-ECDSA-AES256-SHA' },
    outcome: { cipher: 'ECDHE-ECDSA-AES256-SHA' },
  },
  {
    name: 'no cipher suite in common',
    config: withTls('cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]'),
    client: { ...TLS12_CLIENT, ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
    outcome: 'refused',
  },
  {
    name: 'TLS 1.3 whatever the cipher suites',
    config: withTls('cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]'),
    client: { ciphers: 'TLS_CHACHA20_POLY1305_SHA256', minVersion: 'TLSv1.3' },
    outcome: { cipher: 'TLS_CHACHA20_POLY1305_SHA256' },
  },
  {
    name: 'only cipher suites of TLS 1.3 leave none for TLS 1.2',
    config: withTls('cipher_suites: [TLS_AES_128_GCM_SHA256]'),
    client: TLS12_CLIENT,
    outcome: 'refused',
  },
  { name: 'a curve', config: withTls('curve_preferences: [CurveP384]'), outcome: { curve: 'secp384r1' } },
  {
    name: 'no curve in common',
    config: withTls('curve_preferences: [CurveP384]'),
    client: { ecdhCurve: 'X25519' },
    outcome: 'refused',
  },
  {
    // As measured with 0.28: it selects no protocol, although its http2 is on.
    name: 'HTTP/1.1 for a client that would speak HTTP/2',
    config: `${CERTIFICATE}http_server_config: { http2: true }\n`,
    client: { ALPNProtocols: ['h2', 'http/1.1'] },
    outcome: { protocol: 'http/1.1' },
    toolkit: { protocol: false },
  },
  {
    name: 'no protocol in common',
    config: CERTIFICATE,
    client: { ALPNProtocols: ['spdy/3'] },
    outcome: 'refused',
    toolkit: { protocol: false },
  },
  {
    name: 'another certificate, with an RSA key',
    config: 'tls_server_config:\n  cert_file: rsa.pem\n  key_file: rsa.key\n',
    outcome: { name: 'exporter with RSA' },
  },
  ...clientAuthCases,
  ...['client.example', '2001:db8::1', 'ops@client.example', 'spiffe://client.example/prometheus'].map(
    (san) => sanCase('RequireAndVerifyClientCert', san, 'client', true),
  ),
  sanCase('RequireAndVerifyClientCert', 'other.example', 'client', false),
  sanCase('RequireAndVerifyClientCert', 'client.example', 'stranger', false),
  sanCase('RequestClientCert', 'client.example', 'stranger', true),
  sanCase('RequestClientCert', 'other.example', 'stranger', false),
  sanCase('RequestClientCert', 'client.example', 'none', false),
];

describe.each(implementations)('$name with TLS', ({ id, start }) => {
  let folder: WebConfigFolder;
  let server: WebServer;
  beforeAll(async () => {
    folder = await createWebConfigFolder();
    await folder.write(CERTIFICATE);
    server = await start(folder);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const connect = (options: ClientOptions = {}): Promise<Answer> =>
    ask(server, { tls: true, ca: folder.pem['ca.pem'], ...options });

  it.each(tlsCases)('$name: $outcome', async (each) => {
    await folder.write(each.config);
    const { certificate = 'none', client = {} } = each;
    const own =
      certificate === 'none'
        ? {}
        : { cert: folder.pem[`${certificate}.pem`], key: folder.pem[`${certificate}.key`] };
    const outcome = expected(each, id);
    await onceApplied(async () => {
      expect(await connect({ ...own, ...client })).toMatchObject(
        outcome === 'refused' ? { status: undefined } : { status: 200, tls: outcome },
      );
    });
  });

  it('asks for a password too', async () => {
    await folder.write(`${CERTIFICATE}${USERS}`);
    await onceApplied(async () => expect((await connect()).status).toBe(401));
    expect((await connect({ headers: RIGHT })).status).toBe(200);
  });

  it('uses a renewed certificate at once', async () => {
    await folder.write(CERTIFICATE);
    await onceApplied(async () => expect((await connect()).tls?.name).toBe('exporter'));
    for (const extension of ['pem', 'key']) {
      await copyFile(join(folder.path, `renewed.${extension}`), join(folder.path, `server.${extension}`));
    }
    await onceApplied(async () => expect((await connect()).tls?.name).toBe('renewed exporter'));
  });

  it('answers 400 to a client that does not use TLS', async () => {
    await folder.write(CERTIFICATE);
    const { status, body } = await ask(server);
    expect({ status, body }).toEqual({
      status: 400,
      body: 'Client sent an HTTP request to an HTTPS server.\n',
    });
  });

  it(`${id === 'ours' ? 'keeps the previous configuration' : 'refuses all clients'} while the file is invalid`, async () => {
    await folder.write(CERTIFICATE);
    await folder.write(`${CERTIFICATE}  unknown: 1\n`);
    await onceApplied(async () => expect((await connect()).status).toBe(id === 'ours' ? 200 : undefined));
    await folder.write(`${CERTIFICATE}${USERS}`);
    await onceApplied(async () => expect((await connect()).status).toBe(401));
  });
});

describe.each(implementations)('$name at its start', ({ id, start }) => {
  let folder: WebConfigFolder;
  beforeAll(async () => {
    folder = await createWebConfigFolder();
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  // The exporter's own problems: load.test.ts.
  const refused = id === 'ours' ? invalidFiles.slice(0, 1) : invalidFiles;
  it.each(refused)('refuses $name', async ({ text, toolkitAccepts }) => {
    await folder.write(text);
    const started = start(folder).then(async (server) => server[Symbol.asyncDispose]());
    if (id === 'toolkit' && toolkitAccepts !== undefined) await expect(started).resolves.toBeUndefined();
    else await expect(started).rejects.toThrow(id === 'ours' ? 'ended with 1' : 'level=ERROR');
  });

  const accepted = id === 'ours' ? validFiles.slice(-1) : validFiles;
  it.each(accepted)('accepts $name', async ({ text }) => {
    await folder.write(text);
    await using server = await start(folder);
    if (text.includes('cert_file')) expect(server.port).toBeGreaterThan(0);
    else expect((await ask(server, { headers: basic(`b:${alice.password}`) })).status).toBe(200);
  });
});
