import { describe, expect, it } from 'vitest';
import { readOptions, USAGE } from './options.ts';

const NOW = new Date('2026-11-22T17:40:12Z');
const read = (args: string, environment: Record<string, string> = {}) =>
  readOptions(args === '' ? [] : args.split(' '), environment, NOW);

describe('readOptions', () => {
  it('needs only an address', () => {
    const options = read('192.168.1.1');
    expect(options).toMatchObject({
      forSeconds: 600,
      everySeconds: 30,
      out: 'my-line-2026-11-22-1740',
      title: 'A line recorded on 2026-11-22',
    });
    expect(options?.target.url.href).toBe('http://192.168.1.1/');
    expect(options?.target.telnet).toBeUndefined();
  });

  it('reads all options', () => {
    const args =
      'http://modem:81 --telnet modem:24 --for 1h30m --every 5s --out here/x --title Noise --about At_night';
    const options = read(args, {
      MODEM_USERNAME: 'jo',
      MODEM_PASSWORD: 'secret',
      MODEM_TIMEOUT_SECONDS: '3',
    });
    expect(options).toMatchObject({
      forSeconds: 5400,
      everySeconds: 5,
      out: 'here/x',
      title: 'Noise',
      about: 'At_night',
    });
    expect(options?.target).toMatchObject({
      telnet: { host: 'modem', port: 24, username: 'jo', password: 'secret' },
      timeoutSeconds: 3,
    });
    expect(options?.target.url.href).toBe('http://modem:81/');
  });

  it('uses MODEM_URL and MODEM_TELNET only if the command line names no modem', () => {
    const environment = { MODEM_URL: 'http://10.0.0.1', MODEM_TELNET: '10.0.0.1' };
    expect(read('', environment)?.target.telnet).toMatchObject({ host: '10.0.0.1', port: 23 });
    expect(read('192.168.1.1', environment)?.target.telnet).toBeUndefined();
  });

  it('ignores invalid settings of other services', () => {
    expect(read('192.168.1.1', { LISTEN_PORT: 'x', LOG_LEVEL: 'loud' })).toBeDefined();
  });

  it('returns undefined for --help', () => {
    expect(read('--help')).toBeUndefined();
    expect(USAGE).toContain('--telnet <host>');
  });

  it.each([
    ['', 'expected the address of a modem, such as 192.168.1.1; MODEM_URL is not set in .env either'],
    ['a b', "Unexpected argument 'b'"],
    [
      'ftp://x',
      '<modem>: expected an address that begins with http://, the only protocol of the status page, found "ftp://x"',
    ],
    ['x --telnet x:y', '--telnet: expected a port from 1 to 65535, such as 192.168.1.1:23, found "x:y"'],
    ['x --telnet=', '--telnet: expected a host or host:port, found nothing'],
    ['x --for soon', '--for: expected a time of at least 1s, such as 30s or 10m, found "soon"'],
    ['x --every 500ms', '--every: expected a time of at least 1s, such as 30s or 10m, found "500ms"'],
    ['x --for 7d --every 5s', '--for, --every: expected at most 10000 reads, found 120960'],
    ['x --out=', '--out: expected the name of a folder, found nothing'],
    [
      'x --for 1 --every 2',
      '--every: expected a time of at least 1s, such as 30s or 10m, found "2"\n--for: expected a time of at least 1s, such as 30s or 10m, found "1"',
    ],
  ])('refuses %s', (args, message) => {
    expect(() => read(args)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  it('has no option for a password, which other users could see', () => {
    expect(() => read('x --password secret')).toThrow(/Unknown option '--password'/);
  });
});
