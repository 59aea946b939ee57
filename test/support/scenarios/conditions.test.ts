import { expect, it } from 'vitest';
import { expandRecordings, firings } from './conditions.ts';

const minutes = (...moments: number[]): number[] => moments.map((minute) => minute * 60);

it.each([
  { name: 'fires at once without a waiting period', alert: {}, held: [0, 1], fires: [[0, 1]] },
  { name: 'fires after the waiting period', alert: { for: '2m' }, held: [0, 1, 2, 3], fires: [[2, 3]] },
  { name: 'waits again after a gap', alert: { for: '2m' }, held: [0, 1, 3, 4], fires: [] },
  {
    name: 'keeps firing for a while, which bridges a gap',
    alert: { for: '1m', keep_firing_for: '5m' },
    held: [0, 1, 4, 20],
    fires: [[1, 9]],
  },
  {
    name: 'fires again after a longer gap',
    alert: { keep_firing_for: '5m' },
    held: [0, 10],
    fires: [
      [0, 5],
      [10, 15],
    ],
  },
])('$name', ({ alert, held, fires }) => {
  expect(firings(alert, minutes(...held), 60)).toEqual(
    fires.map(([from = 0, to = 0]) => ({ from: from * 60, to: to * 60 })),
  );
});

it('expands recorded series to what they record, and not within themselves', () => {
  expect(expandRecordings('hg612:snr_margin_decibels:avg30m < 3')).toBe(
    '(avg_over_time(hg612_dsl_snr_margin_decibels[30m])) < 3',
  );
  expect(expandRecordings('hg612:exporter:up == 0')).toMatch(/up\s+and on.*hg612:exporter:up\[1d\].*== 0$/s);
});

it('leaves recorded series that are kept', () => {
  const kept = new Set(['hg612:snr_margin_decibels:avg30m']);

  expect(expandRecordings('hg612:snr_margin_decibels:avg30m < 3', kept)).toBe(
    'hg612:snr_margin_decibels:avg30m < 3',
  );
});
