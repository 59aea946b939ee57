import { expect, it } from 'vitest';
import { lineWithoutValues } from '../../../../modem/src/line/status.ts';
import { lineRows } from './rows.ts';

it.each([
  [0, '0 ms'],
  [0.000_25, '0.25 ms'],
  [0.008, '8 ms'],
])('shows an interleaver delay of %s s as %s', (interleaverDelay, text) => {
  const line = lineWithoutValues('up', 'telnet');
  line.downstream.gauges.interleaverDelay = interleaverDelay;
  const row = lineRows(line).find(({ label }) => label === 'Interleaver delay');
  expect(row).toEqual({ label: 'Interleaver delay', downstream: text, upstream: undefined });
});
