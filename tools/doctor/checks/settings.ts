import { isIP } from 'node:net';
import { EnvironmentError, readEnvironment } from '../../../lib/environment.ts';
import { logLevel, LOG_LEVELS } from '../../../lib/schemas.ts';
import { readContract } from '../../../modem/src/line/contract.ts';
import { type ModemTarget, readTarget, TARGET_PREFIXES, telnetAddress } from '../../../modem/src/target.ts';
import type { Place } from '../../stack/addresses.ts';
import { publishedAddress } from '../../stack/services.mjs';
import type { Settings } from '../../stack/settings.mjs';
import { type Check, type CheckContext, failed, note, ok, skipped } from '../check.ts';
import { unknownNames } from '../setting-names.ts';

const group = 'Settings';

const correct = (place: Place): string =>
  place === 'host'
    ? 'Correct .env (.env.example lists all settings), then run `npm start`.'
    : 'Correct .env or the environment of this container, then start it again.';

/** Whether the settings of the modem are valid. */
export const settingsCheck: Check = {
  group,
  name: 'settings',
  needs: [],
  async run(context) {
    const { envFileProblem, place, usesMockModem } = context;
    if (envFileProblem !== undefined) {
      return failed('env-file-invalid', envFileProblem, correct(place));
    }
    let target: ModemTarget;
    try {
      target = readSettings(context);
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      return failed('settings-invalid', error.problems.join('\n'), correct(place));
    }
    const telnet = target.telnet ? `telnet ${telnetAddress(target.telnet)}` : 'telnet off';
    const addresses = `${target.url.href.replace(/\/$/, '')}, ${telnet}`;
    if (usesMockModem) {
      const reason = place === 'host' ? '; MODEM_URL is not set' : '';
      return ok(`the modem is the mock modem (${addresses})${reason}`, { target });
    }
    const message = `the modem is ${addresses}`;
    return isLoopback(target.url.hostname)
      ? note(
          'modem-url-loopback',
          message,
          'In a container this address is the container itself. Unless the exporter runs as a plain process, use the ' +
            'address of the modem in your network.',
          { target },
        )
      : ok(message, { target });
  },
};

/** @throws {EnvironmentError} */
function readSettings({ settings, usesMockModem, place }: CheckContext): ModemTarget {
  const environment = usesMockModem && place === 'host' ? withMockModem(settings) : settings;
  return readEnvironment(
    environment,
    (variables) => {
      variables.withDefault('LOG_LEVEL', 'info', LOG_LEVELS.join(', '), logLevel);
      readContract(variables);
      return readTarget(variables);
    },
    // On a host the check of the names in .env covers this.
    { prefixes: place === 'container' ? TARGET_PREFIXES : [] },
  );
}

/** On a host the mock modem is read at its published ports. */
const withMockModem = (settings: Settings): Settings => ({
  ...settings,
  MODEM_URL: `http://${publishedAddress('mockModem', settings)}`,
  MODEM_TELNET: publishedAddress('mockTelnet', settings),
});

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));

/** Whether the stack starts with the settings of its other services. */
export const stackSettingsCheck: Check = {
  group,
  name: 'stack settings',
  needs: [],
  async run({ refused, warnings, place, envFileProblem }) {
    if (place === 'container') return skipped('only known outside of the container');
    if (envFileProblem !== undefined) return skipped('.env cannot be read');
    if (refused.length > 0) return failed('settings-invalid', refused.join('\n'), correct(place));
    if (warnings.length > 0) {
      return note(
        'setting-cut',
        warnings.join('\n'),
        'Correct .env if you meant the $, then run `npm start`.',
      );
    }
    return ok('ports and notifications are valid');
  },
};

/** Whether every name in `.env` is a setting of the stack. */
export const settingNamesCheck: Check = {
  group,
  name: 'names in .env',
  needs: [],
  async run({ names, place }) {
    if (place === 'container') return skipped('only known outside of the container');
    if (names === undefined) return skipped('.env cannot be read');
    if (names.refused.length > 0) return failed('unknown-setting', names.refused.join('\n'), correct(place));
    const unknown = unknownNames(names);
    if (unknown.length === 0) return ok(names.used.length === 0 ? 'no settings in .env' : 'all are known');
    return note(
      'unknown-setting',
      unknown.map((name) => `${name}: unknown setting`).join('\n'),
      'Nothing in the stack reads this. .env.example lists all settings.',
    );
  },
};
