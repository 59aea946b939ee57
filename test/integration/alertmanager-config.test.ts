import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Alertmanager, generate, startAlertmanager } from '../support/alertmanager/alertmanager.ts';
import { alert, LINE } from '../support/alertmanager/alerts.ts';
import { describeWith } from '../support/containers/images.ts';

const all = {
  ALERT_EMAIL_TO: 'me@example.org',
  ALERT_EMAIL_FROM: 'hg612@example.org',
  ALERT_EMAIL_SMARTHOST: 'smtp.example.org:587',
  ALERT_DISCORD_WEBHOOK_URL: 'https://discord.example/api/webhooks/1/a',
  ALERT_DISCORD_MIN_SEVERITY: 'critical',
  ALERT_TELEGRAM_BOT_TOKEN: '110:a',
  ALERT_TELEGRAM_CHAT_ID: '-100',
  ALERT_SLACK_WEBHOOK_URL: 'https://hooks.slack.example/services/T/B/x',
  ALERT_NTFY_URL: 'https://ntfy.sh/my-line-5e1f',
  ALERT_WEBHOOK_URL: 'http://nas.lan',
  ALERT_WEBHOOK_MIN_SEVERITY: 'info',
  DEADMANSWITCH_URL: 'https://hc.example/ping/1',
};
const CONFIG = '/etc/alertmanager/current/alertmanager.yml';

describeWith(['ALERTMANAGER_IMAGE'], 'the configuration, checked with amtool', () => {
  let alertmanager: Alertmanager;
  beforeAll(async () => {
    alertmanager = await startAlertmanager(generate(all));
  });
  afterAll(() => alertmanager?.[Symbol.asyncDispose]());

  const amtool = (...command: string[]) => alertmanager.container.exec(['/bin/amtool', ...command]);

  it('is accepted without a warning, also by the strict parser', async () => {
    const { exitCode, output } = await amtool('check-config', '--enable-feature=utf8-strict-mode', CONFIG);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('SUCCESS');
    expect(await alertmanager.logs()).not.toMatch(/level=(?:ERROR|WARN)(?!.*featurecontrol)/);
  });

  it('is accepted without a receiver', async () => {
    await using unconfigured = await startAlertmanager(generate({}));
    const { exitCode, output } = await unconfigured.container.exec(['/bin/amtool', 'check-config', CONFIG]);
    expect(exitCode, output).toBe(0);
  });

  const critical = ['email', 'discord', 'telegram', 'slack', 'ntfy', 'webhook'];
  const warning = critical.filter((name) => name !== 'discord');
  const events = (names: string[]): string[] => names.map((name) => `${name}-events`);
  it.each<{ labels: Readonly<Record<string, string>>; to: string[] }>([
    { labels: alert('HG612SyncLost').labels, to: critical },
    { labels: alert('HG612LineFlapping').labels, to: critical },
    { labels: alert('HG612SnrMarginLow', { ...LINE, direction: 'upstream' }).labels, to: warning },
    { labels: alert('HG612LineRetrained').labels, to: events(warning) },
    { labels: alert('HG612FecStorm').labels, to: ['webhook'] },
    { labels: alert('HG612ModemRebooted').labels, to: ['webhook-events'] },
    { labels: alert('NobodyToNotify', { job: 'alertmanager' }).labels, to: warning },
    { labels: alert('Watchdog', {}).labels, to: ['deadmansswitch'] },
    { labels: { alertname: 'FromARuleOfYours', severity: 'page' }, to: warning },
    { labels: { alertname: 'FromARuleWithoutSeverity' }, to: warning },
    { labels: { alertname: 'Quiet', severity: 'none' }, to: ['none'] },
    { labels: { alertname: 'HG612TestMessage', severity: 'warning', run: '1' }, to: critical },
  ])('sends $labels.alertname to $to', async ({ labels, to }) => {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const { stdout } = await amtool('config', 'routes', 'test', `--config.file=${CONFIG}`, ...pairs);
    expect(stdout.trim().split(',')).toEqual(to);
  });
});
