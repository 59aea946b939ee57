import { describe, expect, it } from 'vitest';
import { examine, patientWith } from '../../../test/support/examine.ts';
import { fakeServer } from '../../../test/support/fake-server.ts';

const HOUR = 3600;

describe('settings', () => {
  it.each([
    [
      {},
      'ok',
      'the mock modem is read (http://localhost:8612, telnet localhost:2323), since no MODEM_URL is set in .env',
    ],
    [
      { BIND_ADDRESS: '10.0.0.2', MOCK_MODEM_PORT: '81', MOCK_MODEM_TELNET_PORT: '24' },
      'ok',
      'the mock modem is read (http://10.0.0.2:81, telnet 10.0.0.2:24), since no MODEM_URL is set in .env',
    ],
    [
      { MODEM_URL: 'http://192.168.1.1' },
      'ok',
      'a modem of your own is read: http://192.168.1.1, telnet off',
    ],
    [
      { MODEM_URL: 'http://192.168.1.1/', MODEM_TELNET: 'modem' },
      'ok',
      'a modem of your own is read: http://192.168.1.1, telnet modem:23',
    ],
    [
      { MODEM_URL: 'http://127.0.0.1:81' },
      'note',
      'a modem of your own is read: http://127.0.0.1:81, telnet off',
    ],
  ])('%j', async (settings, status, says) => {
    expect(await examine('settings', await patientWith({ settings }))).toMatchObject({ status, says });
  });

  it('names every problem, and no login', async () => {
    const settings = {
      MODEM_URL: 'http://jo:secret@modem',
      MODEM_TELNET: 'a:b:c',
      MODEM_PASSWORD: 'a\u0000b',
      LOG_LEVEL: 'loud',
    };
    expect(await examine('settings', await patientWith({ settings }))).toEqual({
      group: 'Settings',
      name: 'settings',
      status: 'failed',
      says: [
        'MODEM_URL: expected an address without user name and password, found "http://***@modem"',
        'MODEM_TELNET: expected a port from 1 to 65535, such as 192.168.1.1:23, found "a:b:c"',
        'MODEM_PASSWORD: expected one line of text, found *** (3 characters)',
        'LOG_LEVEL: expected trace, debug, info, warn, error, fatal, silent, found "loud"',
      ].join('\n'),
      advice: 'Correct it in .env (.env.example has every setting), then `npm start`.',
    });
    expect(await examine('status page', await patientWith({ settings }))).toMatchObject({
      status: 'left out',
      says: 'needs "settings"',
    });
  });

  it('in the image says what the exporter reads', async () => {
    const settings = { MODEM_URL: 'http://mock-modem:8080', MODEM_TELNET: 'mock-modem:2323' };
    const patient = await patientWith({ settings, mocked: true, place: 'container' });
    expect(await examine('settings', patient)).toMatchObject({
      status: 'ok',
      says: 'the mock modem is read (http://mock-modem:8080, telnet mock-modem:2323)',
    });
  });
});

describe('the clock', () => {
  it('before this program was written is wrong', async () => {
    const patient = await patientWith({ now: () => Date.UTC(1970, 0, 1, 3) / 1000 });
    expect(await examine('clock', patient)).toMatchObject({
      status: 'failed',
      says: expect.stringMatching(
        /^this machine says it is 1970-01-01 03:00:00 UTC, but this program was put here at 20\d\d-/,
      ) as string,
      advice: 'Set the clock (`timedatectl set-ntp true`): all history hangs on it.',
    });
    expect(await examine('clock', await patientWith())).toMatchObject({ status: 'ok' });
  });

  const prometheusAt = (seconds: number) =>
    fakeServer({
      '/-/ready': 'Prometheus Server is Ready.\n',
      '/api/v1/query': {
        status: 'success',
        data: { resultType: 'scalar', result: [seconds, String(seconds)] },
      },
    });
  it.each([
    [0, 'ok', 'agrees with this machine'],
    [30, 'note', "is 30 s ahead of this machine's"],
    [-2 * HOUR, 'failed', "is 7200 s behind this machine's"],
  ])('of Prometheus off by %d s', async (off, status, says) => {
    await using prometheus = await prometheusAt(1_790_000_000 + off);
    const patient = await patientWith({
      addresses: { prometheus: prometheus.url },
      now: () => 1_790_000_000,
    });
    expect(await examine('its clock', patient)).toMatchObject({ status, says });
  });
});
