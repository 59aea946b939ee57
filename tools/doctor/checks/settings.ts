import { isIP } from 'node:net';
import { ConfigError, loadConfig } from '../../../exporter/src/config.ts';
import { telnetAddress } from '../../../modem/src/target.ts';
import { publishedAddress } from '../../stack/services.mjs';
import { type Check, failed, type Finding, note, ok, type Patient } from '../check.ts';
import type { Settings } from '../../stack/settings.mjs';

/** Whether the settings are right, and what they say is to be read. */
export const settingsCheck: Check = {
  group: 'Settings',
  name: 'settings',
  needs: [],
  async run(patient) {
    const { place, mocked } = patient;
    try {
      const config = loadConfig(exporterSettings(patient));
      const { target } = config;
      const telnet = target.telnet ? `telnet ${telnetAddress(target.telnet)}` : 'telnet off';
      const modem = `${target.url.href.replace(/\/$/, '')}, ${telnet}`;
      const learnt = { config };
      if (mocked && place === 'host') {
        return ok(`the mock modem is read (${modem}), since no MODEM_URL is set in .env`, learnt);
      }
      if (mocked) return ok(`the mock modem is read (${modem})`, learnt);
      return place === 'host' && isLoopback(target.url.hostname)
        ? note(
            `a modem of your own is read: ${modem}`,
            'Inside its container the exporter takes this address for itself. Unless the exporter runs as a plain ' +
              'process, give the address that the modem has in your network.',
            learnt,
          )
        : ok(`a modem of your own is read: ${modem}`, learnt);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return wrong(error.problems, place);
    }
  },
};

function wrong(problems: readonly string[], place: Patient['place']): Finding {
  const says = problems
    // An address may carry a login.
    .map((problem) => problem.replaceAll(/\/\/[^/@\s"]*@/g, '//***@'))
    .join('\n');
  return failed(
    says,
    place === 'host'
      ? 'Correct it in .env (.env.example has every setting), then `npm start`.'
      : 'Correct it in .env or in the environment of this container, then start it again.',
  );
}

/** The settings as the exporter has them; without a modem, those of the mock modem at its published ports. */
function exporterSettings({ settings, mocked, place }: Patient): Settings {
  if (!mocked || place === 'container') return settings;
  return {
    ...settings,
    MODEM_URL: `http://${publishedAddress('mockModem', settings)}`,
    MODEM_TELNET: publishedAddress('mockTelnet', settings),
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
