import { expect, it } from 'vitest';
import type { CollectorName } from '../../../../modem/src/collectors/collector.ts';
import { type LineStatus, lineWithoutValues } from '../../../../modem/src/line/status.ts';
import type { Outcome } from '../../../../modem/src/parse.ts';
import { notesOn } from './notes.ts';

const succeeded: Outcome = { ok: true, parsed: { data: {}, problems: [] }, seconds: 0 };
const page = new Map<CollectorName, Outcome>([['xdsl_status', succeeded]]);
const pageAndTelnet = new Map<CollectorName, Outcome>([...page, ['xdslcmd_stats', succeeded]]);

const side = { gauges: { snrMargin: 6, attenuation: 20 }, counters: { crcErrors: 1 } };
const complete = (layout: LineStatus['layout']): LineStatus => ({
  ...lineWithoutValues('up', layout),
  downstream: side,
  upstream: side,
});

it.each([
  { name: 'nothing about an unreadable line', line: undefined, outcomes: page, notes: [] },
  {
    name: 'that a line that is down has no values',
    line: lineWithoutValues('no_signal', 'telnet'),
    outcomes: pageAndTelnet,
    notes: [/no values while the line is down/],
  },
  {
    name: 'that telnet would have what the page lacks on VDSL2',
    line: lineWithoutValues('up', 'shifted'),
    outcomes: page,
    notes: [/On VDSL2/, /set MODEM_TELNET/, /attenuation/],
  },
  {
    name: 'that telnet failed',
    line: lineWithoutValues('up', 'shifted'),
    outcomes: pageAndTelnet,
    notes: [/On VDSL2/, /could not be read/, /attenuation/],
  },
  {
    name: 'that telnet failed and the page has all gauges',
    line: {
      ...complete('documented'),
      downstream: { ...side, counters: {} },
      upstream: { ...side, counters: {} },
    },
    outcomes: pageAndTelnet,
    notes: [/could not be read/],
  },
  {
    name: 'since when the counters of telnet count',
    line: complete('telnet'),
    outcomes: pageAndTelnet,
    notes: [/since the DSL driver started/],
  },
  {
    name: 'since when the counters of the page count',
    line: complete('documented'),
    outcomes: page,
    notes: [/since the last sync/],
  },
  {
    name: 'which values the modem did not report',
    line: lineWithoutValues('up', 'documented'),
    outcomes: page,
    notes: [/did not report/, /attenuation/],
  },
])('notes $name', ({ line, outcomes, notes }) => {
  expect(notesOn({ line, outcomes })).toEqual(notes.map((note) => expect.stringMatching(note) as string));
});
