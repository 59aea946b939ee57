import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { run } from '../lib/run.mjs';
import { cloneOf } from '../test/support/clone.ts';

it.each([
  ['demo.mjs', 'The demo needs'],
  ['typescript.mjs', 'This command needs'],
  ['test.mjs', 'npm test needs'],
])('%s asks for `npm ci` in a fresh clone', async (program, who) => {
  await using clone = await cloneOf(['lib', 'scripts', 'setup', 'tools']);
  const result = await run(process.execPath, [join(clone.path, 'scripts', program)], { timeoutMs: 20_000 });
  expect(result).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `\n${who} the packages of this project, Node 24 among them: run \`npm ci\` first.\n`,
  });
});

/** A clone without packages, whose `docker` prints its arguments and knows an exporter in the given state. */
async function toolInClone(exporter: 'running' | 'exited' | 'none', args: string[]) {
  await using clone = await cloneOf(['lib', 'scripts', 'tools']);
  const states = { running: '*running* | *--all*', exited: '*--all*', none: 'never' };
  await writeFile(
    join(clone.path, 'docker'),
    `#!/bin/sh\ncase "$*" in "compose ps"*) case "$*" in ${states[exporter]}) echo exporter; esac;; *) echo "$*"; exit 1; esac\n`,
    { mode: 0o755 },
  );
  return await run(process.execPath, [join(clone.path, 'scripts/tool.mjs'), ...args], {
    timeoutMs: 20_000,
    env: { PATH: `${clone.path}:/usr/bin:/bin` },
  });
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
