import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Environment } from '../../lib/environment.ts';
import { startServer } from '../../test/support/start-server.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alertmanager-config-'));
  await mkdir(join(folder, 'config'));
  await mkdir(join(folder, 'secrets'));
  await writeFile(join(folder, 'secrets', 'slack'), 'https://hooks.slack.example/services/T/B/s3cr3t\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function generate(environment: Environment): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      CONFIG_DIRECTORY: join(folder, 'config'),
      SECRETS_DIRECTORY: join(folder, 'secrets'),
      ...environment,
    },
    timeout: 60_000,
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: Number(code), out, err };
}

const config = () => readFile(join(folder, 'config', 'current', 'alertmanager.yml'), 'utf8');

it('reports that no receiver is configured', async () => {
  expect(await generate({})).toEqual({
    code: 0,
    out:
      'No notification receiver is configured: alerts appear only on the dashboards. See docs/notifications.md.\n' +
      'State of the line, and links to everything else: http://localhost:9612\n',
    err: '',
  });
  expect(await config()).toContain('receivers:\n  - name: none\n');
});

it('writes a configuration and lists the receivers with their alerts', async () => {
  const { code, out } = await generate({
    ALERT_SLACK_WEBHOOK_URL_FILE: 'slack',
    ALERT_WEBHOOK_URL: 'http://nas.lan',
    ALERT_WEBHOOK_MIN_SEVERITY: 'info',
    DEADMANSWITCH_URL: 'https://hc.example',
  });
  expect(code).toBe(0);
  expect(out).toBe(
    'slack: warnings and critical alerts\n' +
      'webhook: all alerts\n' +
      'deadmansswitch: a request every 5 minutes while alerting works\n' +
      'State of the line, and links to everything else: http://localhost:9612\n' +
      'Links in messages lead to http://localhost:9612, which a phone cannot open: set EXPORTER_URL in .env to addresses ' +
      'that it can open, and BIND_ADDRESS to one of this machine. See docs/notifications.md.\n',
  );
  expect(await readFile(join(folder, 'config/current/secrets/slack_webhook_url'), 'utf8')).toContain(
    's3cr3t',
  );
});

it('writes the target file with the name of the line for Prometheus', async () => {
  const targets = join(folder, 'targets');
  await mkdir(targets);
  const written = async (environment: Environment) => {
    expect(await generate({ TARGETS_DIRECTORY: targets, ...environment })).toMatchObject({ code: 0 });
    expect((await readdir(targets, { recursive: true })).toSorted()).toEqual([
      'line.yml',
      'spectrum',
      'spectrum/line.yml',
    ]);
    return parse(await readFile(join(targets, 'line.yml'), 'utf8')) as unknown;
  };
  const target = (instance: string) => [{ targets: ['exporter:9612'], labels: { instance } }];
  expect(await written({})).toEqual(target('HG612'));
  expect(await written({ LINE_NAME: 'Büro: hinten #2' })).toEqual(target('Büro: hinten #2'));

  const { code, err } = await generate({ TARGETS_DIRECTORY: targets, LINE_NAME: 'two\nlines' });
  expect([code, err]).toEqual([
    1,
    'LINE_NAME: expected a name of at most 64 characters without line breaks, found "two\\nlines"\n',
  ]);
  expect(await readFile(join(targets, 'line.yml'), 'utf8')).toContain('hinten');
});

it('writes the target of the spectrum job where SPECTRUM is on, as by default with the mock modem, and no target otherwise', async () => {
  const targets = join(folder, 'targets');
  await mkdir(targets);
  const written = async (environment: Environment) => {
    expect(await generate({ TARGETS_DIRECTORY: targets, ...environment })).toMatchObject({ code: 0 });
    return parse(await readFile(join(targets, 'spectrum/line.yml'), 'utf8')) as unknown;
  };
  const target = (instance: string): object => ({ targets: ['exporter:9612'], labels: { instance } });
  expect(await written({})).toEqual([target('HG612')]);
  expect(await written({ MODEM_TELNET: '' })).toEqual([]);
  expect(await written({ MODEM_URL: 'http://192.168.1.1', MODEM_TELNET: '192.168.1.1' })).toEqual([]);
  expect(await written({ SPECTRUM: 'on', LINE_NAME: 'Garage' })).toEqual([target('Garage')]);
  expect(await written({ SPECTRUM: 'off' })).toEqual([]);
});

it('reports every problem and keeps the previous configuration', async () => {
  await generate({ ALERT_SLACK_WEBHOOK_URL_FILE: 'slack' });
  const good = await config();
  const wrong = { ALERT_SLACK_WEBHOOK_URL: 'hooks.slack.example/s3cr3t', ALERT_SLACK_MIN_SEVERITY: 'loud' };
  expect(await generate(wrong)).toEqual({
    code: 1,
    out: '',
    err:
      'ALERT_SLACK_WEBHOOK_URL: expected a URL that begins with https:// or http://, found *** (26 characters)\n' +
      'ALERT_SLACK_MIN_SEVERITY: expected info, warning or critical, found "loud"\n',
  });
  expect(await config()).toBe(good);
});

it.each([
  { status: 200, code: 0, message: 'Alertmanager reloaded its configuration.\n', receiver: 'slack' },
  {
    status: 500,
    code: 1,
    message: 'Alertmanager rejected the configuration; the previous one stays active: ',
    receiver: 'none',
  },
])(
  'exits with $code when Alertmanager responds to the reload with $status',
  async ({ status, code, message, receiver }) => {
    await generate({});
    await using alertmanager = await startServer(
      createServer((_request, response) => response.writeHead(status).end()),
    );
    const outcome = await generate({ ALERT_SLACK_WEBHOOK_URL_FILE: 'slack', RELOAD_URL: alertmanager.url });
    expect(outcome.code).toBe(code);
    expect(outcome.out + outcome.err).toContain(message);
    expect(await config()).toContain(receiver === 'slack' ? '- name: slack\n' : '- name: none\n');
    expect((await config()).includes('slack_configs')).toBe(receiver === 'slack');
  },
);

it('succeeds while Alertmanager is not running', async () => {
  expect(await generate({ RELOAD_URL: 'http://127.0.0.1:5' })).toMatchObject({ code: 0, err: '' });
  expect(await readdir(join(folder, 'config'))).toHaveLength(2);
});
