import { HTTP_URL, httpUrl } from '../schemas.ts';
import type { Variables } from '../../../lib/environment.ts';
import type { Receiver, SecretPath } from './receiver.ts';

const URL_FILE = 'deadmansswitch_url';

/**
 * An external service that raises an alarm when it is *not* called, which covers an outage of the host, its power or
 * the line. It receives only `Watchdog`, so it is not in the list of receivers.
 */
export function deadMansSwitch(variables: Variables, secretPath: SecretPath): Receiver | undefined {
  const url = variables.secret('DEADMANSWITCH_URL', HTTP_URL, httpUrl);
  if (url === undefined) return undefined;
  return {
    name: 'deadmansswitch',
    minSeverity: 'info',
    configs: {
      // No resolved message: the service reacts to missing calls.
      webhook_configs: [{ send_resolved: false, url_file: secretPath(URL_FILE), timeout: '10s' }],
    },
    secrets: { [URL_FILE]: url },
  };
}
