import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const DAY = 86_400;

describe('loadConfig', () => {
  it('defaults to 30 days of the default line', () => {
    expect(loadConfig({})).toEqual({
      line: 'vdsl2-ginp',
      seed: 1,
      lineName: 'HG612',
      telnet: true,
      seconds: 30 * DAY,
    });
  });

  it.each([
    { what: 'the line', environment: { RECORDING: 'simulated:adsl2plus' }, expected: { line: 'adsl2plus' } },
    { what: 'the seed', environment: { SEED: '77' }, expected: { seed: 77 } },
    { what: 'the name', environment: { LINE_NAME: 'Büro hinten' }, expected: { lineName: 'Büro hinten' } },
    { what: 'the days', environment: { HISTORY_DAYS: '3' }, expected: { seconds: 3 * DAY } },
    {
      what: 'at most the retention',
      environment: { PROMETHEUS_RETENTION: '2w' },
      expected: { seconds: 14 * DAY },
    },
    {
      what: 'a compound retention',
      environment: { PROMETHEUS_RETENTION: '1d12h' },
      expected: { seconds: 1.5 * DAY },
    },
    {
      what: 'an unlimited retention',
      environment: { PROMETHEUS_RETENTION: '0' },
      expected: { seconds: 30 * DAY },
    },
    { what: 'no telnet', environment: { MODEM_TELNET: '' }, expected: { telnet: false } },
    {
      what: 'telnet',
      environment: { MODEM_TELNET: 'mock-modem:2323' },
      expected: { telnet: true },
    },
  ])('reads $what: $environment', ({ environment, expected }) => {
    expect(loadConfig(environment)).toMatchObject(expected);
  });

  it.each([
    [{ MODEM_URL: 'http://192.168.1.1' }, 'MODEM_URL is set: a real line has no simulated history'],
    [{ RECORDING: 'adsl' }, 'RECORDING names a recording, which has no history'],
    [{ HISTORY_DAYS: '0' }, 'HISTORY_DAYS is 0'],
  ])('returns the reason for no history: %j', (environment, reason) => {
    expect(loadConfig(environment)).toBe(reason);
  });

  it('reports every problem', () => {
    expect(() => loadConfig({ HISTORY_DAYS: 'many', PROMETHEUS_RETENTION: '40' })).toThrow(
      'HISTORY_DAYS: expected a whole number of days from 0 to 366, found "many"\n' +
        'PROMETHEUS_RETENTION: expected a duration such as 400d or 1y, found "40"',
    );
  });
});
