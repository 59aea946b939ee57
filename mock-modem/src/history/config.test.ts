import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const DAY = 86_400;

describe('loadConfig', () => {
  it('by default tells 30 days of the line that the mock modem plays by default', () => {
    expect(loadConfig({})).toEqual({ line: 'vdsl2-ginp', seed: 1, telnet: true, seconds: 30 * DAY });
  });

  it.each([
    { what: 'another line', environment: { RECORDING: 'simulated:adsl2plus' }, tells: { line: 'adsl2plus' } },
    { what: 'another seed', environment: { SEED: '77' }, tells: { seed: 77 } },
    { what: 'fewer days', environment: { HISTORY_DAYS: '3' }, tells: { seconds: 3 * DAY } },
    {
      what: 'no more than is kept',
      environment: { PROMETHEUS_RETENTION: '2w' },
      tells: { seconds: 14 * DAY },
    },
    { what: 'odd retentions', environment: { PROMETHEUS_RETENTION: '1d12h' }, tells: { seconds: 1.5 * DAY } },
    { what: 'unlimited retention', environment: { PROMETHEUS_RETENTION: '0' }, tells: { seconds: 30 * DAY } },
    { what: 'a shell that is not asked', environment: { MODEM_TELNET: '' }, tells: { telnet: false } },
    {
      what: 'a shell that is asked',
      environment: { MODEM_TELNET: 'mock-modem:2323' },
      tells: { telnet: true },
    },
  ])('tells $what: $environment', ({ environment, tells }) => {
    expect(loadConfig(environment)).toMatchObject(tells);
  });

  it.each([
    [{ MODEM_URL: 'http://192.168.1.1' }, 'MODEM_URL names a modem, and a real line has a past of its own'],
    [{ RECORDING: 'adsl' }, 'RECORDING names a recording, and a recording has no past'],
    [{ HISTORY_DAYS: '0' }, 'HISTORY_DAYS is 0'],
  ])('tells nothing, and why: %j', (environment, reason) => {
    expect(loadConfig(environment)).toBe(reason);
  });

  it('names every problem', () => {
    expect(() => loadConfig({ HISTORY_DAYS: 'many', PROMETHEUS_RETENTION: '40' })).toThrow(
      'HISTORY_DAYS: expected a whole number of days from 0 to 366, found "many"\n' +
        'PROMETHEUS_RETENTION: expected a duration such as 400d or 1y, found "40"',
    );
  });
});
