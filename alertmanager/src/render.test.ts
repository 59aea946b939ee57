import { describe, expect, it } from 'vitest';
import { loadNotifications } from './config.ts';
import { renderFiles, secretFile } from './render.ts';
import type { Environment } from '../../lib/environment.ts';

const FOLDER = '/etc/alertmanager/current';

const everything: Environment = {
  ALERT_EMAIL_TO: 'me@example.org',
  ALERT_EMAIL_SMARTHOST: 'smtp.example.org:587',
  ALERT_EMAIL_USERNAME: 'hg612@example.org',
  ALERT_EMAIL_PASSWORD: 's3cr3t-mail',
  ALERT_DISCORD_WEBHOOK_URL: 'https://discord.example/api/webhooks/1/s3cr3t-discord',
  ALERT_DISCORD_MIN_SEVERITY: 'critical',
  ALERT_TELEGRAM_BOT_TOKEN: '110:s3cr3t-telegram',
  ALERT_TELEGRAM_CHAT_ID: '-1001234567890',
  ALERT_SLACK_WEBHOOK_URL: 'https://hooks.slack.example/services/T/B/s3cr3t-slack',
  ALERT_NTFY_URL: 'https://ntfy.sh/s3cr3t-topic',
  ALERT_NTFY_TOKEN: 's3cr3t-ntfy',
  ALERT_WEBHOOK_URL: 'http://nas.lan:8080/hook?key=s3cr3t-webhook',
  ALERT_WEBHOOK_TOKEN: 's3cr3t-token',
  ALERT_WEBHOOK_MIN_SEVERITY: 'info',
  DEADMANSWITCH_URL: 'https://hc.example/ping/s3cr3t-ping',
  GRAFANA_URL: 'https://grafana.example.org/line/',
};

function render(environment: Environment) {
  const notifications = loadNotifications(
    environment,
    () => '',
    (name) => secretFile(FOLDER, name),
  );
  return renderFiles(notifications, FOLDER, { 'common.tmpl': 'common' });
}

it.each([
  { name: 'none', environment: {} },
  { name: 'everything', environment: everything },
])('$name', async ({ name, environment }) => {
  await expect(render(environment)['alertmanager.yml']).toMatchFileSnapshot(`../testdata/${name}.yml`);
});

it('keeps secrets out of alertmanager.yml, in one file each', () => {
  const { 'alertmanager.yml': config = '', ...others } = render(everything);
  expect(config).not.toContain('s3cr3t');
  const holders = Object.keys(others).filter((path) => others[path]?.includes('s3cr3t'));
  expect(holders.toSorted()).toEqual([
    'secrets/deadmansswitch_url',
    'secrets/discord_webhook_url',
    'secrets/email_password',
    'secrets/ntfy_token',
    'secrets/slack_webhook_url',
    'secrets/telegram_url',
    'secrets/webhook_token',
    'secrets/webhook_url',
    'templates/ntfy-topic.tmpl',
  ]);
});

describe('links', () => {
  const links = (environment: Environment) => render(environment)['templates/links.tmpl'];
  const alertmanager = { ALERTMANAGER_URL: 'http://nas.lan:9093' };

  it('lead to the dashboard, or to the page of the exporter without Grafana', () => {
    expect(links(everything)).toContain(
      '{{ define "hg612.link" }}https://grafana.example.org/line/d/{{ if and .Labels.job (not .Labels.instance) }}hg612-fleet{{ else }}hg612-line{{ end }}?from=',
    );
    const withoutGrafana = links({ ...alertmanager, EXPORTER_URL: 'http://nas.lan:9612/' });
    expect(withoutGrafana).toContain('{{ define "hg612.link" }}http://nas.lan:9612/{{ end }}');
    expect(withoutGrafana).toContain('{{ define "hg612.link.name" }}Line now{{ end }}');
  });

  it('lead to Alertmanager only if a browser can open it', () => {
    expect(links(alertmanager)).toContain(
      '{{ define "hg612.alertmanager.slack" }}: <http://nas.lan:9093|Alertmanager>{{ end }}\n',
    );
    expect(links({})).toContain('{{ define "hg612.alertmanager.slack" }}{{ end }}\n');
    expect(links({})).not.toContain('Alertmanager');
  });
});

it.each([
  [
    'http://nas.lan:9612',
    'reReplaceAll "^.*/docs/runbooks/README[.]md#" "http://nas.lan:9612/runbook#" .Annotations.runbook_url',
  ],
  ['http://localhost:9612', '.Annotations.runbook_url'],
  ['http://0.0.0.0:9612', '.Annotations.runbook_url'],
])('links to the runbook on %s only if another device can open that address', (EXPORTER_URL, expected) => {
  expect(render({ EXPORTER_URL })['templates/links.tmpl']).toContain(
    `{{ define "hg612.runbook" }}{{ if .Annotations.runbook_url }}{{ ${expected} }}{{ else }}`,
  );
});
