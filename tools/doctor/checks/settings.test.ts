import { describe, expect, it } from 'vitest';
import { contextWith, runCheck } from '../../../test/support/doctor.ts';
import { fakeServer } from '../../../test/support/fake-server.ts';

describe('settings', () => {
  it.each([
    [{}, 'ok', 'http://localhost:8612, telnet localhost:2323'],
    [
      { BIND_ADDRESS: '10.0.0.2', MOCK_MODEM_PORT: '81', MOCK_MODEM_TELNET_PORT: '24' },
      'ok',
      'http://10.0.0.2:81, telnet 10.0.0.2:24',
    ],
    [{ MODEM_URL: 'http://192.168.1.1' }, 'ok', 'http://192.168.1.1, telnet off'],
    [{ MODEM_URL: '192.168.1.1/', MODEM_TELNET: 'modem' }, 'ok', 'http://192.168.1.1, telnet modem:23'],
    [{ MODEM_URL: 'http://127.0.0.1:81' }, 'modem-url-loopback', 'http://127.0.0.1:81, telnet off'],
  ])('%j: %s, names the modem', async (settings, code, addresses) => {
    const result = await runCheck('settings', await contextWith({ settings }));
    expect(result.code).toBe(code);
    expect(result.message).toContain(addresses);
  });

  it('reports every problem, without a login, and skips what needs the settings', async () => {
    const settings = {
      MODEM_URL: 'http://jo:secret@modem',
      MODEM_TELNET: 'a:b:c',
      MODEM_PASSWORD: 'a\u0000b',
      LOG_LEVEL: 'loud',
      CONTRACT_DOWN_MBIT: '55 Mbit',
    };
    const { code, message } = await runCheck('settings', await contextWith({ settings }));
    expect(code).toBe('settings-invalid');
    expect(message.split('\n').map((line) => line.split(':')[0])).toEqual([
      'LOG_LEVEL',
      'CONTRACT_DOWN_MBIT',
      'MODEM_URL',
      'MODEM_TELNET',
      'MODEM_PASSWORD',
    ]);
    expect(message).not.toMatch(/jo|secret|a\0b/);
    expect((await runCheck('status page', await contextWith({ settings }))).code).toBe('skipped');
  });

  it('reports a .env that cannot be parsed', async () => {
    const envFileProblem = '.env, line 2: B: the closing quote is missing';
    const context = await contextWith({ envFileProblem, names: undefined });
    expect(await runCheck('settings', context)).toMatchObject({
      code: 'env-file-invalid',
      message: '.env, line 2: B: the closing quote is missing',
    });
    expect((await runCheck('names in .env', context)).code).toBe('skipped');
  });

  it.each(['host', 'container'] as const)('notes a loopback address of the modem on a %s', async (place) => {
    const context = await contextWith({ settings: { MODEM_URL: 'http://localhost' }, place });
    expect(await runCheck('settings', context)).toMatchObject({ code: 'modem-url-loopback', status: 'note' });
  });

  it('in a container are those of the exporter', async () => {
    const settings = { MODEM_URL: 'http://mock-modem:8080', MODEM_TELNET: 'mock-modem:2323' };
    const context = await contextWith({ settings, usesMockModem: true, place: 'container' });
    const { code, message } = await runCheck('settings', context);
    expect(code).toBe('ok');
    expect(message).toContain('http://mock-modem:8080, telnet mock-modem:2323');
  });
});

describe('stack settings', () => {
  it.each([
    [{}, 'ok', 'ok'],
    [{ warnings: ['.env, line 1: A: …'] }, 'note', 'setting-cut'],
    [{ refused: ['GRAFANA_PORT: …'], warnings: ['.env, line 1: A: …'] }, 'failed', 'settings-invalid'],
  ])('%j: %s, %s', async (context, status, code) => {
    expect(await runCheck('stack settings', await contextWith(context))).toMatchObject({ status, code });
  });
});

describe('names in .env', () => {
  const known = ['MODEM_URL', 'MODEM_TELNET'];

  it.each([
    [[], 'ok', 'ok'],
    [['MODEM_URL', 'COMPOSE_PROJECT_NAME'], 'ok', 'ok'],
    [['MODEM_URL', 'OTHER'], 'note', 'unknown-setting'],
  ])('%j: %s, %s', async (used, status, code) => {
    const names = { used, known, refused: [] };
    expect(await runCheck('names in .env', await contextWith({ names }))).toMatchObject({ status, code });
  });

  it('fails for a name with which the stack does not start', async () => {
    const line = 'MODEM_TELENT: unknown setting; did you mean MODEM_TELNET?';
    const names = { used: ['MODEM_TELENT', 'OTHER'], known, refused: [line] };
    expect(await runCheck('names in .env', await contextWith({ names }))).toMatchObject({
      status: 'failed',
      code: 'unknown-setting',
      message: line,
    });
  });
});

describe('clocks', () => {
  it.each([
    [Date.UTC(1970, 0, 1, 3), 'clock-wrong'],
    [Date.UTC(2027, 0, 1), 'ok'],
  ])('of this machine at %d ms: %s', async (time, code) => {
    const context = await contextWith({ now: () => time / 1000 });
    expect((await runCheck('system clock', context)).code).toBe(code);
  });

  it.each([
    [0, 'ok', 'ok'],
    [30, 'note', 'prometheus-clock-differs'],
    [-7200, 'failed', 'prometheus-clock-differs'],
  ])('of Prometheus, off by %d s: %s', async (offset, status, code) => {
    const now = 1_790_000_000;
    await using prometheus = await fakeServer({
      '/-/ready': 'Prometheus Server is Ready.\n',
      '/api/v1/query': { data: { resultType: 'scalar', result: [now + offset, String(now + offset)] } },
    });
    const context = await contextWith({ addresses: { prometheus: prometheus.url }, now: () => now });
    const result = await runCheck('prometheus clock', context);
    expect(result).toMatchObject({ status, code });
    if (offset !== 0) expect(result.message).toContain(`${Math.abs(offset)} s`);
  });
});
