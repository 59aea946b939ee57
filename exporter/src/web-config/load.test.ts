import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createWebConfigFolder,
  invalidFiles,
  validFiles,
  type WebConfigFolder,
} from '../../../test/support/web-config.ts';
import { checkWebConfig, loadWebConfig } from './load.ts';

let folder: WebConfigFolder;
beforeAll(async () => {
  folder = await createWebConfigFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** With the times of this run replaced. */
async function problemsOf(text: string): Promise<string[]> {
  await folder.write(text);
  const problems = await checkWebConfig(folder.file);
  return problems.map((problem) =>
    problem.replace(folder.file, '').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '<time>'),
  );
}

it.each(validFiles)('accepts $name', async ({ text }) => {
  expect(await problemsOf(text)).toEqual([]);
});

it.each(invalidFiles)('reports $name: $problem', async ({ text, problem }) => {
  expect(await problemsOf(text)).toEqual([problem]);
});

describe('several problems', () => {
  it('are reported at once', async () => {
    const text = [
      'tls_server_config: { cert_file: missing.pem, key_file: gone.key, client_auth_type: Any }',
      'rate_limit: { interval: 1s }',
    ].join('\n');
    expect(await problemsOf(text)).toEqual([
      ':1:33: tls_server_config.cert_file: cannot read "missing.pem": no such file',
      ':1:56: tls_server_config.key_file: cannot read "gone.key": no such file',
      expect.stringMatching(/^:1:84: tls_server_config\.client_auth_type: expected one of .* found "Any"$/),
      ':2:13: rate_limit.burst: expected at least 1, found 0: every request would get 429',
    ]);
  });

  it('never quote a key or a password hash', async () => {
    const [key = ''] = folder.pem['server.key']?.match(/MI\S+/) ?? [];
    const problems = await problemsOf(
      `tls_server_config:\n  key: [${key}]\n  cert_file: server.pem\nbasic_auth_users: { alice: hunter2 }\n`,
    );
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).not.toMatch(/hunter2|MI/);
  });
});

it('reports a file that does not exist', async () => {
  const file = join(folder.path, 'missing.yml');
  expect(await checkWebConfig(file)).toEqual([`${file}: cannot read the file: no such file`]);
});

it('lists the files that it depends on, missing ones too', async () => {
  await folder.write('tls_server_config: { cert_file: missing.pem, key_file: server.key }\n');
  const { files } = await loadWebConfig(folder.file);
  expect(files).toEqual(['web.yml', 'missing.pem', 'server.key'].map((name) => join(folder.path, name)));
});
