import { expect, it } from 'vitest';
import { scrapeSeconds } from './deadline.ts';

it.each([
  { header: '', seconds: 8, why: 'no header' },
  { header: '5', seconds: 4.5, why: 'lowered, half a second before the timeout' },
  { header: '30', seconds: 8, why: 'never raised' },
  { header: '0.8', seconds: 0.4, why: 'half of a timeout that is too short for that' },
  { header: '0', seconds: 8, why: 'invalid' },
  { header: '-3', seconds: 8, why: 'invalid' },
  { header: 'soon', seconds: 8, why: 'invalid' },
  { header: 'Infinity', seconds: 8, why: 'invalid' },
])('a header of "$header" gives $seconds s: $why', ({ header, seconds }) => {
  expect(scrapeSeconds(header, 8)).toBeCloseTo(seconds);
});
