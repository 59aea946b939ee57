import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { run } from '../lib/run.mjs';

const DEMO = fileURLToPath(new URL('demo.mjs', import.meta.url));

/** The demo as its own process, on ports that nobody else has; it has to end before it has waited for anything. */
const demo = async (env: Record<string, string>) => {
  const [exporter, modem, telnet] = await freePorts(3);
  const ports = { EXPORTER_PORT: exporter, MOCK_MODEM_PORT: modem, MOCK_MODEM_TELNET_PORT: telnet };
  const none = { MODEM_URL: '', BIND_ADDRESS: '', RECORDING: '' };
  return run(process.execPath, [DEMO], { env: { ...none, ...ports, ...env }, timeoutMs: 12_000 });
};

async function freePorts(count: number): Promise<string[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => String((server.address() as AddressInfo).port));
  for (const server of servers) server.close();
  return ports;
}

async function listening() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

it('ends at once when one of the two cannot start, and leaves the reason as the last word', async () => {
  const { code, timedOut, stdout, stderr } = await demo({ RECORDING: './no-such-line' });
  expect({ code, timedOut, stdout }).toEqual({ code: 1, timedOut: false, stdout: '' });
  expect(stderr).toBe('./no-such-line: no such recording: there is no such file\n');
});

it.each(['abc', '0', '65536', '-1'])('says what a port is when it is set to %s', async (port) => {
  const { code, stderr } = await demo({ MOCK_MODEM_PORT: port });
  expect(stderr).toBe(`\nMOCK_MODEM_PORT: expected a port from 1 to 65535, found "${port}"\n`);
  expect(code).toBe(1);
});

it('says how to get at a port that is taken, be it by the stack', async () => {
  const server = await listening();
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await demo({ EXPORTER_PORT: String(port) });
  server.close();
  expect(stderr).toBe(
    `\n127.0.0.1:${port} is taken by another program. Stop that (\`npm stop\` if it is the stack), or choose another ` +
      'port: EXPORTER_PORT=… npm run demo\n',
  );
  expect(code).toBe(1);
});
