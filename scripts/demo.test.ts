import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { run } from '../lib/run.mjs';
import { freePort } from '../test/support/free-port.ts';
import { startSilentServer } from '../test/support/start-server.ts';
import { cloneOf } from '../test/support/clone.ts';

const DEMO = fileURLToPath(new URL('demo.mjs', import.meta.url));

/** Runs the demo as a process, on free ports. The timeout is shorter than any wait inside the demo. */
const demo = async (env: Record<string, string>) => {
  const ports = {
    EXPORTER_PORT: String(await freePort()),
    MOCK_MODEM_PORT: String(await freePort()),
    MOCK_MODEM_TELNET_PORT: String(await freePort()),
  };
  const none = { MODEM_URL: '', BIND_ADDRESS: '', RECORDING: '' };
  return run(process.execPath, [DEMO], { env: { ...none, ...ports, ...env }, timeoutMs: 12_000 });
};

it('exits at once when one of the two programs cannot start, and its error is the only output', async () => {
  const { code, timedOut, stdout, stderr } = await demo({ RECORDING: './no-such-line' });
  expect({ code, timedOut, stdout }).toEqual({ code: 1, timedOut: false, stdout: '' });
  expect(stderr).toBe('./no-such-line: no recording: the folder does not exist\n');
});

it.each(['abc', '0', '65536', '-1'])('rejects %s as a port', async (port) => {
  const { code, stderr } = await demo({ MOCK_MODEM_PORT: port });
  expect(stderr).toBe(`\nMOCK_MODEM_PORT: expected a port from 1 to 65535, found "${port}"\n`);
  expect(code).toBe(1);
});

it('names a port that is in use, and its variable', async () => {
  await using other = await startSilentServer();
  const { port } = other;
  const { code, stderr } = await demo({ EXPORTER_PORT: String(port) });
  expect(stderr).toBe(
    `\nEXPORTER_PORT: 127.0.0.1:${port} is in use by another program\n\n` +
      'Stop those programs (`npm stop` if it is the stack), or choose other ports: EXPORTER_PORT=… npm run demo\n',
  );
  expect(code).toBe(1);
});

it('reads .env, and warns of a value that Docker Compose cuts', async () => {
  await using clone = await cloneOf(['lib', 'scripts', 'tools']);
  await symlink(join(import.meta.dirname, '../node_modules'), join(clone.path, 'node_modules'));
  await writeFile(join(clone.path, '.env'), 'MODEM_PASSWORD=wrong$pass\nEXPORTER_PORT="${NUMBER:-none}"\n');
  const { code, stderr } = await run(process.execPath, [join(clone.path, 'scripts/demo.mjs')], {
    timeoutMs: 12_000,
    env: { EXPORTER_PORT: undefined, MODEM_URL: undefined },
  });
  expect(stderr).toMatch(/^Warning: \.env, line 1: MODEM_PASSWORD: Docker Compose removes the \$/);
  expect(stderr).toMatch(/\nEXPORTER_PORT: expected a port from 1 to 65535, found "none"\n$/);
  expect(code).toBe(1);
});
