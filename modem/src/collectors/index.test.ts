import { expect, it } from 'vitest';
import { collectorNames } from './collector.ts';
import { collectors, collectorsFor, sourceText } from './index.ts';

it('lists every collector with its title and source, the most important command first', () => {
  expect(collectors.map((each) => [each.name, each.title, sourceText(each)])).toEqual([
    ['xdsl_status', 'Status page (HTTP)', '/html/status/xdslStatus.asp'],
    ['xdslcmd_stats', 'Line statistics (telnet)', 'xdslcmd info --stats'],
    ['xdslcmd_pbparams', 'Per-band values (telnet)', 'xdslcmd info --pbParams'],
    ['uptime', 'Modem uptime (telnet)', 'cat /proc/uptime'],
  ]);
  expect(collectors.map(({ name }) => name)).toEqual(collectorNames);
});

it('runs commands only where telnet is on', () => {
  expect(collectorsFor(false).map(({ name }) => name)).toEqual(['xdsl_status']);
  expect(collectorsFor(true)).toEqual(collectors);
});
