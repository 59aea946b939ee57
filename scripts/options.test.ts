import path from 'node:path';
import { expect, it } from 'vitest';

import { run } from '../lib/run.mjs';

const runProgram = (program: string, args: string[]) =>
  run(process.execPath, [path.join(import.meta.dirname, '..', program), ...args], { timeoutMs: 60_000 });

/** Programs without a test of their own for this. */
const PROGRAMS = [
  'scripts/start.mjs',
  'scripts/stop.mjs',
  'scripts/demo.mjs',
  'scripts/fleet.mjs',
  'scripts/test.mjs',
  'scripts/generate.ts',
  'scripts/bundle.ts',
  'test/bench/main.ts',
  'test/bench/alert-months.ts',
  'test/bench/soak.ts',
  'alertmanager/src/main.ts',
  'mock-modem/src/history/main.ts',
];

it.each(PROGRAMS)('%s prints its usage for --help and does nothing else', async (program) => {
  const { code, stdout, stderr } = await runProgram(program, ['--help']);
  expect(stdout).toMatch(/^(npm|node|mock-modem) .+\n\n[A-Z]/);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it.each(PROGRAMS)('%s refuses an unknown option before it does anything', async (program) => {
  const { code, stdout, stderr } = await runProgram(program, ['--hlep']);
  expect(stderr).toMatch(/^Unknown option '--hlep'\. For help: (npm|node|mock-modem) \S.* --help\n$/);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});

it.each([
  ['scripts/fleet.mjs', ['start'], "Unexpected argument 'start'"],
  ['scripts/fleet.mjs', ['stop', 'now'], "Unexpected argument 'now'"],
  ['scripts/test.mjs', ['--only=fast'], '--only: expected check or integration, found "fast"'],
  ['scripts/generate.ts', ['docs'], 'Expected metrics, dashboards, deploy, found "docs"'],
  ['test/bench/soak.ts', ['many'], 'Expected a number of scrapes, found "many"'],
])('%s refuses the arguments %j', async (program, args, message) => {
  const { code, stdout, stderr } = await runProgram(program, args);
  expect(stderr).toMatch(/^.*\. For help: npm \S.* --help\n$/);
  expect(stderr.startsWith(`${message}. `)).toBe(true);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});
