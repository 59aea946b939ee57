import path from 'node:path';
import { expect, it } from 'vitest';

import { run } from '../lib/run.mjs';

const runScript = (script: string, args: string[]) =>
  run(process.execPath, [path.join(import.meta.dirname, `${script}.mjs`), ...args], { timeoutMs: 60_000 });

const SCRIPTS = ['start', 'stop', 'demo', 'fleet', 'test'];

it.each(SCRIPTS)('%s prints its usage for --help and does nothing else', async (script) => {
  const { code, stdout, stderr } = await runScript(script, ['--help']);
  expect(stdout).toMatch(/^npm .+\n\n[A-Z]/);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it.each(SCRIPTS)('%s refuses an unknown option before it does anything', async (script) => {
  const { code, stdout, stderr } = await runScript(script, ['--hlep']);
  expect(stderr).toMatch(/^\nUnknown option '--hlep'\n\nnpm /);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});

it.each([
  ['fleet', ['start'], "Unexpected argument 'start'"],
  ['fleet', ['stop', 'now'], "Unexpected argument 'now'"],
  ['test', ['--only=fast'], '--only: expected check or integration, found "fast"'],
])('%s refuses the arguments %j', async (script, args, message) => {
  const { code, stdout, stderr } = await runScript(script, args);
  expect(stderr.startsWith(`\n${message}\n\n`)).toBe(true);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});
