import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createWebConfigFolder, type WebConfigFolder } from '../../../test/support/web-config.ts';
import { loadWebConfig } from './load.ts';

let folder: WebConfigFolder;
beforeAll(async () => {
  folder = await createWebConfigFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const value = fc.oneof(
  fc.constantFrom(
    'server.pem',
    'server.key',
    'ca.pem',
    '.',
    '',
    'TLS12',
    'X25519',
    'RequireAnyClientCert',
    '1s',
  ),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
);
const section = (...fields: readonly string[]) =>
  fc.oneof(value, fc.dictionary(fc.oneof(fc.constantFrom(...fields), fc.string()), value, { maxKeys: 5 }));

const file = fc.record(
  {
    tls_server_config: section(
      'cert',
      'key',
      'cert_file',
      'key_file',
      'client_ca_file',
      'client_auth_type',
      'min_version',
      'curve_preferences',
    ),
    http_server_config: section('http2', 'headers'),
    basic_auth_users: section('alice'),
    rate_limit: section('interval', 'burst'),
  },
  { requiredKeys: [] },
);

it('has a configuration or problems with a position, whatever is in the file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        file.map((content) => stringify(content)),
      ),
      async (text) => {
        await folder.write(text);
        const { config, problems } = await loadWebConfig(folder.file);
        expect(config === undefined).toBe(problems.length > 0);
        for (const problem of problems) expect(problem).toMatch(/web\.yml:\d+:\d+: ./);
      },
    ),
  );
});

it('does not quote what may be a key or a password', async () => {
  const secret = fc.stringMatching(/^[a-zA-Z]{20}$/);
  await fc.assert(
    fc.asyncProperty(secret, fc.constantFrom('key', 'user'), async (text, where) => {
      const content =
        where === 'key' ? { tls_server_config: { key: text } } : { basic_auth_users: { alice: text } };
      await folder.write(stringify(content));
      const { problems } = await loadWebConfig(folder.file);
      expect(problems).not.toEqual([]);
      expect(problems.join('\n')).not.toContain(text);
    }),
  );
});
