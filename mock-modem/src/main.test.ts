import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

import { run } from '../../lib/run.mjs';
import { startSilentServer } from '../../test/support/start-server.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const free = { HTTP_PORT: '0', TELNET_PORT: '0', LISTEN_HOST: '127.0.0.1' };

interface Failure {
  code: number;
  stdout: string;
  stderr: string;
}

const failing = (environment: Record<string, string>): Promise<Failure> =>
  promisify(execFile)(process.execPath, [main], { env: { ...free, ...environment }, timeout: 60_000 }).then(
    () => Promise.reject(new Error('it started')),
    (error: unknown) => error as Failure,
  );

it.each([
  { args: ['--help'], code: 0, stdout: /^mock-modem \[--help\]\n/, stderr: /^$/ },
  {
    args: ['--port'],
    code: 2,
    stdout: /^$/,
    stderr: /^Unknown option '--port'\. For help: mock-modem --help\n$/,
  },
])('$args: exit status $code, and the usage', async ({ args, code, stdout, stderr }) => {
  const result = await run(process.execPath, [main, ...args], { env: free, timeoutMs: 60_000 });
  expect(result).toMatchObject({
    code,
    stdout: expect.stringMatching(stdout) as string,
    stderr: expect.stringMatching(stderr) as string,
  });
});

it('lists every variable of its configuration in the usage', async () => {
  const { stdout } = await run(process.execPath, [main, '--help'], { env: free, timeoutMs: 60_000 });
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const rows = readme.match(/^\| `[A-Z].*?\|/gm)?.join() ?? '';
  const variables = Array.from(rows.matchAll(/`([A-Z_]+)`/g), ([, name]) => name);
  expect(variables.length).toBeGreaterThan(9);
  expect(Array.from(stdout.matchAll(/^ {2}([A-Z_]+) /gm), ([, name]) => name)).toEqual(variables);
});

it('reports every configuration problem and exits with 1', async () => {
  await expect(failing({ HTTP_PORT: 'x', SPEED: 'fast' })).resolves.toMatchObject({
    code: 1,
    stdout: '',
    stderr:
      'HTTP_PORT: expected a port from 0 to 65535, found "x"\n' +
      'SPEED: expected a number from 0.01 to 10000, found "fast"\n',
  });
});

it('lists the recordings for an unknown one and exits with 1', async () => {
  const { code, stderr } = await failing({ RECORDING: 'rain' });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^rain: no such recording in .*; expected one of adsl, .*, simulated:vdsl2-ginp, .*\n$/,
  );
});

it.each(['HTTP_PORT', 'TELNET_PORT'])('reports that %s is in use and exits with 1', async (variable) => {
  await using other = await startSilentServer();
  const { port } = other;
  await expect(failing({ [variable]: String(port) })).resolves.toMatchObject({
    code: 1,
    stderr: `cannot listen on 127.0.0.1:${port} (${variable}): the port is in use; stop the other program or choose another port\n`,
  });
});

it('serves until SIGTERM, then exits with 0', async () => {
  const child = spawn(process.execPath, [main], { env: free, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = JSON.parse(String((await lines.next()).value)) as { msg: string; page: string };
  expect(first.msg).toBe('listening');
  const answer = await fetch(`${first.page}/html/status/xdslStatus.asp`);
  await expect(answer.text()).resolves.toContain('"Up","VDSL2"');
  child.kill('SIGTERM');
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual([0, null]);
});
