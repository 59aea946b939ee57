import { expect, it } from 'vitest';
import { collectorNames } from './collector.ts';
import { collectors, collectorsFor, sourceText, spectrumCollectors } from './index.ts';

it('lists every collector with its title and source, the most important command first', () => {
  expect(collectors.map((each) => [each.name, each.title, sourceText(each)])).toEqual([
    ['xdsl_status', 'Status page (HTTP)', '/html/status/xdslStatus.asp'],
    ['xdslcmd_stats', 'Line statistics (telnet)', 'xdslcmd info --stats'],
    ['xdslcmd_pbparams', 'Per-band values (telnet)', 'xdslcmd info --pbParams'],
    ['uptime', 'Modem uptime (telnet)', 'cat /proc/uptime'],
  ]);
});

it('reads the spectrum apart from the line, and its band plan first', () => {
  expect(spectrumCollectors.map((each) => [each.name, each.title, sourceText(each)])).toEqual([
    ['xdslcmd_pbparams', 'Per-band values (telnet)', 'xdslcmd info --pbParams'],
    ['xdslcmd_bits', 'Bits per tone (telnet)', 'xdslcmd info --Bits'],
    ['xdslcmd_snr', 'SNR per tone (telnet)', 'xdslcmd info --SNR'],
    ['xdslcmd_qln', 'Quiet line noise per tone (telnet)', 'xdslcmd info --QLN'],
    ['xdslcmd_hlog', 'Channel attenuation per tone (telnet)', 'xdslcmd info --Hlog'],
  ]);
});

it('has a collector for every name', () => {
  const names = [...collectors, ...spectrumCollectors].map(({ name }) => name);
  expect(new Set(names)).toEqual(new Set(collectorNames));
});

it('runs commands only where telnet is on', () => {
  expect(collectorsFor(false).map(({ name }) => name)).toEqual(['xdsl_status']);
  expect(collectorsFor(true)).toEqual(collectors);
});
