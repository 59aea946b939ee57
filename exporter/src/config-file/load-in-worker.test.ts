import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { configFolder } from '../../../test/support/prober.ts';
import { loadConfigInWorker } from './load-in-worker.ts';
import { ConfigFileError, loadConfigFile } from './load.ts';
import { renderConfig } from './masked.ts';

const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => `  - { name: Line ${at}, target: 10.0.${at >> 8}.${at & 255} }\n`);

it('loads the same as without a worker', async () => {
  const text =
    'modules: { full: { telnet: true }, default: {} }\nauths: { default: { username: a, password_file: p } }';
  using folder = configFolder(`${text}\ntargets: [10.0.0.0/8, '*.lan']\ninventory:\n${lines(10).join('')}`, {
    p: 'secret\n',
  });
  const [config, expected] = [await loadConfigInWorker(folder.file), loadConfigFile(folder.file)];
  expect(renderConfig(config)).toBe(renderConfig(expected));
  expect(config.auths.get('default')?.password).toBe('secret');
  expect(config.allowList.refusal('10.1.1.1')).toBeUndefined();
});

it('does not block the event loop', async () => {
  using folder = configFolder(`inventory:\n${lines(5000).join('')}`);
  const startedAt = performance.now();
  const before = process.threadCpuUsage();
  expect((await loadConfigInWorker(folder.file)).inventory).toHaveLength(5000);
  const elapsed = performance.now() - startedAt;
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(elapsed / 2);
});

it.each([
  { name: 'of which every entry is a problem', text: `targets:\n${'- "!"\n'.repeat(150_000)}` },
  { name: 'that nests deeply', text: `targets: ${'['.repeat(1_000_000)}` },
  {
    name: 'of many modules',
    text: `modules:\n${Array.from({ length: 60_000 }, (_, at) => `  k${at}: {}\n`).join('')}x: 1`,
  },
])(
  'refuses a file $name, and the process continues',
  async ({ text }) => {
    using folder = configFolder(text);
    const error: unknown = await loadConfigInWorker(folder.file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigFileError);
    const { message } = error as Error;
    expect(message).toMatch(/^\S+hg612\.yml/);
    expect(message.length).toBeLessThan(50_000);
  },
  60_000,
);

it('does not wait for a named pipe', async () => {
  using folder = configFolder('auths: { default: { username: a, password_file: pipe } }');
  const pipe = path.join(path.dirname(folder.file), 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(loadConfigInWorker(pipe)).rejects.toThrow(
    `${pipe}: cannot read the file (not a regular file)`,
  );
  await expect(loadConfigInWorker(folder.file)).rejects.toThrow(
    'auths.default.password_file: cannot read "pipe" (not a regular file)',
  );
});
