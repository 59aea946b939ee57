import { oneLine } from '../../../lib/schemas.ts';
import { CERTIFICATE, certificate, HTTP_URL, httpUrl } from '../schemas.ts';
import { readMinSeverity } from '../severity.ts';
import { httpConfig } from './http-config.ts';
import type { ReceiverKind } from './receiver.ts';

const URL_FILE = 'webhook_url';
const TOKEN_FILE = 'webhook_token';
const CA_FILE = 'webhook_ca.pem';

/** Any service that accepts Alertmanager's JSON by POST. */
export const webhook: ReceiverKind = (variables, secretPath) => {
  const url = variables.secret('ALERT_WEBHOOK_URL', HTTP_URL, httpUrl);
  const token = variables.secret('ALERT_WEBHOOK_TOKEN', 'one line of text', oneLine);
  const ca = variables.file('ALERT_WEBHOOK_CA_FILE', CERTIFICATE, certificate);
  const minSeverity = readMinSeverity(variables, 'ALERT_WEBHOOK_MIN_SEVERITY');
  if (url === undefined) return undefined;
  return {
    name: 'webhook',
    minSeverity,
    configs: {
      webhook_configs: [
        {
          send_resolved: true,
          url_file: secretPath(URL_FILE),
          timeout: '10s',
          ...httpConfig({
            tokenFile: token && secretPath(TOKEN_FILE),
            caFile: ca && secretPath(CA_FILE),
          }),
        },
      ],
    },
    secrets: {
      [URL_FILE]: url,
      ...(token === undefined ? {} : { [TOKEN_FILE]: token }),
      ...(ca === undefined ? {} : { [CA_FILE]: ca }),
    },
  };
};
