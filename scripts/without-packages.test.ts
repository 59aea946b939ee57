import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { run } from '../lib/run.mjs';

it.each([
  ['demo.mjs', 'The demo needs'],
  ['typescript.mjs', 'This command needs'],
  ['test.mjs', 'npm test needs'],
])('%s asks for `npm ci` in a fresh clone', async (program, who) => {
  const clone = await mkdtemp(join(tmpdir(), 'hg612-clone-'));
  for (const folder of ['lib', 'scripts', 'setup', 'tools']) {
    await cp(fileURLToPath(new URL(`../${folder}`, import.meta.url)), join(clone, folder), {
      recursive: true,
    });
  }
  const result = await run(process.execPath, [join(clone, 'scripts', program)], { timeoutMs: 20_000 });
  await rm(clone, { recursive: true });
  expect(result).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `\n${who} the packages of this project, Node 24 among them: run \`npm ci\` first.\n`,
  });
});
