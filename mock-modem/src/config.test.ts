import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
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
        LOG_LEVEL: 'loud',
      }),
    ).toThrow(
      new ConfigError([
        'HTTP_PORT: expected a port from 0 to 65535, found "65536"',
        'TELNET_PORT: expected a port from 0 to 65535, found "telnet"',
        'SEED: expected a whole number from 0 to 999999999, found "-1"',
        `SCENARIO: expected one of ${names}, found "rain"`,
        'SPEED: expected a number from 0.01 to 10000, found "0"',
        'LOG_LEVEL: expected trace, debug, info, warn, error, fatal, silent, found "loud"',
      ]),
    );
  });
});
