import { HTTP_URL, httpUrl } from '../schemas.ts';
import { readMinSeverity } from '../severity.ts';
import type { ReceiverKind } from './receiver.ts';

const URL_FILE = 'discord_webhook_url';

/** A Discord channel, by its webhook (channel settings → Integrations). */
export const discord: ReceiverKind = (variables, secretPath) => {
  const url = variables.secret('ALERT_DISCORD_WEBHOOK_URL', HTTP_URL, httpUrl);
  const minSeverity = readMinSeverity(variables, 'ALERT_DISCORD_MIN_SEVERITY');
  if (url === undefined) return undefined;
  return {
    name: 'discord',
    minSeverity,
    configs: {
      discord_configs: [
        {
          send_resolved: true,
          webhook_url_file: secretPath(URL_FILE),
          username: 'HG612',
          title: '{{ template "hg612.title" . }}',
          message: '{{ template "hg612.discord.message" . }}',
        },
      ],
    },
    secrets: { [URL_FILE]: url },
  };
};
