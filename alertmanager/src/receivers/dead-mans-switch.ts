import { HTTP_URL, httpUrl } from '../schemas.ts';
import type { Variables } from '../../../lib/environment.ts';
import type { Receiver, SecretPath } from './receiver.ts';

const URL_FILE = 'deadmansswitch_url';

/**
 * A service elsewhere that raises the alarm when it is *not* called: the only way to hear that the machine, its
 * power or the line itself is gone. It gets `Watchdog` and nothing else, so it is no {@link Receiver} of the list.
 */
export function deadMansSwitch(variables: Variables, secretPath: SecretPath): Receiver | undefined {
  const url = variables.secret('DEADMANSWITCH_URL', HTTP_URL, httpUrl);
  if (url === undefined) return undefined;
  return {
    name: 'deadmansswitch',
    minSeverity: 'info',
    configs: {
      // No word when Watchdog resolves: what the service waits for is silence.
      webhook_configs: [{ send_resolved: false, url_file: secretPath(URL_FILE), timeout: '10s' }],
    },
    secrets: { [URL_FILE]: url },
  };
}
