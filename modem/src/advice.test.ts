import { describe, expect, it } from 'vitest';
import { adviceFor, stepsFor } from './advice.ts';
import { failureReasons, ModemHttpStatusError } from './errors.ts';

const sources = ['xdsl_status', 'xdslcmd_stats'] as const;
const all = sources.flatMap((collector) => failureReasons.map((reason) => ({ collector, reason })));

describe.each(all)('the advice for $reason of $collector', ({ collector, reason }) => {
  const advice = adviceFor(collector, reason);

  it('is sentences', () => {
    expect(advice).toMatch(/^[A-Z][^]+\.$/);
  });

  it('has a step to try', () => {
    expect(stepsFor(collector, reason).steps).not.toEqual([]);
  });

  it('recommends a restart last if at all, with its cost', () => {
    const [, after] = advice.split(/(?=Restart)/);
    if (after === undefined) expect(advice).not.toMatch(/restart/i);
    else
      expect(after).toMatch(
        /^Restart the modem only as a last resort: .* DLM counts every resync against the line\.$/,
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

describe('the advice for an HTTP status', () => {
  const error = (status: number) => new ModemHttpStatusError('http://modem/', status);

  it.each([
    [404, 'found 404 (no such page)', /^The device has no such page\. Check that MODEM_URL/, /boot|restart/i],
    [403, 'found 403 (access denied)', /^The modem requires a login/, /boot|restart/i],
    [
      500,
      'found 500 (server error)',
      /reported an internal error\. Wait two minutes.*Restart the modem/,
      /no such page/,
    ],
    [503, 'found 503 (server error)', /reported an internal error/, /no such page/],
    [302, 'found 302', /Check that MODEM_URL is the address of an HG612/, /boot|restart/i],
  ])('%i differs from that for others', (status, found, advice, other) => {
    expect(error(status).message).toBe(`http://modem/: expected HTTP status 200, ${found}`);
    expect(error(status).reason).toBe('http_status');
    expect(adviceFor('xdsl_status', error(status))).toMatch(advice);
    expect(adviceFor('xdsl_status', error(status))).not.toMatch(other);
  });
});
