import { describe, expect, it } from 'vitest';
import { adviceFor } from './advice.ts';
import { failureReasons } from './errors.ts';

const sources = ['xdsl_status', 'xdslcmd_stats'] as const;
const all = sources.flatMap((collector) => failureReasons.map((reason) => ({ collector, reason })));

describe.each(all)('the advice for $reason of $collector', ({ collector, reason }) => {
  const advice = adviceFor(collector, reason);

  it('is sentences', () => {
    expect(advice).toMatch(/^[A-Z][^]+\.$/);
  });

  it('recommends a restart last if at all, with its cost', () => {
    const [, after] = advice.split(/(?=Restart)/);
    if (after === undefined) expect(advice).not.toMatch(/restart/i);
    else
      expect(after).toMatch(
        /^Restart the modem only as a last resort: .* DLM counts every resync against it\.$/,
      );
  });
});

it.each(sources)(
  'names no route and a wrong address for a connection of %s that does not open',
  (collector) => {
    expect(adviceFor(collector, 'connect')).toMatch(/no route to the modem, or wrong address or port/);
    expect(adviceFor(collector, 'connect')).not.toMatch(/restart/i);
  },
);

it('names other clients for a refused session, and not the password', () => {
  expect(adviceFor('xdslcmd_stats', 'busy')).toMatch(/Another client may be logged in/);
  expect(adviceFor('xdslcmd_stats', 'busy')).not.toMatch(/password/i);
});
