import { HTTP_URL, httpUrl } from '../schemas.ts';
import { readMinSeverity } from '../severity.ts';
import type { ReceiverKind } from './receiver.ts';

const URL_FILE = 'slack_webhook_url';

/** A Slack channel, or a service compatible with Slack's incoming webhooks (Mattermost, Rocket.Chat). */
export const slack: ReceiverKind = (variables, secretPath) => {
  const url = variables.secret('ALERT_SLACK_WEBHOOK_URL', HTTP_URL, httpUrl);
  const minSeverity = readMinSeverity(variables, 'ALERT_SLACK_MIN_SEVERITY');
  if (url === undefined) return undefined;
  return {
    name: 'slack',
    minSeverity,
    configs: {
      slack_configs: [
        {
          send_resolved: true,
          api_url_file: secretPath(URL_FILE),
          username: 'HG612',
          color: '{{ template "hg612.slack.color" . }}',
          title: '{{ template "hg612.title" . }}',
          title_link: '{{ template "hg612.target" . }}',
          fallback: '{{ template "hg612.title" . }}',
          text: '{{ template "hg612.slack.text" . }}',
          footer: 'Alertmanager',
        },
      ],
    },
    secrets: { [URL_FILE]: url },
  };
};
