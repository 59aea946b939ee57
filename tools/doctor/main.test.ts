import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';
import { type FakeServer, fakeServer, nowhere } from '../../test/support/fake-server.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** Runs the doctor as a process. The environment overrides a `.env` in this checkout. */
async function doctor(environment: Record<string, string>, args: string[] = [], program = MAIN) {
  const child = spawn(process.execPath, [program, ...args], {
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
const rule = { name: 'HG612SyncLost', type: 'alerting', health: 'ok' };

describe('a stack', () => {
  const servers: Record<string, FakeServer> = {};
  beforeAll(async () => {
    const series = ['xdsl_status', 'xdslcmd_stats'].map(
      (name) => `hg612_scrape_collector_success{collector="${name}"} 1\n`,
    );
    servers['EXPORTER_URL'] = await fakeServer({ '/-/healthy': 'healthy\n', '/metrics': series.join('') });
    servers['PROMETHEUS_URL'] = await fakeServer({
      '/-/ready': 'Prometheus Server is Ready.\n',
      '/api/v1/query': () => success({ result: [0, String(Date.now() / 1000)] }),
      '/api/v1/targets': success({
        activeTargets: [
          {
            labels: { job: 'hg612' },
            scrapeUrl: 'http://exporter:9612/metrics',
            health: 'up',
            lastError: '',
          },
        ],
      }),
      '/api/v1/rules': success({ groups: [{ rules: [rule] }] }),
      '/api/v1/alerts': success({ alerts: [{ labels: { alertname: 'Watchdog' }, state: 'firing' }] }),
      '/api/v1/alertmanagers': success({
        activeAlertmanagers: [{ url: 'http://alertmanager:9093/api/v2/alerts' }],
      }),
    });
    servers['ALERTMANAGER_URL'] = await fakeServer({
      '/-/ready': 'OK',
      '/api/v2/receivers': [{ name: 'none' }, { name: 'ntfy' }],
    });
    servers['GRAFANA_URL'] = await fakeServer({
      '/api/health': { database: 'ok', version: '13.2.3' },
      '/api/ds/query': { results: { A: { status: 200 } } },
    });
  });
  afterAll(() => Promise.all(Object.values(servers).map((server) => server[Symbol.asyncDispose]())));

  const urls = () => Object.fromEntries(Object.entries(servers).map(([name, { url }]) => [name, url]));

  it('without problems: status 0', async () => {
    await using mock = await createMockModem({ recording: 'source-document' });
    const { status, stdout, stderr } = await doctor({
      ...urls(),
      MODEM_URL: mock.url,
      MODEM_TELNET: mock.telnet,
    });
    expect(stderr).toBe('');
    // The mock modem is on the loopback interface.
    expect(stdout).toMatch(/\n\nNo problems found \(2 notes, 23 ok\)\.\n$/);
    expect(status).toBe(0);
  }, 20_000);

  it('with problems: the report of testdata/report.txt, status 1, and the same as JSON', async () => {
    await using mock = await createMockModem({
      recording: 'source-document',
      scenario: 'telnet-bad-password',
    });
    const silent = await nowhere();
    const environment = {
      ...urls(),
      MODEM_URL: mock.url,
      MODEM_TELNET: mock.telnet,
      PROMETHEUS_URL: silent,
      GRAFANA_URL: silent,
    };
    const people = await doctor(environment);
    expect(people).toMatchObject({ status: 1, stderr: '' });
    const names: [address: string, name: string][] = [
      [silent, 'http://nowhere'],
      [mock.url, 'http://modem'],
      [mock.telnet, 'modem:23'],
      ...Object.entries(urls()).map(([name, url]): [string, string] => [
        url,
        `http://${name.replace(/_URL$/, '').toLowerCase()}`,
      ]),
    ];
    const report = names
      .reduce((stdout, [address, name]) => stdout.replaceAll(address, name), people.stdout)
      .replace(/\d{4}-\d\d-\d\d [\d:]+ UTC/, '2026-11-26 12:00:00 UTC')
      .replace(/\d+\.\d\d s/, '0.02 s');
    await expect(report).toMatchFileSnapshot('testdata/report.txt');

    const programs = await doctor(environment, ['--json']);
    expect(programs.status).toBe(1);
    const { ok, checks } = JSON.parse(programs.stdout) as {
      ok: boolean;
      checks: { name: string; status: string; code: string }[];
    };
    expect(ok).toBe(false);
    expect(checks.filter(({ status }) => status === 'failed').map(({ code }) => code)).toEqual([
      'telnet-login',
      'prometheus-unreachable',
    ]);
  }, 20_000);
});

it('keeps its exit status if its reader stops early', async () => {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], MODEM_URL: await nowhere(), MODEM_TELNET: '', MODEM_PASSWORD_FILE: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const exit = once(child, 'exit');
  expect(await text(child.stderr)).toBe('');
  expect(await exit).toEqual([1, null]);
});

describe('the command line', () => {
  it.each(['--help', '-h'])('%s prints the usage, status 0', async (flag) => {
    const { status, stdout } = await doctor({}, [flag]);
    expect(stdout).toMatch(/^npm run doctor -- \[--only <part>\] \[--json\]\n/);
    expect(status).toBe(0);
  });

  it.each(['--fix', 'modem', '--only=moden'])('refuses %s, status 2', async (argument) => {
    const { status, stdout, stderr } = await doctor({}, [argument]);
    expect(stderr).toContain(argument.replace('--only=', ''));
    expect([status, stdout]).toEqual([2, '']);
  });

  it('--only runs the checks of some parts, and those that they need', async () => {
    const modem = await nowhere();
    const { stdout } = await doctor({ MODEM_URL: modem, MODEM_TELNET: '', ALERTMANAGER_URL: modem }, [
      '--json',
      '--only',
      'modem',
      '--only',
      'Alertmanager',
    ]);
    const { checks } = JSON.parse(stdout) as { checks: { group: string; name: string }[] };
    expect([...new Set(checks.map(({ group }) => group))]).toEqual(['Settings', 'Modem', 'Alertmanager']);
    expect(checks.map(({ name }) => name)).toContain('settings');
    expect(checks.map(({ name }) => name)).not.toContain('names in .env');
  });

  it('refuses an address that is not a URL, status 2', async () => {
    expect(await doctor({ GRAFANA_URL: 'grafana' })).toMatchObject({
      status: 2,
      stderr: 'GRAFANA_URL: expected a URL such as http://localhost:9090, found "grafana"\n',
    });
  });
});

it('runs in a container as one bundled file', async () => {
  await using folder = await temporaryFolder();
  const outfile = join(folder.path, 'doctor.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('container.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const silent = await nowhere();
  const environment = {
    MODEM_URL: silent,
    EXPORTER_URL: silent,
    PROMETHEUS_URL: silent,
    ALERTMANAGER_URL: silent,
    GRAFANA_URL: silent,
  };
  const help = await doctor({}, ['--help'], outfile);
  const { status, stdout } = await doctor(environment, ['--json'], outfile);
  expect(help.stdout).toMatch(/^hg612 doctor \[--only <part>\] \[--json\]\n/);
  const { checks } = JSON.parse(stdout) as { checks: { code: string; advice?: string }[] };
  expect(checks.find(({ code }) => code === 'exporter-unreachable')?.advice).toMatch(/of this container/);
  expect(status).toBe(1);
});
