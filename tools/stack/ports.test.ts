import { expect, it } from 'vitest';

import { startSilentServer } from '../../test/support/start-server.ts';
import { freePort } from '../../test/support/free-port.ts';
import { foreignBindAddress, invalidPorts, portsInUse } from './ports.mjs';

it('reports every port in use with its variable', async () => {
  await using one = await startSilentServer();
  await using other = await startSilentServer('0.0.0.0');
  const settings = {
    EXPORTER_PORT: `${one.port}`,
    GRAFANA_PORT: `${other.port}`,
    PROMETHEUS_PORT: `${await freePort()}`,
  };
  expect(await portsInUse(['exporter', 'prometheus', 'grafana'], settings)).toEqual([
    `EXPORTER_PORT: 127.0.0.1:${one.port} is in use by another program`,
    `GRAFANA_PORT: 127.0.0.1:${other.port} is in use by another program`,
  ]);
  expect(await portsInUse(['exporter', 'grafana'], settings, [`${one.port}`, `${other.port}`])).toEqual([]);
});

it.each(['abc', '0', '65536', '-1', '80.5'])('rejects %s as a port', (port) => {
  expect(invalidPorts(['exporter', 'mockModem'], { MOCK_MODEM_PORT: port })).toEqual([
    `MOCK_MODEM_PORT: expected a port from 1 to 65535, found "${port}"`,
  ]);
});

it('rejects a port that two settings share', () => {
  expect(invalidPorts(['exporter', 'prometheus', 'grafana'], { EXPORTER_PORT: '3000' })).toEqual([
    'GRAFANA_PORT: expected another port than that of EXPORTER_PORT, found 3000',
  ]);
});

it('considers the port of Alertmanager only if it is published', async () => {
  expect(invalidPorts(['alertmanager', 'grafana'], { GRAFANA_PORT: '9093' })).toEqual([]);
  expect(invalidPorts(['alertmanager', 'grafana'], { GRAFANA_PORT: '81', ALERTMANAGER_PORT: '81' })).toEqual([
    'GRAFANA_PORT: expected another port than that of ALERTMANAGER_PORT, found 81',
  ]);
  await using other = await startSilentServer();
  expect(await portsInUse(['alertmanager'], { ALERTMANAGER_PORT: `${other.port}` })).toEqual([
    `ALERTMANAGER_PORT: 127.0.0.1:${other.port} is in use by another program`,
  ]);
});

it('rejects a BIND_ADDRESS that is not an IP address', () => {
  expect(invalidPorts(['exporter'], { BIND_ADDRESS: 'eth0' })).toEqual([
    'BIND_ADDRESS: expected an IP address of this machine, found "eth0"',
  ]);
  expect(invalidPorts(['exporter'], { BIND_ADDRESS: '[::1]' })).toEqual([]);
});

it('reports a BIND_ADDRESS of another machine, and what to set', async () => {
  expect(await foreignBindAddress({ BIND_ADDRESS: '192.0.2.7' })).toBe(
    'BIND_ADDRESS: 192.0.2.7 is not an address of this machine; set one that is, or 0.0.0.0 for all of them',
  );
});

it.each([{}, { BIND_ADDRESS: '0.0.0.0' }, { BIND_ADDRESS: '127.0.0.2' }])(
  'accepts the address of this machine in %j',
  async (settings) => {
    expect(await foreignBindAddress(settings)).toBeUndefined();
  },
);

it('checks the address that ports are published on', async () => {
  await using other = await startSilentServer('127.0.0.2');
  const settings = { EXPORTER_PORT: `${other.port}` };
  // Not 127.0.0.1, where another program may use this port.
  expect(await portsInUse(['exporter'], { ...settings, BIND_ADDRESS: '127.0.0.3' })).toEqual([]);
  expect(await portsInUse(['exporter'], { ...settings, BIND_ADDRESS: '127.0.0.2' })).toHaveLength(1);
});
