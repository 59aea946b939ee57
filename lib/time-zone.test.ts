import { expect, it } from 'vitest';
import { isTimeZone } from './time-zone.ts';

it.each([
  ['Europe/London', true],
  ['UTC', true],
  ['Europe/Londn', false],
  ['', false],
])('recognises the time zone %j: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});
