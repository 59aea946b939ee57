import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../../mock-modem/src/mock-modem.ts';
import type { Collector } from '../../../modem/src/collectors/collector.ts';
import { collectors, commandCollectors } from '../../../modem/src/collectors/index.ts';
import { xdslStatus } from '../../../modem/src/collectors/xdsl-status.ts';
import { createModem } from '../../../modem/src/read.ts';
import { contextWith, runCheck } from '../../../test/support/doctor.ts';
import { fakeServer, nowhere } from '../../../test/support/fake-server.ts';
import { targetAt } from '../../../test/support/target.ts';
import type { Settings } from '../../stack/settings.mjs';

const checkModem = async (name: string, settings: Settings, seconds?: number) =>
  runCheck(name, await contextWith({ settings }), seconds);

/** The texts that a mock modem sends at this moment, over both protocols. */
async function frameOf(mock: MockModem) {
  const modem = createModem(targetAt(mock.url, { telnetPort: mock.telnetPort }));
  const replies = modem.fetch(collectors, AbortSignal.timeout(5000));
  const texts = new Map<Collector, string>();
  for (const collector of collectors) {
    const reply = await replies.get(collector.name);
    if (!reply?.ok) throw new Error(`no reply from ${collector.name}`, { cause: reply?.error });
    texts.set(collector, reply.text);
  }
  await modem.close();
  return {
    page: texts.get(xdslStatus) ?? '',
    telnet: Object.fromEntries(commandCollectors.map((each) => [each.source.command, texts.get(each) ?? ''])),
  };
}

describe('a modem that responds', () => {
  it.each([
    {
      recording: 'source-document',
      telnet: true,
      codes: {
        'status page': 'ok',
        'telnet login': 'ok',
        'line statistics': 'ok',
        'page layout': 'ok',
        line: 'ok',
        'modem clock': 'ok',
      },
      line: 'up, 42.0 / 8.9 Mbit/s, SNR margin 5.6 / 6.2 dB (downstream / upstream)',
    },
    {
      recording: 'source-document',
      telnet: false,
      codes: {
        'telnet login': 'telnet-disabled',
        'line statistics': 'skipped',
        'page layout': 'margin-unavailable',
        line: 'ok',
      },
      line: 'up, 42.0 / 8.9 Mbit/s (downstream / upstream)',
    },
    { recording: 'adsl', telnet: false, codes: { 'page layout': 'ok' }, line: undefined },
    {
      recording: 'training',
      telnet: true,
      codes: { 'page layout': 'layout-unknown', line: 'line-down' },
      line: 'no signal: The modem receives no signal on the line.',
    },
  ])('$recording, telnet $telnet', async ({ recording, telnet, codes, line }) => {
    await using mock = await createMockModem({ recording, now: () => 0 });
    const settings = { MODEM_URL: mock.url, ...(telnet && { MODEM_TELNET: mock.telnet }) };
    for (const [name, code] of Object.entries(codes)) {
      expect((await checkModem(name, settings)).code, name).toBe(code);
    }
    if (line !== undefined) expect((await checkModem('line', settings)).message).toBe(line);
    expect(mock.stats().telnet).toMatchObject({ maxConcurrent: telnet ? 1 : 0, open: 0 });
  });
});

describe('a status page that cannot be read', () => {
  let mock: MockModem;
  beforeAll(async () => {
    mock = await createMockModem({ recording: 'source-document', now: () => 0 });
  });
  afterAll(() => mock.close());

  it.each([
    ['http-500', /^page-http-status$/],
    ['login-page', /^page-login$/],
    ['unreachable', /^page-reset$/],
    ['endless', /^page-too-large$/],
    ['truncated', /^page-(?:format|reset)$/],
  ])('%s', async (scenario, code) => {
    await mock.setScenario(scenario);
    const result = await checkModem('status page', { MODEM_URL: mock.url });
    expect(result.status).toBe('failed');
    expect(result.code).toMatch(code);
    expect(result.advice).not.toBe('');
  });

  it('times out', async () => {
    await mock.setScenario('hang');
    expect(await checkModem('status page', { MODEM_URL: mock.url }, 0.5)).toMatchObject({
      status: 'failed',
      code: 'page-timeout',
    });
  });

  it.each([
    ['another page', 'var x = new Array(new stDsl("a","Up"),null);', 'page-format'],
    ['status 404', 404, 'page-http-status'],
  ])('another device sends %s', async (_, response, code) => {
    await using other = await fakeServer({ '/html/status/xdslStatus.asp': response });
    expect((await checkModem('status page', { MODEM_URL: other.url })).code).toBe(code);
  });

  it('has one value that cannot be read', async () => {
    await using adsl = await createMockModem({ recording: 'adsl', now: () => 0 });
    const { page } = await frameOf(adsl);
    await using odd = await fakeServer({ '/html/status/xdslStatus.asp': page.replace('"Up"', '"Sideways"') });
    const result = await checkModem('status page', { MODEM_URL: odd.url });
    expect(result).toMatchObject({ status: 'note', code: 'values-unreadable' });
    expect(result.message).toContain('stDsl[1] status');
  });

  it('is at the wrong address', async () => {
    const settings = { MODEM_URL: await nowhere() };
    expect((await checkModem('status page', settings)).code).toBe('page-connect');
    expect((await checkModem('page layout', settings)).code).toBe('skipped');
    expect((await checkModem('line', settings)).code).toBe('line-unknown');
  });

  it('leaves the line to telnet', async () => {
    await mock.setScenario('http-500');
    const result = await checkModem('line', { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet });
    expect(result.message).toBe('up, 42.0 / 8.9 Mbit/s, SNR margin 5.6 / 6.2 dB (downstream / upstream)');
  });

  it('is that of a mock modem that does not run', async () => {
    const { port } = new URL(await nowhere());
    const result = await checkModem('status page', { MOCK_MODEM_PORT: port });
    expect(result.code).toBe('page-connect');
    expect(result.message).toContain(`http://localhost:${port}/`);
    expect(result.advice).toContain('`npm start`');
  });
});

describe('the error history', () => {
  it.each([
    {
      recording: 'older-driver',
      message: [
        'latest 15 minutes (1 min): downstream 3 CRC errors, 2 errored seconds; upstream 1 CRC error, 1 errored second',
        '15 minutes before (15 min): downstream 19 CRC errors, 14 errored seconds; upstream 5 CRC errors, 5 errored seconds',
        'latest day (23 h 46 min): downstream 1740 CRC errors, 231 errored seconds, 1 severely errored second; ' +
          'upstream 88 CRC errors, 80 errored seconds',
        'day before (24 h): downstream 2410 CRC errors, 318 errored seconds, 2 severely errored seconds; ' +
          'upstream 80 CRC errors, 77 errored seconds, 1 severely errored second',
      ].join('\n'),
    },
    { recording: 'training', message: 'the driver has none; it prints it only while the line is up' },
  ])('of $recording is that of the driver', async ({ recording, message }) => {
    await using mock = await createMockModem({ recording, now: () => 0 });
    const result = await checkModem('error history', { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet });

    expect(result).toMatchObject({ status: 'ok', message });
  });

  it('needs telnet', async () => {
    await using mock = await createMockModem({ recording: 'adsl', now: () => 0 });

    expect((await checkModem('error history', { MODEM_URL: mock.url })).code).toBe('skipped');
  });
});

it('notes a command that cannot be read if the line statistics can', async () => {
  const uptime = 'cat /proc/uptime';
  await using original = await createMockModem({ recording: 'source-document', now: () => 0 });
  const { page: body, telnet } = await frameOf(original);
  const frame = { page: { status: 200, headers: {}, body }, telnet: { ...telnet, [uptime]: 'soon\n' } };
  await using mock = await createMockModem({ source: { name: 'x', answersAt: () => frame } });
  const settings = { MODEM_URL: mock.url, MODEM_TELNET: mock.telnet };
  const result = await checkModem('line statistics', settings);
  expect(result).toMatchObject({ status: 'note', code: 'command-unreadable' });
  expect(result.message).toMatch(/^cat \/proc\/uptime: /);
});

describe('telnet that fails', () => {
  let mock: MockModem;
  beforeAll(async () => {
    mock = await createMockModem({ recording: 'source-document', now: () => 0 });
  });
  afterAll(() => mock.close());

  const settings = () => ({ MODEM_URL: mock.url, MODEM_TELNET: mock.telnet });

  it.each([
    ['telnet-refused', 'telnet login', 'telnet-connect'],
    ['telnet-bad-password', 'telnet login', 'telnet-login'],
    ['telnet-cut', 'line statistics', 'telnet-reset'],
    ['telnet-flood', 'line statistics', 'telnet-too-large'],
  ])('%s: %s', async (scenario, name, code) => {
    await mock.setScenario(scenario);
    expect(await checkModem(name, settings())).toMatchObject({ status: 'failed', code });
    await expect.poll(() => mock.stats().telnet.open).toBe(0);
  });

  it.each([{ says: 'message' }, { says: 'nothing' }])(
    'retries while the modem is busy (with $says), and reports it if it stays busy',
    async (parameters) => {
      await mock.setScenario('telnet-busy', parameters);
      expect(await checkModem('telnet login', settings(), 2)).toMatchObject({
        status: 'failed',
        code: 'telnet-busy',
      });
    },
  );

  it('succeeds if the modem is busy only for a moment', async () => {
    await mock.setScenario('telnet-busy');
    setTimeout(() => void mock.setScenario('steady'), 300);
    expect((await checkModem('telnet login', settings())).status).toBe('ok');
  });

  it('does not print the password', async () => {
    await mock.setScenario('steady');
    const result = await checkModem('telnet login', { ...settings(), MODEM_PASSWORD: 'tr0ub4dor' });
    expect(result.code).toBe('telnet-login');
    expect(JSON.stringify(result)).not.toContain('tr0ub4dor');
  });
});
