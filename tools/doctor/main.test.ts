import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';
import { fakeServer, nowhere } from '../../test/support/fake-server.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** The doctor as its own process; whatever .env this checkout has, the shell's word counts. */
async function doctor(environment: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env['PATH'],
      MODEM_PASSWORD: '',
      MODEM_PASSWORD_FILE: '',
      MODEM_USERNAME: '',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: ((await exit) as [number])[0], stdout, stderr };
}

const success = (data: object) => ({ status: 'success', data });

it('finds nothing wrong where nothing is, with status 0', async () => {
  await using mock = await createMockModem({ recording: 'source-document' });
  const series = ['xdsl_status', 'xdslcmd_stats'].map(
    (name) => `hg612_scrape_collector_success{collector="${name}"} 1\n`,
  );
  await using exporter = await fakeServer({ '/-/healthy': 'healthy\n', '/metrics': series.join('') });
  await using prometheus = await fakeServer({
    '/-/ready': 'Prometheus Server is Ready.\n',
    '/api/v1/query': success({ result: [0, String(Date.now() / 1000)] }),
    '/api/v1/targets': success({
      activeTargets: [
        { labels: { job: 'hg612' }, scrapeUrl: 'http://exporter:9612/metrics', health: 'up', lastError: '' },
      ],
    }),
    '/api/v1/rules': success({
      groups: [{ rules: [{ name: 'HG612SyncLost', type: 'alerting', health: 'ok' }] }],
    }),
    '/api/v1/alerts': success({ alerts: [{ labels: { alertname: 'Watchdog' }, state: 'firing' }] }),
    '/api/v1/alertmanagers': success({
      activeAlertmanagers: [{ url: 'http://alertmanager:9093/api/v2/alerts' }],
    }),
  });
  await using alertmanager = await fakeServer({
    '/-/ready': 'OK',
    '/api/v2/receivers': [{ name: 'none' }, { name: 'ntfy' }],
  });
  await using grafana = await fakeServer({
    '/api/health': { database: 'ok', version: '13.2.3' },
    '/api/ds/query': { results: { A: { status: 200 } } },
  });
  const environment = {
    MODEM_URL: mock.url,
    MODEM_TELNET: mock.telnet,
    EXPORTER_URL: exporter.url,
    PROMETHEUS_URL: prometheus.url,
    ALERTMANAGER_URL: alertmanager.url,
    GRAFANA_URL: grafana.url,
  };
  const { status, stdout, stderr } = await doctor(environment);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/\n\nNothing is wrong \(1 note, 20 ok\)\.\n$/);
  expect(stdout).toMatch(/^Settings\n {2}note {6}settings {10}a modem of your own is read: /);
  expect(status).toBe(0);
}, 20_000);

it('says what is wrong, with status 1, for people and for programs', async () => {
  const silent = await nowhere();
  const environment = {
    MODEM_URL: silent,
    MODEM_TELNET: '',
    EXPORTER_URL: silent,
    PROMETHEUS_URL: silent,
    ALERTMANAGER_URL: silent,
    GRAFANA_URL: silent,
  };
  const people = await doctor(environment);
  expect(people).toMatchObject({ status: 1, stderr: '' });
  expect(people.stdout).toMatch(/\n\nBegin with "status page" \(4 failed, 2 notes, 13 left out, 2 ok\)\.\n$/);
  const programs = await doctor(environment, '--json');
  expect(programs.status).toBe(1);
  const report = JSON.parse(programs.stdout) as { ok: boolean; checks: { name: string; status: string }[] };
  expect(report.ok).toBe(false);
  expect(report.checks.find(({ name }) => name === 'status page')?.status).toBe('failed');
}, 20_000);

it('is not upset when nobody reads it to the end', async () => {
  const silent = await nowhere();
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], MODEM_URL: silent, MODEM_TELNET: '', MODEM_PASSWORD_FILE: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const exit = once(child, 'exit');
  expect(await text(child.stderr)).toBe('');
  expect(await exit).toEqual([1, null]);
}, 20_000);

it('says how it is used', async () => {
  expect((await doctor({}, '--help')).stdout).toMatch(/^npm run doctor \[-- --json\]\n/);
  expect(await doctor({}, '--heal')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("Unknown option '--heal'") as string,
  });
  expect(await doctor({ GRAFANA_URL: 'grafana' })).toMatchObject({
    status: 2,
    stderr: 'GRAFANA_URL: expected a URL such as http://localhost:9090, found "grafana"\n',
  });
});
