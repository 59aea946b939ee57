import { expect, it } from 'vitest';
import { createZone } from './zone.ts';

const at = (text: string): number => Date.parse(text) / 1000;

it.each([
  // Clocks go back: the day has 25 hours.
  ['Europe/London', '2026-10-25T12:00:00Z', '2026-10-24T23:00:00Z', '2026-10-26T00:00:00Z'],
  // Clocks go forward: 23 hours.
  ['Europe/London', '2026-03-29T12:00:00Z', '2026-03-29T00:00:00Z', '2026-03-29T23:00:00Z'],
  ['Asia/Kathmandu', '2026-11-26T00:00:00Z', '2026-11-25T18:15:00Z', '2026-11-26T18:15:00Z'],
  ['UTC', '2026-11-26T00:00:00Z', '2026-11-26T00:00:00Z', '2026-11-27T00:00:00Z'],
])('in %s the day of %s is from %s to %s', (name, time, from, to) => {
  expect(createZone(name).dayOf(at(time))).toEqual({ from: at(from), to: at(to) });
});

it('gives local times, in summer and in winter', () => {
  const zone = createZone('Europe/London');
  expect(zone.at(at('2026-07-01T23:10:00Z'))).toMatchObject({ date: '2026-07-02', hour: 0 });
  expect(zone.at(at('2026-12-01T23:10:00Z'))).toMatchObject({ date: '2026-12-01', hour: 23 });
  expect(zone.dateTime(at('2026-07-01T23:10:00Z'))).toBe('2 Jul 2026, 00:10');
  expect(zone.abbreviation(at('2026-07-01T23:10:00Z'))).toBe('BST');
});
