import { expect, it } from 'vitest';

import { troubledIn } from './compose.mjs';

const listing = (...rows: string[][]) => rows.map((row) => row.join('\t')).join('\n');

it.each([
  { what: 'one that ended with an error', row: ['history', 'hg612-history-1', '1', '', 'exited'] },
  { what: 'one that is not healthy', row: ['exporter', 'hg612-exporter-1', '0', 'unhealthy', 'running'] },
  // Between two attempts there is neither an exit status nor a health.
  { what: 'one that ends again and again', row: ['exporter', 'hg612-exporter-1', '0', '', 'restarting'] },
])('names $what', ({ row }) => {
  const well = ['prometheus', 'hg612-prometheus-1', '0', 'healthy', 'running'];
  const done = ['alertmanager-config', 'hg612-alertmanager-config-1', '0', '', 'exited'];
  expect(troubledIn(listing(well, row, done), '')).toEqual([row[0]]);
});

it('names one that compose gave up on, though it is just being started once more', () => {
  const said = ' Container hg612-mock-modem-1  Waiting\ncontainer hg612-exporter-1 is unhealthy\n';
  const rows = [
    ['exporter', 'hg612-exporter-1', '0', 'starting', 'running'],
    ['mock-modem', 'hg612-mock-modem-1', '0', 'starting', 'running'],
  ];
  expect(troubledIn(listing(...rows), said)).toEqual(['exporter']);
});

it('names nobody where all is well', () => {
  expect(troubledIn('', '')).toEqual([]);
});
