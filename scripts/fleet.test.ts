import path from 'node:path';
import { expect, it } from 'vitest';

import { run } from '../lib/run.mjs';

const SCRIPT = path.join(import.meta.dirname, 'fleet.mjs');

it.each([[['start']], [['stop', 'now']]])('refuses the arguments %j', async (args) => {
  const { code, stdout, stderr } = await run(process.execPath, [SCRIPT, ...args], { timeoutMs: 20_000 });
  expect(stderr).toBe('\nexpected `npm run fleet` or `npm run fleet stop`\n');
  expect(stdout).toBe('');
  expect(code).toBe(1);
});
