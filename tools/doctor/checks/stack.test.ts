import { describe, expect, it } from 'vitest';
import type { Addresses } from '../../stack/addresses.ts';
import { examine, patientWith } from '../../../test/support/examine.ts';
import { type FakeResponse, fakeServer, nowhere } from '../../../test/support/fake-server.ts';

/** What a check says of a server that answers like this. */
async function examineServer(
  service: keyof Addresses,
  name: string,
  answers: Record<string, FakeResponse>,
  settings: Record<string, string> = {},
) {
  await using server = await fakeServer(answers);
  const patient = await patientWith({ settings, addresses: { [service]: server.url } });
  const { status, says, advice } = await examine(name, patient);
  return {
    status,
    says: says.replaceAll(server.url, 'server'),
    ...(advice !== undefined && { advice }),
    asked: server.requests,
  };
}

const success = (data: object) => ({ status: 'success', data });
const target = (job: string, health: string, lastError = '') => ({
  labels: { job },
  scrapeUrl: `http://${job}/metrics`,
  health,
  lastError,
});
const rule = (name: string, health = 'ok', lastError = '') => ({ name, type: 'alerting', health, lastError });

describe('prometheus', () => {
  const ready = { '/-/ready': 'Prometheus Server is Ready.\n' };
  it.each<{
    name: string;
    answers: Record<string, FakeResponse>;
    status: string;
    says: string;
    advice?: RegExp;
  }>([
    { name: 'prometheus', answers: ready, status: 'ok', says: 'answers at server' },
    {
      name: 'prometheus',
      answers: { '/-/ready': 503 },
      status: 'failed',
      says: 'Prometheus starts, and is not ready yet',
      advice: /^It reads its history first: try again in a minute\./,
    },
    {
      name: 'prometheus',
      answers: { '/-/ready': 404 },
      status: 'failed',
      says: 'something else than Prometheus answers at server (HTTP status 404)',
      advice: /^Stop that, or set PROMETHEUS_PORT/,
    },
    {
      name: 'scraping',
      answers: {
        '/api/v1/targets': success({ activeTargets: [target('prometheus', 'up'), target('hg612', 'up')] }),
      },
      status: 'ok',
      says: 'http://hg612/metrics is up',
    },
    {
      name: 'scraping',
      answers: {
        '/api/v1/targets': success({ activeTargets: [target('hg612', 'down', 'connection refused')] }),
      },
      status: 'failed',
      says: 'http://hg612/metrics: connection refused',
      advice: /^Prometheus cannot reach the exporter/,
    },
    {
      name: 'scraping',
      answers: { '/api/v1/targets': success({ activeTargets: [target('hg612', 'unknown')] }) },
      status: 'note',
      says: 'the exporter was not scraped yet',
      advice: /^It is every 30 s: try again\.$/,
    },
    {
      name: 'scraping',
      answers: { '/api/v1/targets': success({ activeTargets: [target('prometheus', 'up')] }) },
      status: 'failed',
      says: 'no target has the job hg612',
      advice: /^prometheus\/prometheus\.yml names it/,
    },
    {
      name: 'rules',
      answers: {
        '/api/v1/rules': success({
          groups: [
            { rules: [rule('HG612SyncLost'), rule('Watchdog')] },
            { rules: [{ ...rule('x:y'), type: 'recording' }] },
          ],
        }),
      },
      status: 'ok',
      says: '1 alerts of the HG612 and 2 other rules are loaded, and healthy',
    },
    {
      name: 'rules',
      answers: { '/api/v1/rules': success({ groups: [] }) },
      status: 'failed',
      says: 'no alert of the HG612 is loaded',
      advice: /^They stand in prometheus\/rules/,
    },
    {
      name: 'rules',
      answers: {
        '/api/v1/rules': success({
          groups: [{ rules: [rule('HG612SyncLost', 'err', 'many-to-many'), rule('Watchdog')] }],
        }),
      },
      status: 'failed',
      says: 'HG612SyncLost: many-to-many',
      advice: /^These rules cannot be evaluated\./,
    },
    {
      name: 'its alertmanager',
      answers: {
        '/api/v1/alertmanagers': success({ activeAlertmanagers: [{ url: 'http://am:9093/api/v2/alerts' }] }),
      },
      status: 'ok',
      says: 'http://am:9093',
    },
    {
      name: 'its alertmanager',
      answers: { '/api/v1/alertmanagers': success({ activeAlertmanagers: [] }) },
      status: 'failed',
      says: 'Prometheus knows no Alertmanager: nothing that fires is told to anybody',
      advice: /^prometheus\/prometheus\.yml names it/,
    },
    {
      name: 'its alertmanager',
      answers: { '/api/v1/alertmanagers': '<html>' },
      status: 'failed',
      says: 'server/api/v1/alertmanagers: the response is not JSON',
    },
    {
      name: 'its alertmanager',
      answers: { '/api/v1/alertmanagers': { nothing: 'of the kind' } },
      status: 'failed',
      says: 'it answers something that is not expected',
    },
    {
      name: 'its alertmanager',
      answers: { '/api/v1/alertmanagers': 401 },
      status: 'failed',
      says: 'server/api/v1/alertmanagers: HTTP status 401: no',
    },
  ])('$name: $says', async ({ name, answers, status, says, advice = /.?/ }) => {
    const found = await examineServer('prometheus', name, { ...ready, ...answers });
    expect(found).toMatchObject({ status, says });
    expect(found.advice ?? '').toMatch(advice);
  });

  const alerts = (...firing: string[]) => ({
    ...ready,
    '/api/v1/rules': success({ groups: [{ rules: [rule('HG612SyncLost')] }] }),
    '/api/v1/alerts': success({
      alerts: [
        ...firing.map((alertname) => ({ labels: { alertname }, state: 'firing' })),
        { labels: { alertname: 'HG612ScrapeSlow' }, state: 'pending' },
      ],
    }),
  });
  it.each([
    [['Watchdog'], 'ok', 'none but the Watchdog, which always fires'],
    [['Watchdog', 'HG612SyncLost', 'HG612SyncLost', 'X'], 'note', 'firing: HG612SyncLost, X'],
    [['HG612SyncLost'], 'failed', 'Watchdog does not fire, which it always should'],
  ])('alerts firing: %j', async (firing, status, says) => {
    expect(await examineServer('prometheus', 'alerts', alerts(...firing))).toMatchObject({ status, says });
  });

  it('has not evaluated its rules yet, as in its first half minute', async () => {
    const rules = success({ groups: [{ rules: [rule('HG612SyncLost'), rule('Watchdog', 'unknown')] }] });
    expect(
      await examineServer('prometheus', 'alerts', { ...alerts(), '/api/v1/rules': rules }),
    ).toMatchObject({
      status: 'note',
      says: 'none can be told yet: not all rules were evaluated since Prometheus started',
      advice: 'They are every 30 s: try again. If it stays so, `docker compose logs prometheus`.',
    });
  });

  it('is not there', async () => {
    const prometheus = await nowhere();
    expect(await examine('prometheus', await patientWith({ addresses: { prometheus } }))).toMatchObject({
      status: 'failed',
      says: `${prometheus}: connection refused (ECONNREFUSED)`,
      advice: expect.stringMatching(
        /^`npm start` starts the stack; `docker compose logs prometheus` says why/,
      ) as string,
    });
    expect(await examine('alerts', await patientWith({ addresses: { prometheus } }))).toMatchObject({
      status: 'left out',
      says: 'needs "rules"',
    });
  });
});

describe('alertmanager', () => {
  const ready = { '/-/ready': 'OK' };
  const receivers = (...names: string[]) => ({
    ...ready,
    '/api/v2/receivers': names.map((name) => ({ name })),
  });

  it.each([
    [['none', 'email', 'email-events', 'ntfy', 'ntfy-events'], 'ok', 'email, ntfy'],
    [['none', 'webhook', 'deadmansswitch'], 'ok', 'webhook, and a dead man’s switch'],
    [['none'], 'note', 'alerts go to nobody'],
    [['none', 'deadmansswitch'], 'note', 'alerts go to nobody but a dead man’s switch'],
  ])('receivers %j', async (names, status, says) => {
    expect(await examineServer('alertmanager', 'receivers', receivers(...names))).toMatchObject({
      status,
      says,
    });
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
    [metrics(), 'ok', 'none was sent yet'],
    [
      metrics(['total', 'email', 3], ['total', 'ntfy', 2], ['failed_total', 'ntfy', 0]),
      'ok',
      '5 sent since it started, none failed',
    ],
    [
      metrics(['total', 'email', 3], ['failed_total', 'email', 1]),
      'note',
      'email: 1 of 3 failed since it started',
    ],
    [
      metrics(['total', 'email', 3], ['failed_total', 'email', 3]),
      'failed',
      'email: 3 of 3 failed since it started',
    ],
    [
      {
        ...ready,
        '/metrics': 'alertmanager_notifications_failed_total{integration="email",reason="other"} 2\n',
      },
      'failed',
      'email: 2 of 2 failed since it started',
    ],
    [ready, 'ok', 'none was sent yet'],
  ])('notifications %#', async (answers, status, says) => {
    expect(await examineServer('alertmanager', 'notifications', answers)).toMatchObject({ status, says });
  });

  it('is something else, or not there', async () => {
    expect(
      await examineServer('alertmanager', 'alertmanager', { '/-/ready': 'Prometheus Server is Ready.' }),
    ).toMatchObject({
      status: 'failed',
      says: 'something else than Alertmanager answers at server (HTTP status 200)',
    });
    expect(await examine('receivers', await patientWith())).toMatchObject({
      status: 'left out',
      says: 'needs "alertmanager"',
    });
    expect((await examine('alertmanager', await patientWith())).advice).toMatch(
      /wrong ALERT_… settings keep it from starting, and `docker compose logs alertmanager-config` names them/,
    );
  });
});

describe('grafana', () => {
  const healthy = { '/api/health': { database: 'ok', version: '13.2.3' } };

  it('is there', async () => {
    expect(await examineServer('grafana', 'grafana', healthy)).toMatchObject({
      status: 'ok',
      says: 'version 13.2.3 answers at server',
    });
  });

  it('is not there: a note, and its data source left out', async () => {
    const grafana = await nowhere();
    const patient = await patientWith({ addresses: { grafana } });
    expect(await examine('grafana', patient)).toMatchObject({
      status: 'note',
      says: `not here: ${grafana}: connection refused (ECONNREFUSED)`,
    });
    expect(await examine('data source', patient)).toMatchObject({
      status: 'left out',
      says: 'needs "grafana"',
    });
  });

  it('is something else', async () => {
    expect(await examineServer('grafana', 'grafana', { '/api/health': { fine: true } })).toMatchObject({
      status: 'failed',
    });
    expect(await examineServer('grafana', 'grafana', {})).toMatchObject({
      status: 'failed',
      says: 'server/api/health: HTTP status 404: no',
    });
  });

  it.each<[FakeResponse, string, string]>([
    [{ results: { A: { status: 200, frames: [] } } }, 'ok', 'Prometheus answers through Grafana'],
    [
      { results: { A: { status: 500, error: 'no such host' } } },
      'failed',
      'a query through Grafana failed (HTTP status 200): no such host',
    ],
    [404, 'failed', 'Grafana has no data source hg612-prometheus'],
    [401, 'note', 'Grafana lets nobody ask without a login (HTTP status 401)'],
    [500, 'failed', 'a query through Grafana failed (HTTP status 500): no'],
  ])('data source %#', async (answer, status, says) => {
    const found = await examineServer('grafana', 'data source', { ...healthy, '/api/ds/query': answer });
    expect(found).toMatchObject({ status, says });
    expect(found.asked.at(-1)?.authorization).toBeUndefined();
  });

  it('is asked as the admin where the password is known, and that is shown to nobody else', async () => {
    const settings = { GRAFANA_ADMIN_PASSWORD: 'p:ss/wörd' };
    const found = await examineServer(
      'grafana',
      'data source',
      { ...healthy, '/api/ds/query': 500 },
      settings,
    );
    expect(found.asked.at(-1)?.authorization).toBe(
      `Basic ${Buffer.from('admin:p:ss/wörd').toString('base64')}`,
    );
    const { asked: _, ...said } = found;
    expect(JSON.stringify(said)).not.toContain('ss/w');
  });
});
