import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { run } from '../lib/run.mjs';

const DEMO = fileURLToPath(new URL('demo.mjs', import.meta.url));

/** Runs the demo as a process, on free ports. The timeout is shorter than any wait inside the demo. */
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

it('exits at once when one of the two programs cannot start, and its error is the only output', async () => {
  const { code, timedOut, stdout, stderr } = await demo({ RECORDING: './no-such-line' });
  expect({ code, timedOut, stdout }).toEqual({ code: 1, timedOut: false, stdout: '' });
  expect(stderr).toBe('./no-such-line: no such recording: there is no such file\n');
});

it.each(['abc', '0', '65536', '-1'])('rejects %s as a port', async (port) => {
  const { code, stderr } = await demo({ MOCK_MODEM_PORT: port });
  expect(stderr).toBe(`\nMOCK_MODEM_PORT: expected a port from 1 to 65535, found "${port}"\n`);
  expect(code).toBe(1);
});

it('names a port that is in use, and its variable', async () => {
  const server = await listening();
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await demo({ EXPORTER_PORT: String(port) });
  server.close();
  expect(stderr).toBe(
    `\nEXPORTER_PORT: 127.0.0.1:${port} is in use by another program\n\n` +
      'Stop those programs (`npm stop` if it is the stack), or choose other ports: EXPORTER_PORT=… npm run demo\n',
  );
  expect(code).toBe(1);
});
