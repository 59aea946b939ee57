import * as v from 'valibot';
import { parse } from 'yaml';
import { oneLine } from '../../../lib/schemas.ts';
import { CERTIFICATE, certificate, httpUrl } from '../schemas.ts';
import { readMinSeverity } from '../severity.ts';
import { httpConfig } from './http-config.ts';
import { asText } from './payload.ts';
import type { ReceiverKind } from './receiver.ts';

const URL_FILE = 'ntfy_url';
const TOKEN_FILE = 'ntfy_token';
const CA_FILE = 'ntfy_ca.pem';
const TOPIC_TEMPLATE = 'ntfy-topic.tmpl';

/** Alertmanager parses the topic as YAML: `123` would be sent as a number, `no` as `false`. */
const isYamlString = (topic: string): boolean =>
  typeof parse(topic, { version: '1.1' }) === 'string' && typeof parse(topic) === 'string';

const topicUrl = v.pipe(
  httpUrl,
  v.transform((text) => new URL(text)),
  v.check((url) => url.search === '' && url.hash === '' && url.username === ''),
  v.check((url) => /^\/[\w-]{1,64}$/.test(url.pathname) && isYamlString(url.pathname.slice(1))),
  v.transform((url) => url.href),
);

/** An ntfy topic, on ntfy.sh or your own server. */
export const ntfy: ReceiverKind = (variables, secretPath) => {
  const address = variables.secret(
    'ALERT_NTFY_URL',
    'the URL of a topic, such as https://ntfy.sh/my-line-5e1f, whose name is not a number',
    topicUrl,
  );
  const token = variables.secret('ALERT_NTFY_TOKEN', 'one line of text', oneLine);
  const ca = variables.file('ALERT_NTFY_CA_FILE', CERTIFICATE, certificate);
  const minSeverity = readMinSeverity(variables, 'ALERT_NTFY_MIN_SEVERITY');
  if (address === undefined) return undefined;
  const url = new URL(address);
  return {
    name: 'ntfy',
    minSeverity,
    configs: {
      webhook_configs: [
        {
          send_resolved: true,
          url_file: secretPath(URL_FILE),
          timeout: '10s',
          payload: {
            topic: '{{ template "hg612.ntfy.topic" . }}',
            title: asText('hg612.headline'),
            message: asText('hg612.ntfy.message'),
            priority: '{{ template "hg612.ntfy.priority" . }}',
            tags: ['{{ template "hg612.ntfy.tag" . }}'],
            click: '{{ template "hg612.target" . }}',
            actions: [
              {
                action: 'view',
                label: '{{ template "hg612.link.name" . }}',
                url: '{{ template "hg612.target" . }}',
              },
              {
                action: 'view',
                label: 'Runbook',
                url: '{{ template "hg612.target.runbook" . }}',
              },
            ],
          },
          ...httpConfig({
            tokenFile: token && secretPath(TOKEN_FILE),
            caFile: ca && secretPath(CA_FILE),
          }),
        },
      ],
    },
    secrets: {
      [URL_FILE]: url.origin,
      ...(token === undefined ? {} : { [TOKEN_FILE]: token }),
      ...(ca === undefined ? {} : { [CA_FILE]: ca }),
    },
    // On a public server, knowing the topic is enough to read it. Alertmanager shows its configuration on its status
    // page, so the topic is in a template instead.
    templates: { [TOPIC_TEMPLATE]: `{{ define "hg612.ntfy.topic" }}${url.pathname.slice(1)}{{ end }}\n` },
  };
};
