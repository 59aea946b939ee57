import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** A clone without packages, whose `docker` prints its arguments and knows an exporter in the given state. */
async function toolInClone(exporter: 'running' | 'exited' | 'none', args: string[]) {
  const clone = await mkdtemp(join(tmpdir(), 'hg612-clone-'));
  for (const folder of ['lib', 'scripts', 'tools']) {
    await cp(fileURLToPath(new URL(`../${folder}`, import.meta.url)), join(clone, folder), {
      recursive: true,
    });
  }
  const states = { running: '*running* | *--all*', exited: '*--all*', none: 'never' };
  await writeFile(
    join(clone, 'docker'),
    `#!/bin/sh\ncase "$*" in "compose ps"*) case "$*" in ${states[exporter]}) echo exporter; esac;; *) echo "$*"; exit 1; esac\n`,
    { mode: 0o755 },
  );
  const result = await run(process.execPath, [join(clone, 'scripts/tool.mjs'), ...args], {
    timeoutMs: 20_000,
    env: { PATH: `${clone}:/usr/bin:/bin` },
  });
  await rm(clone, { recursive: true });
  return result;
}

it.each([
  ['doctor', 'running', 'compose exec --no-TTY exporter hg612 doctor --json\n'],
  ['doctor', 'exited', 'compose run --no-TTY --rm --no-deps exporter doctor --json\n'],
  ['test-alert', 'running', 'compose exec --no-TTY exporter hg612 test-alert --json\n'],
] as const)(
  'npm run %s uses the image of an exporter that is %s, and its exit status',
  async (tool, state, out) => {
    expect(await toolInClone(state, [tool, '--json'])).toMatchObject({ code: 1, stdout: out });
  },
);

it.each(['doctor', 'test-alert'])(
  'npm run %s asks for `npm start` or `npm ci` if there is no exporter',
  async (tool) => {
    const { code, stdout, stderr } = await toolInClone('none', [tool]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('run `npm start`, or `npm ci` first');
  },
);
