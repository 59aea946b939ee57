import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAddresses } from './addresses.ts';
import { readSettings } from './settings.mjs';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterEach(() => rm(root, { recursive: true }));

// With PATH, Docker Compose is asked if it is installed; without, the file is parsed here.
describe.each([
  ['asked of Docker Compose where it is installed', { PATH: process.env['PATH'] }],
  ['read without Docker Compose', { PATH: '/nonexistent' }],
])('settings %s', (_, path) => {
  beforeEach(() => writeFile(join(root, 'docker-compose.yml'), 'services: { s: { image: s } }'));

  it('come from .env, overridden by the environment', async () => {
    await writeFile(
      join(root, '.env'),
      '# comment\nMODEM_URL=http://a\nMODEM_TELNET="${HOST:-a}:23"\nLOG_LEVEL=debug\nEMPTY=\nSECRET=\'pa$word\'\n',
    );
    const settings = await readSettings(root, { ...path, MODEM_URL: 'http://b', LOG_LEVEL: '', HOST: 'c' });
    expect(settings).toMatchObject({ MODEM_URL: 'http://b', MODEM_TELNET: 'c:23', SECRET: 'pa$word' });
    expect(settings).not.toHaveProperty('LOG_LEVEL');
    expect(settings).not.toHaveProperty('EMPTY');
  });

  it('come from the environment alone if there is no .env', async () => {
    expect(await readSettings(root, { ...path, A: 'b', C: undefined })).toMatchObject({ A: 'b' });
  });

  it('resolve MODEM_PASSWORD_FILE against the project directory', async () => {
    await writeFile(join(root, '.env'), 'MODEM_PASSWORD_FILE=./secrets/modem\n');
    expect(await readSettings(root, path)).toMatchObject({
      MODEM_PASSWORD_FILE: join(root, 'secrets/modem'),
    });
    expect(await readSettings(root, { ...path, MODEM_PASSWORD_FILE: '/run/x' })).toMatchObject({
      MODEM_PASSWORD_FILE: '/run/x',
    });
  });

  it('are refused with the line of .env that is wrong', async () => {
    await writeFile(join(root, '.env'), "A=1\nB='open\n");
    await expect(readSettings(root, path)).rejects.toThrow('line 2: B: the closing quote is missing');
  });
});

describe('findAddresses', () => {
  it.each([
    [
      'host',
      {},
      {},
      ['http://localhost:9612', 'http://localhost:9090', 'http://localhost:9093', 'http://localhost:3000'],
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
      { BIND_ADDRESS: '0.0.0.0', PROMETHEUS_URL: 'https://from.the.internet', GRAFANA_URL: 'https://g' },
      { GRAFANA_URL: 'https://nas/grafana/', PROMETHEUS_URL: '' },
      ['http://localhost:9612', 'http://localhost:9090', 'http://localhost:9093', 'https://nas/grafana'],
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
