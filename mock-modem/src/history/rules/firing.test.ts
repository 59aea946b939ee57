import { describe, expect, it } from 'vitest';
import { firingTimes } from './firing.ts';

/** @param results one character per minute: `x` with a result */
function fires(rule: { for: number; keepFiringFor: number }, results: string): string {
  const minutes = Array.from(results, (_, index) => index * 60);
  const firing = new Set(firingTimes(rule, minutes, (time) => results[time / 60] === 'x'));
  return minutes.map((time) => (firing.has(time) ? 'F' : '.')).join('');
}

describe('firingTimes', () => {
  it.each([
    { what: 'at once without for', for: 0, keepFiringFor: 0, results: '.xx.x', firing: '.FF.F' },
    { what: 'when for has passed', for: 120, keepFiringFor: 0, results: '.xxxx.', firing: '...FF.' },
    {
      what: 'not for a result that is too short',
      for: 120,
      keepFiringFor: 0,
      results: 'xx.xx.',
      firing: '......',
    },
    {
      what: 'until keep_firing_for has passed',
      for: 60,
      keepFiringFor: 120,
      results: 'xx....',
      firing: '.FFF..',
    },
    {
      what: 'through a gap within keep_firing_for',
      for: 60,
      keepFiringFor: 120,
      results: 'xx..x.',
      firing: '.FFFFF',
    },
    {
      what: 'pending again after it resolved',
      for: 60,
      keepFiringFor: 60,
      results: 'xx..xx',
      firing: '.FF..F',
    },
    { what: 'never while pending only', for: 60, keepFiringFor: 120, results: 'x.x.x.', firing: '......' },
  ])('fires $what: $results', ({ results, firing, ...rule }) => {
    expect(fires(rule, results)).toBe(firing);
  });
});
