import { describe, expect, it } from 'vitest';
import { contextWith, runCheck } from '../../../test/support/doctor.ts';
import { type FakeResponse, fakeServer, nowhere } from '../../../test/support/fake-server.ts';
import type { Addresses } from '../../stack/addresses.ts';

/** Runs a check against a server with fixed responses, whose URL becomes `server` in the result. */
async function checkServer(
  service: keyof Addresses,
  name: string,
  responses: Record<string, FakeResponse>,
  settings: Record<string, string> = {},
) {
  await using server = await fakeServer(responses);
  const context = await contextWith({ settings, addresses: { [service]: server.url } });
  const result = await runCheck(name, context);
  return { ...result, message: result.message.replaceAll(server.url, 'server'), requests: server.requests };
}

const success = (data: object) => ({ status: 'success', data });
const target = (job: string, health: string, lastError = '') => ({
  labels: { job },
  scrapeUrl: `http://${job}/metrics`,
  health,
  lastError,
  lastScrape: '2026-11-25T19:00:04.512Z',
});
const rule = (name: string, health = 'ok', lastError = '') => ({ name, type: 'alerting', health, lastError });

describe('servers', () => {
  const expected = {
    exporter: { '/-/healthy': 'healthy\n' },
    prometheus: { '/-/ready': 'Prometheus Server is Ready.\n' },
    alertmanager: { '/-/ready': 'OK' },
    grafana: { '/api/health': { database: 'ok', version: '13.2.3' } },
  };
  const services = ['exporter', 'prometheus', 'alertmanager', 'grafana'] as const;

  it.each(services)('%s: is running', async (service) => {
    expect(await checkServer(service, service, expected[service])).toMatchObject({
      status: 'ok',
      code: 'ok',
    });
  });

  it.each([
    ['exporter', 'failed', 'exporter-unreachable'],
    ['prometheus', 'failed', 'prometheus-unreachable'],
    ['alertmanager', 'failed', 'alertmanager-unreachable'],
    ['grafana', 'note', 'grafana-not-running'],
  ] as const)('%s: is not running', async (service, status, code) => {
    const url = await nowhere();
    const result = await runCheck(service, await contextWith({ addresses: { [service]: url } }));
    expect(result).toMatchObject({ status, code });
    expect(result.message).toContain(`${url}: connection refused (ECONNREFUSED)`);
    expect(result.advice).toContain(`${service.toUpperCase()}_URL=… npm run doctor`);
  });

  it.each([
    ['exporter', { '/': 'hello' }, 'exporter-wrong-server'],
    ['prometheus', { '/-/ready': 404 }, 'prometheus-wrong-server'],
    ['prometheus', { '/-/ready': 503 }, 'prometheus-not-ready'],
    ['alertmanager', { '/-/ready': 'Prometheus Server is Ready.' }, 'alertmanager-wrong-server'],
    ['grafana', { '/api/health': { fine: true } }, 'grafana-error'],
    ['grafana', {}, 'grafana-error'],
  ] as const)('%s: responds with %j', async (service, responses, code) => {
    expect(await checkServer(service, service, responses)).toMatchObject({ status: 'failed', code });
  });

  it('skips the checks that need a server that is not running', async () => {
    for (const name of ['alerts', 'receivers', 'data source', 'modem read']) {
      expect((await runCheck(name, await contextWith())).code, name).toBe('skipped');
    }
  });
});

describe('prometheus', () => {
  const ready = { '/-/ready': 'Prometheus Server is Ready.\n' };
  const targets = (...activeTargets: object[]) => ({ '/api/v1/targets': success({ activeTargets }) });
  const rules = (...list: object[]) => ({ '/api/v1/rules': success({ groups: [{ rules: list }] }) });

  it.each<[string, Record<string, FakeResponse>, string]>([
    ['scrapes', targets(target('prometheus', 'up'), target('hg612', 'up')), 'ok'],
    ['scrapes', targets(target('hg612', 'down', 'connection refused')), 'target-down'],
    ['scrapes', targets(target('hg612', 'unknown')), 'target-pending'],
    ['scrapes', targets(target('prometheus', 'up')), 'target-missing'],
    ['rules', rules(rule('HG612SyncLost'), rule('Watchdog'), { ...rule('x:y'), type: 'recording' }), 'ok'],
    ['rules', { '/api/v1/rules': success({ groups: [] }) }, 'rules-missing'],
    ['rules', rules(rule('HG612SyncLost', 'err', 'many-to-many'), rule('Watchdog')), 'rules-failing'],
    [
      'alerting',
      {
        '/api/v1/alertmanagers': success({ activeAlertmanagers: [{ url: 'http://am:9093/api/v2/alerts' }] }),
      },
      'ok',
    ],
    [
      'alerting',
      { '/api/v1/alertmanagers': success({ activeAlertmanagers: [] }) },
      'alertmanager-not-configured',
    ],
    ['alerting', { '/api/v1/alertmanagers': '<html>' }, 'prometheus-error'],
    ['alerting', { '/api/v1/alertmanagers': { other: 'JSON' } }, 'prometheus-error'],
    ['alerting', { '/api/v1/alertmanagers': 401 }, 'prometheus-error'],
  ])('%s %j: %s', async (name, responses, code) => {
    expect((await checkServer('prometheus', name, { ...ready, ...responses })).code).toBe(code);
  });

  it.each([
    ['19:00:04', 'failed', 'target-down'],
    ['19:00:05', 'note', 'target-pending'],
  ])('a failed scrape at 19:00:04 and an exporter that started at %s: %s', async (time, status, code) => {
    await using exporter = await fakeServer({
      '/-/healthy': 'healthy\n',
      '/metrics':
        'hg612_scrape_collector_success{collector="xdsl_status"} 1\n' +
        `process_start_time_seconds ${Date.parse(`2026-11-25T${time}Z`) / 1000}\n`,
    });
    await using prometheus = await fakeServer({ ...ready, ...targets(target('hg612', 'down', 'refused')) });
    const addresses = { exporter: exporter.url, prometheus: prometheus.url };
    const settings = { MODEM_URL: await nowhere() };
    expect(await runCheck('scrapes', await contextWith({ settings, addresses }))).toMatchObject({
      status,
      code,
    });
  });

  it('reports the errors of targets and rules', async () => {
    const down = { ...ready, ...targets(target('hg612', 'down', 'connection refused')) };
    expect((await checkServer('prometheus', 'scrapes', down)).message).toBe(
      'http://hg612/metrics: connection refused',
    );
    const failing = { ...ready, ...rules(rule('HG612SyncLost', 'err', 'many-to-many')) };
    expect((await checkServer('prometheus', 'rules', failing)).message).toBe('HG612SyncLost: many-to-many');
  });

  const alerts = (...firing: string[]) => ({
    ...ready,
    ...rules(rule('HG612SyncLost')),
    '/api/v1/alerts': success({
      alerts: [
        ...firing.map((alertname) => ({ labels: { alertname }, state: 'firing' })),
        { labels: { alertname: 'HG612ScrapeSlow' }, state: 'pending' },
      ],
    }),
  });
  it.each([
    [['Watchdog'], 'ok'],
    [['Watchdog', 'HG612SyncLost', 'HG612SyncLost', 'X'], 'alerts-firing'],
    [['HG612SyncLost'], 'watchdog-missing'],
  ])('alerts firing %j: %s', async (firing, code) => {
    const result = await checkServer('prometheus', 'alerts', alerts(...firing));
    expect(result.code).toBe(code);
    if (code === 'alerts-firing') expect(result.message).toBe('firing: HG612SyncLost, X');
  });

  it('does not report a missing Watchdog before the first evaluation of the rules', async () => {
    const pending = rules(rule('HG612SyncLost'), rule('Watchdog', 'unknown'));
    expect(await checkServer('prometheus', 'alerts', { ...alerts(), ...pending })).toMatchObject({
      status: 'note',
      code: 'rules-pending',
    });
  });
});

describe('alertmanager', () => {
  const ready = { '/-/ready': 'OK' };

  it.each([
    [['none', 'email', 'email-events', 'ntfy', 'ntfy-events'], 'ok', 'email, ntfy'],
    [['none', 'webhook', 'deadmansswitch'], 'ok', "webhook, dead man's switch"],
    [['none'], 'no-receiver', 'no notification receiver is configured'],
    [
      ['none', 'deadmansswitch'],
      'no-receiver',
      "no notification receiver is configured, only the dead man's switch",
    ],
  ])('receivers %j: %s', async (names, code, message) => {
    const receivers = { ...ready, '/api/v2/receivers': names.map((name) => ({ name })) };
    expect(await checkServer('alertmanager', 'receivers', receivers)).toMatchObject({ code, message });
  });

  it.each([
    [['none', 'ntfy'], {}, 'links-loopback', 'links in messages lead to http://localhost:9612'],
    [
      ['none', 'ntfy'],
      { EXPORTER_PORT: '81' },
      'links-loopback',
      'links in messages lead to http://localhost:81',
    ],
    [['none', 'ntfy'], { GRAFANA_URL: 'https://nas' }, 'ok', 'links in messages lead to https://nas'],
    [['none', 'deadmansswitch'], {}, 'skipped', 'no receiver is configured'],
  ])('links for receivers %j with %j: %s', async (names, settings: Record<string, string>, code, message) => {
    const receivers = { ...ready, '/api/v2/receivers': names.map((name) => ({ name })) };
    const result = await checkServer('alertmanager', 'links', receivers, settings);
    expect(result).toMatchObject({ code, message });
  });

  const metrics = (...rows: [metric: string, receiver: string, count: number][]) => ({
    ...ready,
    '/metrics': rows
      .map(
        ([metric, receiver, count]) =>
          `alertmanager_notifications_${metric}{integration="x",receiver_name="${receiver}"} ${count}\n`,
      )
      .join(''),
  });
  it.each([
    [metrics(), 'ok', 'none sent since the start'],
    [
      metrics(['total', 'email', 3], ['total', 'ntfy', 2], ['failed_total', 'ntfy', 0]),
      'ok',
      '5 sent since the start, none failed',
    ],
    [
      metrics(['total', 'email', 3], ['failed_total', 'email', 1]),
      'note',
      'email: 1 of 3 failed since the start',
    ],
    [
      metrics(['total', 'email', 3], ['failed_total', 'email', 3]),
      'failed',
      'email: 3 of 3 failed since the start',
    ],
    [
      {
        ...ready,
        '/metrics': 'alertmanager_notifications_failed_total{integration="email",reason="other"} 2\n',
      },
      'failed',
      'email: 2 of 2 failed since the start',
    ],
    [ready, 'ok', 'none sent since the start'],
  ])('notifications, metrics %#: %s', async (responses, status, message) => {
    const result = await checkServer('alertmanager', 'notifications', responses);
    expect(result).toMatchObject({ status, message, code: status === 'ok' ? 'ok' : 'notifications-failing' });
  });

  describe('without a published port', () => {
    const addresses = { alertmanager: undefined };
    const report = (...findings: [name: string, status: string, code: string, message: string][]) => ({
      ok: true,
      code: 0,
      timedOut: false,
      stderr: '',
      stdout: JSON.stringify({
        checks: findings.map(([name, status, code, message]) => ({
          group: 'Alertmanager',
          name,
          status,
          code,
          message,
        })),
      }),
    });
    const running = report(
      ['alertmanager', 'ok', 'ok', 'running at http://alertmanager:9093'],
      ['receivers', 'note', 'no-receiver', 'no notification receiver is configured'],
      ['notifications', 'failed', 'notifications-failing', 'ntfy: 3 of 3 failed since the start'],
    );

    it.each([
      ['alertmanager', 'ok', 'running at http://alertmanager:9093, which is not published'],
      ['receivers', 'note', 'no notification receiver is configured'],
      ['notifications', 'failed', 'ntfy: 3 of 3 failed since the start'],
    ])("reports the findings of the exporter's container: %s", async (name, status, message) => {
      const commands: (readonly string[])[] = [];
      const runInExporter = async (args: readonly string[]) => {
        commands.push(args);
        return running;
      };
      const result = await runCheck(name, await contextWith({ addresses, runInExporter }));
      expect(result).toMatchObject({ status, message });
      expect(commands).toEqual([['doctor', '--json', '--only', 'alertmanager']]);
    });

    it('checks the links if the container found a receiver', async () => {
      const withReceiver = report(
        ['alertmanager', 'ok', 'ok', 'running at http://alertmanager:9093'],
        ['receivers', 'ok', 'ok', 'ntfy'],
      );
      const context = await contextWith({ addresses, runInExporter: async () => withReceiver });
      expect(await runCheck('links', context)).toMatchObject({ status: 'note', code: 'links-loopback' });
    });

    it('reports an Alertmanager that the container cannot reach', async () => {
      const stopped = report(
        ['alertmanager', 'failed', 'alertmanager-unreachable', 'getaddrinfo ENOTFOUND'],
        ['receivers', 'skipped', 'skipped', 'needs "alertmanager"'],
      );
      const context = await contextWith({ addresses, runInExporter: async () => stopped });
      expect(await runCheck('alertmanager', context)).toMatchObject({
        status: 'failed',
        code: 'alertmanager-unreachable',
        message: 'getaddrinfo ENOTFOUND',
      });
      expect(await runCheck('receivers', context)).toMatchObject({ status: 'skipped' });
    });

    it('says what to do if it cannot run in the container', async () => {
      const failure = {
        ok: false,
        code: 1,
        timedOut: false,
        stdout: '',
        stderr: 'service "exporter" is not running\n',
      };
      const context = await contextWith({ addresses, runInExporter: async () => failure });
      const result = await runCheck('alertmanager', context);
      expect(result).toMatchObject({
        code: 'alertmanager-unreachable',
        message:
          "its port is not published, and it cannot be checked from the exporter's container: " +
          'service "exporter" is not running',
      });
      expect(result.advice).toContain('set ALERTMANAGER_PORT=9093 in .env');
    });
  });

  it('refers to the log of the configuration generator if Alertmanager does not run', async () => {
    const { advice } = await runCheck('alertmanager', await contextWith());
    expect(advice).toContain('`docker compose logs alertmanager-config` lists invalid settings');
  });
});

describe('grafana', () => {
  const healthy = { '/api/health': { database: 'ok', version: '13.2.3' } };

  it.each<[FakeResponse, string]>([
    [{ results: { A: { status: 200, frames: [] } } }, 'ok'],
    [{ results: { A: { status: 500, error: 'no such host' } } }, 'data-source-error'],
    [404, 'data-source-missing'],
    [401, 'data-source-login-required'],
    [500, 'data-source-error'],
  ])('data source responds with %j: %s', async (response, code) => {
    const result = await checkServer('grafana', 'data source', { ...healthy, '/api/ds/query': response });
    expect(result.code).toBe(code);
    expect(result.requests.at(-1)?.authorization).toBeUndefined();
  });

  it('queries as the admin if the password is known, and does not print it', async () => {
    const settings = { GRAFANA_ADMIN_PASSWORD: 'p:ss/wörd' };
    const { requests, ...result } = await checkServer(
      'grafana',
      'data source',
      { ...healthy, '/api/ds/query': 500 },
      settings,
    );
    expect(requests.at(-1)?.authorization).toBe(`Basic ${Buffer.from('admin:p:ss/wörd').toString('base64')}`);
    expect(JSON.stringify(result)).not.toContain('ss/w');
  });
});
