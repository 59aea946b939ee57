import { describe, expect, it } from 'vitest';
import { EnvironmentError, readEnvironment } from '../../lib/environment.ts';
import { pageUrl, readTarget, TARGET_PREFIXES } from './target.ts';

const targetOf = (environment: Record<string, string>) =>
  readEnvironment(environment, readTarget, { prefixes: TARGET_PREFIXES });

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    targetOf(environment);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

it('has a default for each variable', () => {
  expect(targetOf({})).toEqual({
    url: new URL('http://192.168.1.1/'),
    telnet: undefined,
    layout: 'auto',
    timeoutSeconds: 8,
  });
});

describe('MODEM_URL', () => {
  it.each([
    ['192.168.1.1', 'http://192.168.1.1'],
    ['192.168.1.1:8080', 'http://192.168.1.1:8080'],
    ['modem', 'http://modem'],
    ['modem.lan/', 'http://modem.lan'],
    ['HTTP://modem.lan', 'http://modem.lan'],
    [' http://192.168.1.1 ', 'http://192.168.1.1'],
    ['http://192.168.1.1///', 'http://192.168.1.1'],
    ['http://192.168.1.1/html/status/xdslStatus.asp', 'http://192.168.1.1'],
    ['192.168.1.1:81/html/status/xdslStatus.asp', 'http://192.168.1.1:81'],
    ['http://proxy/attic/html/status/xdslStatus.asp', 'http://proxy/attic'],
    ['http://proxy/attic/', 'http://proxy/attic'],
    ['[fe80::1]:8080', 'http://[fe80::1]:8080'],
    ['fe80::1', 'http://[fe80::1]'],
  ])('accepts %s', (text, base) => {
    const { url } = targetOf({ MODEM_URL: text });
    expect(pageUrl({ url }, '/page').href).toBe(`${base}/page`);
  });

  it.each([
    ['https://192.168.1.1', 'an address that begins with http://, the only protocol of the status page'],
    ['telnet://modem', 'an address that begins with http://, the only protocol of the status page'],
    ['http//192.168.1.1', 'http:// at the beginning, such as http://192.168.1.1'],
    ['http:/192.168.1.1', 'http:// at the beginning, such as http://192.168.1.1'],
    ['http:192.168.1.1', 'http:// at the beginning, such as http://192.168.1.1'],
    ['http:modem', 'http:// at the beginning, such as http://192.168.1.1'],
    ['http://http://192.168.1.1', 'http:// at the beginning, such as http://192.168.1.1'],
    ['http://', 'a host, such as http://192.168.1.1'],
    ['/html/status/xdslStatus.asp', 'a host, such as http://192.168.1.1'],
    [':8080', 'a host before the port, such as http://192.168.1.1'],
    ['8080', 'a host name or an IP address, not a number alone, such as http://192.168.1.1'],
    ['192.168.1', 'four numbers from 0 to 255 in an IPv4 address, such as http://192.168.1.1'],
    ['192.168.1.300', 'four numbers from 0 to 255 in an IPv4 address, such as http://192.168.1.1'],
    ['modem:', 'a port number after the colon, such as http://192.168.1.1'],
    ['modem:http', 'a port from 1 to 65535, such as http://192.168.1.1'],
    ['my modem', 'a host name or an IP address, such as http://192.168.1.1'],
    ['[modem]', 'an IPv6 address in brackets, such as http://192.168.1.1'],
    ['http://modem/?', 'an address without ? and #, such as http://192.168.1.1'],
    ['http://modem#', 'an address without ? and #, such as http://192.168.1.1'],
  ])('rejects %s', (text, expected) => {
    expect(problemsOf({ MODEM_URL: text })).toEqual([`MODEM_URL: expected ${expected}, found "${text}"`]);
  });

  it('does not repeat a password', () => {
    expect(problemsOf({ MODEM_URL: 'http://admin:hunter2@modem' })).toEqual([
      'MODEM_URL: expected an address without user name and password, found "http://***@modem"',
    ]);
  });
});

describe('MODEM_TELNET', () => {
  it.each([
    ['192.168.1.1', '192.168.1.1', 23],
    ['modem.lan:2323', 'modem.lan', 2323],
    ['telnet://modem', 'modem', 23],
    ['telnet://modem:2323/', 'modem', 2323],
    ['[fe80::1]', 'fe80::1', 23],
    ['[fe80::1]:2323', 'fe80::1', 2323],
    ['fe80::1', 'fe80::1', 23],
  ])('accepts %s', (text, host, port) => {
    const { telnet } = targetOf({ MODEM_TELNET: text, MODEM_USERNAME: 'jo', MODEM_PASSWORD: 'pw' });
    expect(telnet).toEqual({ host, port, username: 'jo', password: 'pw' });
  });

  it.each([
    ['http://modem', 'host or host:port of the telnet shell, not an address of http'],
    ['telnet://', 'a host, such as 192.168.1.1:23'],
    ['23', 'a host name or an IP address, not a number alone, such as 192.168.1.1:23'],
    ['modem:0', 'a port from 1 to 65535, such as 192.168.1.1:23'],
    ['modem/shell', 'a host name or an IP address, such as 192.168.1.1:23'],
  ])('rejects %s', (text, expected) => {
    expect(problemsOf({ MODEM_TELNET: text })).toEqual([
      `MODEM_TELNET: expected ${expected}, found "${text}"`,
    ]);
  });
});
