import { expect, it } from 'vitest';
import { accumulate } from './accumulate.ts';
import { createHistoryBuilder } from './history.ts';
import { createZone } from './zone.ts';

const at = (text: string): number => Date.parse(text) / 1000;

/** The hours of scrapes with a downstream sync rate in bytes/s, by time. */
function hoursOf(zone: string, rates: Readonly<Record<string, number>>) {
  const times = Object.keys(rates).map(at);
  const builder = createHistoryBuilder();
  builder.append([
    { column: 'modemUp', times, values: times.map(() => 1) },
    { column: 'syncRate.downstream', times, values: Object.values(rates) },
  ]);
  const { hours } = accumulate(builder.build(), { first: 0, last: times.length - 1 }, createZone(zone));
  return hours.map(({ from, directions }) => [
    new Date(from * 1000).toISOString().slice(0, 16),
    directions.downstream?.syncRate,
  ]);
}

it('has the lowest, the highest and the last sync rate of an hour', () => {
  const rates = {
    '2026-11-25T20:10:00Z': 5_000_000,
    '2026-11-25T20:20:00Z': 4_000_000,
    '2026-11-25T20:30:00Z': 4_500_000,
  };
  expect(hoursOf('UTC', rates)).toEqual([
    ['2026-11-25T20:00', { lowest: 4_000_000, highest: 5_000_000, last: 4_500_000 }],
  ]);
});

it.each([
  ['UTC', '2026-11-25T20:50:00Z', '2026-11-25T20:00'],
  ['Asia/Kathmandu', '2026-11-25T20:10:00Z', '2026-11-25T19:15'],
])('begins an hour in %s at the full hour, also if its first scrape is late', (zone, time, from) => {
  expect(hoursOf(zone, { [time]: 1 }).map(([start]) => start)).toEqual([from]);
});

it('keeps the two hours with the same local time apart when clocks go back', () => {
  const hours = hoursOf('Europe/London', { '2026-10-25T00:20:00Z': 1, '2026-10-25T01:20:00Z': 2 });
  expect(hours.map(([start]) => start)).toEqual(['2026-10-25T00:00', '2026-10-25T01:00']);
});
