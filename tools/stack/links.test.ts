import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isLoopback } from '../../lib/loopback.mjs';
import { addressOfThisMachine, linksOf, linkVariables } from './links.mjs';
import { parseEnvFile } from './env-file.mjs';
import { ROOT } from './root.mjs';

it.each([
  [{}, 'http://localhost:3000', 'http://localhost:9612'],
  [{ GRAFANA_PORT: '3001', EXPORTER_PORT: '81' }, 'http://localhost:3001', 'http://localhost:81'],
  [{ BIND_ADDRESS: '192.168.1.2' }, 'http://192.168.1.2:3000', 'http://192.168.1.2:9612'],
  [{ BIND_ADDRESS: '0.0.0.0', GRAFANA_PORT: '81' }, 'http://10.0.0.5:81', 'http://10.0.0.5:9612'],
  [{ BIND_ADDRESS: '[::]' }, 'http://10.0.0.5:3000', 'http://10.0.0.5:9612'],
  [
    { BIND_ADDRESS: '0.0.0.0', GRAFANA_URL: 'https://nas/grafana' },
    'https://nas/grafana',
    'http://10.0.0.5:9612',
  ],
])('links with %j: %s, %s', (settings, grafana, exporter) => {
  expect(linksOf(settings, '10.0.0.5')).toMatchObject({ grafana, exporter });
});

it.each([
  [{}, undefined],
  [{ ALERTMANAGER_PORT: '81' }, 'http://localhost:81'],
  [{ ALERTMANAGER_URL: 'https://nas/am' }, 'https://nas/am'],
])('links to Alertmanager only if its port is published or its URL is set: %j, %s', (settings, url) => {
  expect(linksOf(settings, undefined).alertmanager).toBe(url);
  expect(linkVariables(settings, undefined, true)['ALERTMANAGER_URL']).toBe(url);
});

it('has no link to Grafana if GRAFANA_URL is empty', () => {
  expect(linksOf({ GRAFANA_URL: '' }, undefined).grafana).toBeUndefined();
});

it('uses localhost on a machine without a network', () => {
  expect(linksOf({ BIND_ADDRESS: '0.0.0.0' }, undefined).grafana).toBe('http://localhost:3000');
});

it.each([
  [{}, true, 'http://localhost:3000'],
  [{}, false, ''],
  [{ GRAFANA_URL: '' }, true, ''],
  [{ GRAFANA_URL: 'https://nas/grafana' }, false, 'https://nas/grafana'],
])('GRAFANA_URL with %j, Grafana %s: %j', (settings, hasGrafana, url) => {
  expect(linkVariables(settings, undefined, hasGrafana)['GRAFANA_URL']).toBe(url);
});

it.each([
  {},
  { BIND_ADDRESS: '10.0.0.2' },
  { BIND_ADDRESS: '10.0.0.2', GRAFANA_PORT: '1', PROMETHEUS_PORT: '2' },
  { ALERTMANAGER_PORT: '9093' },
  { BIND_ADDRESS: '10.0.0.2', ALERTMANAGER_PORT: '3' },
  { ALERTMANAGER_URL: 'http://nas.lan' },
])('docker-compose.yml has the same defaults with %j', async (settings: Record<string, string>) => {
  const composeFile = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
  const defaults = composeFile.matchAll(/\$\{(\w+_URL):?-((?:http|\$).*\})\}/g);
  const found = Array.from(defaults, ([, name = '', text = '']) => [
    name,
    settings[name] ?? parseEnvFile(`X=${text}`, settings)['X'],
  ]);
  expect(found.length).toBeGreaterThan(4);
  const expected = linkVariables(settings, undefined, true);
  for (const [name = '', url] of found) {
    // Without a published port, messages have no link to Alertmanager, and its own pages have the internal address.
    const internal = url === '' ? '' : 'http://alertmanager:9093';
    expect(url, name).toBe(expected[name] ?? internal);
  }
});

it.each([
  ['http://localhost:3000', true],
  ['http://127.0.1.1/x', true],
  ['http://[::1]:9', true],
  ['http://0.0.0.0:3000', true],
  ['http://[::]:3000', true],
  ['http://192.168.1.2', false],
  ['https://localhost.example', false],
])('%s is on the loopback interface: %s', (url, expected) => {
  expect(isLoopback(url)).toBe(expected);
});

it('finds an address of this machine that is not loopback, or none', async () => {
  const address = (await addressOfThisMachine()) ?? '192.0.2.1';
  expect(isIPv4(address)).toBe(true);
  expect(isLoopback(`http://${address}`)).toBe(false);
});
