import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { DEFAULT_FLEET } from './fleet/inventory.ts';
import { SCENARIOS } from './scenarios/catalogue.ts';

describe('loadConfig', () => {
  it('has defaults', () => {
    expect(loadConfig({})).toEqual({
      listenHost: '0.0.0.0',
      httpPort: 8080,
      telnetPort: 2323,
      recording: undefined,
      seed: 1,
      scenario: 'steady',
      speed: 1,
      fleet: DEFAULT_FLEET,
      logLevel: 'info',
    });
  });

  it('reads every variable and treats an empty one as unset', () => {
    const config = loadConfig({
      LISTEN_HOST: '127.0.0.1',
      HTTP_PORT: '0',
      TELNET_PORT: '23',
      RECORDING: 'adsl',
      SEED: '7',
      SCENARIO: 'telnet-cut',
      SPEED: '0.5',
      FLEET_SIZE: '1000',
      FLEET_SITE_SIZE: '24',
      FLEET_NETWORK: '10.9.0.0/20',
      LOG_LEVEL: '',
    });
    expect(config).toEqual({
      listenHost: '127.0.0.1',
      httpPort: 0,
      telnetPort: 23,
      recording: 'adsl',
      seed: 7,
      scenario: 'telnet-cut',
      speed: 0.5,
      fleet: { size: 1000, siteSize: 24, network: { first: 10 * 2 ** 24 + 9 * 2 ** 16, prefix: 20 } },
      logLevel: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reports every problem', () => {
    const names = SCENARIOS.map(({ name }) => name).join(', ');
    expect(() =>
      loadConfig({
        HTTP_PORT: '65536',
        TELNET_PORT: 'telnet',
        SEED: '-1',
        SCENARIO: 'rain',
        SPEED: '0',
        FLEET_SIZE: '10001',
        FLEET_SITE_SIZE: '0',
        FLEET_NETWORK: '127.1.0.1/16',
        LOG_LEVEL: 'loud',
      }),
    ).toThrow(
      new ConfigError([
        'HTTP_PORT: expected a port from 0 to 65535, found "65536"',
        'TELNET_PORT: expected a port from 0 to 65535, found "telnet"',
        'SEED: expected a whole number from 0 to 999999999, found "-1"',
        `SCENARIO: expected one of ${names}, found "rain"`,
        'SPEED: expected a number from 0.01 to 10000, found "0"',
        'FLEET_SIZE: expected a whole number from 0 to 10000, found "10001"',
        'FLEET_SITE_SIZE: expected a whole number from 1 to 10000, found "0"',
        'FLEET_NETWORK: expected an IPv4 network such as 127.1.0.0/16, with a prefix from 8 to 30, found "127.1.0.1/16"',
        'LOG_LEVEL: expected trace, debug, info, warn, error, fatal, silent, found "loud"',
      ]),
    );
  });

  it('reports a network without enough addresses for the fleet', () => {
    expect(() => loadConfig({ FLEET_SIZE: '255', FLEET_NETWORK: '10.9.0.0/24' })).toThrow(
      new ConfigError(['FLEET_NETWORK: expected a network with 255 addresses, found 10.9.0.0/24']),
    );
    expect(loadConfig({ FLEET_SIZE: '254', FLEET_NETWORK: '10.9.0.0/24' }).fleet.size).toBe(254);
  });
});
