import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../../mock-modem/src/mock-modem.ts';
import { collectors } from '../../../modem/src/collectors/index.ts';
import type { ProbeModule } from '../config-file/file-config.ts';
import { createModemReaders, type ModemReaders } from './readers.ts';

let mock: MockModem;
let module: ProbeModule;
beforeAll(async () => {
  mock = await createMockModem();
  const ports = { port: mock.httpPort, telnetPort: mock.telnetPort };
  module = { name: 'default', collectors, telnet: true, timeoutSeconds: 5, layout: 'auto', ...ports };
});
afterAll(() => mock.close());
beforeEach(() => mock.setScenario('steady'));

const auth = { name: 'default', username: 'admin', password: 'admin' };

/** Reads the mock modem under a name, and returns whether every collector succeeded. */
async function read(readers: ModemReaders, host = 'modem.test', login = auth, seconds = 5): Promise<boolean> {
  const modem = { target: { host, port: undefined }, address: '127.0.0.1', module, auth: login };
  const { outcomes } = await readers.read(modem, seconds, new AbortController().signal);
  return outcomes.values().every(({ ok }) => ok);
}

function readersWithLog(limits?: { idleMs: number; idle: number }) {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { readers: createModemReaders(pino({ base: null }, sink), limits), lines };
}

it('logs a failure once per modem, with target and module, and its end', async () => {
  const { readers, lines } = readersWithLog();
  await mock.setScenario('http-500');
  for (let count = 0; count < 3; count += 1) expect(await read(readers)).toBe(false);
  await mock.setScenario('steady');
  expect(await read(readers)).toBe(true);
  expect(lines).toMatchObject([
    {
      target: `modem.test:${mock.httpPort}`,
      module: 'default',
      reason: 'http_status',
      msg: 'cannot read the modem',
    },
    { target: `modem.test:${mock.httpPort}`, msg: 'reading the modem again' },
  ]);
  await readers.close();
});

it.each([
  { what: 'after a while', limits: { idleMs: 0, idle: 10 } },
  { what: 'when there are too many', limits: { idleMs: 60_000, idle: 1 } },
])('forgets a modem that is not read $what', async ({ limits }) => {
  const { readers, lines } = readersWithLog(limits);
  await mock.setScenario('http-500');
  await read(readers, 'a.test');
  await read(readers, 'b.test');
  await read(readers, 'a.test');
  // Its failure is new again.
  expect(lines.map(({ target }) => String(target).split('.')[0])).toEqual(['a', 'b', 'a']);
  await readers.close();
});

it('does not forget a modem that is being read', async () => {
  const { readers } = readersWithLog({ idleMs: 0, idle: 0 });
  await mock.setScenario('hang');
  mock.resetStats();
  const first = read(readers, 'a.test', auth, 1);
  await expect.poll(() => mock.stats().http.open).toBe(1);
  const others = [read(readers, 'b.test', auth, 1), read(readers, 'a.test', auth, 1)];
  expect(await Promise.all([first, ...others])).toEqual([false, false, false]);
  expect(mock.stats().http.maxConcurrent).toBe(1);
  await readers.close();
});

it('ends reads in progress and leaves no session when it is closed', async () => {
  const { readers } = readersWithLog();
  await mock.setScenario('telnet-hang');
  const pending = read(readers);
  await expect.poll(() => mock.stats().telnet.open).toBe(1);
  await readers.close();
  expect(await pending).toBe(false);
  await expect.poll(() => mock.stats().telnet.open).toBe(0);
});
