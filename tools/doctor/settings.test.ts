import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAddresses } from './addresses.ts';
import { readSettings } from './settings.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('settings', () => {
  it('are those of .env, and over them those of the shell', async () => {
    await writeFile(
      join(root, '.env'),
      '# mine\nMODEM_URL=http://a\nMODEM_TELNET="a:23"\nLOG_LEVEL=debug\nEMPTY=\n',
    );
    expect(readSettings(root, { MODEM_URL: 'http://b', LOG_LEVEL: '' })).toEqual({
      MODEM_URL: 'http://b',
      MODEM_TELNET: 'a:23',
    });
  });

  it('are those of the shell alone where there is no .env', () => {
    expect(readSettings(root, { A: 'b', C: undefined })).toEqual({ A: 'b' });
  });

  it('name the password file from the project on', async () => {
    await writeFile(join(root, '.env'), 'MODEM_PASSWORD_FILE=./secrets/modem\n');
    expect(readSettings(root, {})).toEqual({ MODEM_PASSWORD_FILE: join(root, 'secrets/modem') });
    expect(readSettings(root, { MODEM_PASSWORD_FILE: '/run/x' })).toEqual({ MODEM_PASSWORD_FILE: '/run/x' });
  });
});

describe('addresses', () => {
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
      'image',
      { LISTEN_PORT: '81' },
      { ALERTMANAGER_URL: 'http://am:1' },
      ['http://127.0.0.1:81', 'http://prometheus:9090', 'http://am:1', 'http://grafana:3000'],
    ],
  ] as const)('%s %j %j', (place, settings, shell, expected) => {
    expect(Object.values(findAddresses(place, settings, shell))).toEqual(expected);
  });

  it('says when one is none', () => {
    expect(() => findAddresses('host', {}, { PROMETHEUS_URL: 'nas:9090' })).toThrow(
      'PROMETHEUS_URL: expected an address such as http://localhost:9090, found "nas:9090"',
    );
  });
});
