import { describe, expect, it } from 'vitest';
import { CONTRACT_RATE } from '../../modem/src/line/contract.ts';
import { ConfigError, loadConfig } from './config.ts';

function problemsOf(environment: Record<string, string>, readFile?: (path: string) => string) {
  try {
    loadConfig(environment, readFile);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

it('has defaults for all variables and treats an empty variable as not set', () => {
  for (const environment of [{}, { MODEM_URL: '', MODEM_TELNET: '', LISTEN_PORT: '', LINE_NAME: '' }]) {
    const config = loadConfig(environment);
    expect(config).toMatchObject({
      target: { telnet: undefined, timeoutSeconds: 8, layout: 'auto' },
      listenHost: '0.0.0.0',
      listenPort: 9612,
      logLevel: 'info',
      lineName: 'HG612',
      contract: {},
      prometheusUrl: undefined,
      grafanaUrl: undefined,
    });
    expect(config.target.url.href).toBe('http://192.168.1.1/');
    expect(Object.isFrozen(config)).toBe(true);
  }
});

it.each([
  ['192.168.1.1', '192.168.1.1', 23],
  ['modem.lan:2323', 'modem.lan', 2323],
  ['[fe80::1]', 'fe80::1', 23],
  ['[fe80::1]:2323', 'fe80::1', 2323],
])('reads the telnet address %s', (address, host, port) => {
  const { telnet } = loadConfig({ MODEM_TELNET: address }).target;
  expect(telnet).toEqual({ host, port, username: 'admin', password: 'admin' });
});

it('reads the password from a file without its final line break', () => {
  const { telnet } = loadConfig(
    { MODEM_TELNET: 'modem', MODEM_PASSWORD_FILE: '/run/secrets/modem' },
    (path) => `${path === '/run/secrets/modem' ? 'from the file' : ''}\n`,
  ).target;
  expect(telnet?.password).toBe('from the file');
});

it('reads the name of the line, and the addresses of Prometheus and Grafana without trailing slashes', () => {
  const config = loadConfig({
    LINE_NAME: 'Home, ground floor',
    PROMETHEUS_URL: 'http://prometheus:9090/',
    GRAFANA_URL: 'https://nas.lan/grafana//',
  });
  expect(config).toMatchObject({
    lineName: 'Home, ground floor',
    prometheusUrl: 'http://prometheus:9090',
    grafanaUrl: 'https://nas.lan/grafana',
  });
});

it('reads the contract rates as bytes per second', () => {
  expect(loadConfig({ CONTRACT_DOWN_MBIT: '80/55', CONTRACT_UP_MBIT: '10.5' }).contract).toEqual({
    downstream: { ordered: 10_000_000, guaranteed: 6_875_000 },
    upstream: { guaranteed: 1_312_500 },
  });
});

describe('an invalid environment', () => {
  it.each([
    ['MODEM_URL', 'http://', 'a host, such as http://192.168.1.1'],
    ['MODEM_TELNET', 'modem:70000', 'a port from 1 to 65535, such as 192.168.1.1:23'],
    ['MODEM_TIMEOUT_SECONDS', '8s', 'a number of seconds from 0.5 to 120'],
    ['MODEM_TIMEOUT_SECONDS', '0', 'a number of seconds from 0.5 to 120'],
    ['XDSL_STATUS_LAYOUT', 'Shifted', 'auto, documented or shifted'],
    ['LISTEN_PORT', '99999', 'a port from 0 to 65535'],
    ['LISTEN_PORT', '0x10', 'a port from 0 to 65535'],
    [
      'PROMETHEUS_URL',
      'prometheus:9090',
      'a URL that begins with http:// or https://, without user name and password',
    ],
    ['LOG_LEVEL', 'verbose', 'trace, debug, info, warn, error, fatal, silent'],
  ])('%s=%s is named with what was expected', (name, value, expected) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name}: expected ${expected}, found "${value}"`]);
  });

  it.each(['0', '55/80', '80/', '/55', '80/55/40', '80 Mbit/s', '-1', '1e2', '20000'])(
    'CONTRACT_DOWN_MBIT=%s is named with what was expected',
    (value) => {
      expect(problemsOf({ CONTRACT_DOWN_MBIT: value })).toEqual([
        `CONTRACT_DOWN_MBIT: expected ${CONTRACT_RATE}, found "${value}"`,
      ]);
    },
  );

  it('reports all problems at once', () => {
    const problems = problemsOf({ MODEM_URL: 'ftp://x', LISTEN_PORT: 'y', LOG_LEVEL: 'z' });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'MODEM_URL',
      'LISTEN_PORT',
      'LOG_LEVEL',
    ]);
  });

  it('does not show a password', () => {
    const problems = problemsOf({ MODEM_PASSWORD: 'hun\nter2' });
    expect(problems).toEqual(['MODEM_PASSWORD: expected one line of text, found *** (2 lines)']);
  });

  it.each([
    ['MODEM_URL', 'http://admin:hunter2@192.168.1.1', 'http://***@192.168.1.1'],
    ['MODEM_URL', 'http://admin:hunter/2@192.168.1.1', 'http://***@192.168.1.1'],
    ['PROMETHEUS_URL', 'https://admin:hunter2@prometheus', 'https://***@prometheus'],
    ['MODEM_TELNET', 'admin:hunter2@192.168.1.1:23', '***@192.168.1.1:23'],
    ['MODEM_TELNET', 'telnet://admin:hun@ter2@modem', 'telnet://***@modem'],
  ])('never shows the password in %s=%s', (name, value, shown) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: expected .*, found `))]);
    expect(problems[0]?.split(', found ')[1]).toBe(JSON.stringify(shown));
  });

  it('rejects a password and a password file together', () => {
    expect(problemsOf({ MODEM_PASSWORD: 'a', MODEM_PASSWORD_FILE: '/b' })).toEqual([
      'MODEM_PASSWORD: expected either MODEM_PASSWORD or MODEM_PASSWORD_FILE, found both',
    ]);
  });

  it('rejects a password file that cannot be read or is empty', () => {
    expect(problemsOf({ MODEM_PASSWORD_FILE: '/nowhere/at/all' })).toEqual([
      'MODEM_PASSWORD_FILE: expected a readable file, found "/nowhere/at/all" (no such file)',
    ]);
    expect(problemsOf({ MODEM_PASSWORD_FILE: '/empty' }, () => '\n')).toEqual([
      'MODEM_PASSWORD_FILE: expected a file with one line of text, found an empty value',
    ]);
  });

  it.each([
    ['MODEM_TELENT', 'MODEM_TELNET'],
    ['LISTEN_PROT', 'LISTEN_PORT'],
    ['LINE_NAMES', 'LINE_NAME'],
    ['CONTRACT_DOWN', 'CONTRACT_DOWN_MBIT'],
    ['XDSL_LAYOUT', 'XDSL_STATUS_LAYOUT'],
  ])('suggests the setting that %s was meant to be', (name, meant) => {
    expect(problemsOf({ [name]: 'x' })).toEqual([`${name}: unknown setting; did you mean ${meant}?`]);
  });

  it("ignores variables of systemd and Kubernetes with the exporter's prefixes", () => {
    const foreign = ['LISTEN_PID', 'LISTEN_FDS', 'MODEM_SERVICE_HOST', 'MODEM_PORT_80_TCP'];
    const environment = Object.fromEntries(foreign.map((name) => [name, '1']));
    expect(() => loadConfig({ ...environment, MODEM_PORT: 'tcp://10.0.0.1:80' })).not.toThrow();
  });
});
