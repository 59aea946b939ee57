import { expect, it } from 'vitest';

import { failedServices } from './compose.mjs';

const listing = (...rows: string[][]) => rows.map((row) => row.join('\t')).join('\n');

it.each([
  { what: 'exited with an error', row: ['history', 'hg612-history-1', '1', '', 'exited'] },
  { what: 'is unhealthy', row: ['exporter', 'hg612-exporter-1', '0', 'unhealthy', 'running'] },
  // Between two attempts there is neither an exit status nor a health status.
  { what: 'restarts repeatedly', row: ['exporter', 'hg612-exporter-1', '0', '', 'restarting'] },
])('returns a service that $what', ({ row }) => {
  const healthy = ['prometheus', 'hg612-prometheus-1', '0', 'healthy', 'running'];
  const done = ['alertmanager-config', 'hg612-alertmanager-config-1', '0', '', 'exited'];
  expect(failedServices(listing(healthy, row, done), '')).toEqual([row[0]]);
});

it('returns a service that compose reports as unhealthy while it is restarting', () => {
  const output = ' Container hg612-mock-modem-1  Waiting\ncontainer hg612-exporter-1 is unhealthy\n';
  const rows = [
    ['exporter', 'hg612-exporter-1', '0', 'starting', 'running'],
    ['mock-modem', 'hg612-mock-modem-1', '0', 'starting', 'running'],
  ];
  expect(failedServices(listing(...rows), output)).toEqual(['exporter']);
});

it('returns nothing if no service failed', () => {
  expect(failedServices('', '')).toEqual([]);
});
