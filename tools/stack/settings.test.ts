import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAddresses } from './addresses.ts';
import { envFileWarnings, readAllSettings, readSettings } from './settings.mjs';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterEach(() => rm(root, { recursive: true }));

describe.each([
  ['with Docker Compose, if it is installed', { PATH: process.env['PATH'] }],
  ['without Docker Compose', { PATH: '/nonexistent' }],
])('readSettings %s', (_, path) => {
  beforeEach(() => writeFile(join(root, 'docker-compose.yml'), 'services: { s: { image: s } }'));

  it('reads .env, overridden by the environment', async () => {
    await writeFile(
      join(root, '.env'),
      '# comment\nMODEM_URL=http://a\nMODEM_TELNET="${HOST:-a}:23"\nLOG_LEVEL=debug\nEMPTY=\nSECRET=\'pa$word\'\n',
    );
    const settings = await readSettings(root, { ...path, MODEM_URL: 'http://b', LOG_LEVEL: '', HOST: 'c' });
    expect(settings).toMatchObject({ MODEM_URL: 'http://b', MODEM_TELNET: 'c:23', SECRET: 'pa$word' });
    expect(settings).not.toHaveProperty('LOG_LEVEL');
    expect(settings).not.toHaveProperty('EMPTY');
  });

  it('reads the environment alone if there is no .env', async () => {
    expect(await readSettings(root, { ...path, A: 'b', C: undefined })).toMatchObject({ A: 'b' });
  });

  it('resolves MODEM_PASSWORD_FILE against the project directory', async () => {
    await writeFile(join(root, '.env'), 'MODEM_PASSWORD_FILE=./secrets/modem\n');
    expect(await readSettings(root, path)).toMatchObject({
      MODEM_PASSWORD_FILE: join(root, 'secrets/modem'),
    });
    expect(await readSettings(root, { ...path, MODEM_PASSWORD_FILE: '/run/x' })).toMatchObject({
      MODEM_PASSWORD_FILE: '/run/x',
    });
  });

  it('keeps empty settings if all are requested', async () => {
    await writeFile(join(root, '.env'), 'MODEM_TELNET=\nLOG_LEVEL=info\n');
    const settings = await readAllSettings(root, { ...path, LOG_LEVEL: '' });
    expect(settings).toMatchObject({ MODEM_TELNET: '', LOG_LEVEL: '' });
  });

  it('rejects an invalid .env with its line', async () => {
    await writeFile(join(root, '.env'), "A=1\nB='open\n");
    await expect(readSettings(root, path)).rejects.toThrow('.env, line 2: B: the closing quote is missing');
  });
});

it('prefers the values of Docker Compose', async () => {
  await writeFile(join(root, 'docker'), '#!/bin/sh\necho "$@" "$GREETING"\necho "A=from compose"\n', {
    mode: 0o755,
  });
  await writeFile(join(root, '.env'), 'A=from the file\n');
  const settings = await readSettings(root, { PATH: `${root}:/bin:/usr/bin`, GREETING: 'x' });
  expect(settings['A']).toBe('from compose');
});

it('names the settings whose value Docker Compose cuts, and no part of the value', async () => {
  const file = [
    'A=1',
    'MODEM_PASSWORD=wrong$pass$word',
    "ALERT_EMAIL_PASSWORD='literal$dollar'",
    'B=$A${C:-default}$$D',
    'GRAFANA_ADMIN_PASSWORD="x${hidden}y"',
  ];
  await writeFile(join(root, '.env'), `${file.join('\n')}\n`);
  const text =
    ': Docker Compose removes the $ and the name after it, because no variable has that name. Put the value in ' +
    "'single quotes' to keep them.";
  expect(envFileWarnings(root, {})).toEqual([
    `.env, line 2: MODEM_PASSWORD${text}`,
    `.env, line 5: GRAFANA_ADMIN_PASSWORD${text}`,
  ]);
  expect(envFileWarnings(root, { pass: '1', word: '', hidden: '2' })).toEqual([]);
});

it('reports a .env that only Docker Compose refuses', async () => {
  await writeFile(
    join(root, 'docker'),
    '#!/bin/sh\necho "failed to read $PWD/.env: new rule" >&2\nexit 1\n',
    {
      mode: 0o755,
    },
  );
  await writeFile(join(root, '.env'), 'A=1\n');
  const reading = readSettings(root, { PATH: `${root}:/bin:/usr/bin` });
  await expect(reading).rejects.toThrow('.env: Docker Compose refuses it: new rule');
});

describe('findAddresses', () => {
  it.each([
    ['host', {}, {}, ['http://localhost:9612', 'http://localhost:9090', undefined, 'http://localhost:3000']],
    [
      'host',
      {},
      { ALERTMANAGER_URL: 'http://nas:9093' },
      ['http://localhost:9612', 'http://localhost:9090', 'http://nas:9093', 'http://localhost:3000'],
    ],
    [
      'host',
      {
        BIND_ADDRESS: '10.0.0.2',
        EXPORTER_PORT: '1',
        PROMETHEUS_PORT: '2',
        ALERTMANAGER_PORT: '3',
        GRAFANA_PORT: '4',
      },
      {},
      ['http://10.0.0.2:1', 'http://10.0.0.2:2', 'http://10.0.0.2:3', 'http://10.0.0.2:4'],
    ],
    [
      'host',
      { BIND_ADDRESS: '0.0.0.0', PROMETHEUS_URL: 'https://from.the.internet', ALERTMANAGER_URL: 'https://a' },
      { GRAFANA_URL: 'https://nas/grafana/', PROMETHEUS_URL: '' },
      ['http://localhost:9612', 'http://localhost:9090', undefined, 'https://nas/grafana'],
    ],
    [
      'container',
      { LISTEN_PORT: '81' },
      { ALERTMANAGER_URL: 'http://am:1' },
      ['http://127.0.0.1:81', 'http://prometheus:9090', 'http://am:1', 'http://grafana:3000'],
    ],
  ] as const)('%s %j %j', (place, settings, environment, expected) => {
    expect(Object.values(findAddresses(place, settings, environment))).toEqual(expected);
  });

  it('refuses a variable that is not a URL', () => {
    expect(() => findAddresses('host', {}, { PROMETHEUS_URL: 'nas:9090' })).toThrow(
      'PROMETHEUS_URL: expected a URL such as http://localhost:9090, found "nas:9090"',
    );
  });
});
