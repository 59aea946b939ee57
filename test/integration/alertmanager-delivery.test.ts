import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseExposition } from '../../lib/exposition.ts';
import { must } from '../../lib/run.mjs';
import {
  type Alertmanager,
  generate,
  accelerated,
  startAlertmanager,
} from '../support/alertmanager/alertmanager.ts';
import { alert, resolved, type WebhookBody } from '../support/alertmanager/alerts.ts';
import { type HttpSink, startHttpSink } from '../support/alertmanager/http-sink.ts';
import { eventually } from '../support/eventually.ts';
import { describeWith } from '../support/containers/images.ts';

/** group_wait 0.3 s, group_interval 3 s. */
const FACTOR = 100;
const TWO_ROUNDS_MS = 7000;

describeWith(['ALERTMANAGER_IMAGE'], 'message delivery', () => {
  let sink: HttpSink;
  beforeEach(async () => {
    sink = await startHttpSink();
  });
  afterEach(() => sink[Symbol.asyncDispose]());

  const start = (settings: Readonly<Record<string, string>>): Promise<Alertmanager> =>
    startAlertmanager(accelerated(generate(settings), FACTOR));
  const toWebhook = (): string[] => sink.to('/webhook').map(({ body }) => (body as WebhookBody).status);
  const counter = async (alertmanager: Alertmanager, metric: string, receiver: string): Promise<number> => {
    const series = parseExposition(await alertmanager.metrics()).filter(
      ({ name, labels }) => name === metric && labels['receiver_name'] === receiver,
    );
    return series.reduce((sum, { value }) => sum + value, 0);
  };

  /** Alertmanager sends a notification again if it stops before the notification log is on disk. */
  const untilOnDisk = async (alertmanager: Alertmanager): Promise<void> => {
    await eventually(
      'the notification log on disk',
      async () => /^alertmanager_nflog_snapshot_size_bytes (\S+)$/m.exec(await alertmanager.metrics())?.[1],
      (bytes) => Number(bytes) > 0,
    );
  };

  it('continues to other receivers when one fails, and retries that one', async () => {
    await using alertmanager = await start({
      ALERT_WEBHOOK_URL: `${sink.url}/webhook`,
      ALERT_DISCORD_WEBHOOK_URL: `${sink.url}/discord`,
    });
    sink.answer('/discord', 503);
    await alertmanager.post([alert('HG612SyncLost')]);
    await eventually('the message at the webhook', toWebhook, ({ length }) => length === 1);
    const failed = () => counter(alertmanager, 'alertmanager_notification_requests_failed_total', 'discord');
    await eventually('failures of Discord in /metrics', failed, (count) => count >= 2);
    expect(await counter(alertmanager, 'alertmanager_notification_requests_failed_total', 'webhook')).toBe(0);
    await eventually(
      'the failed notification with its reason',
      () => counter(alertmanager, 'alertmanager_notifications_failed_total', 'discord'),
      (count) => count >= 1,
    );

    sink.answer('/discord', 200);
    const attempts = sink.to('/discord').length;
    await eventually(
      'the message at Discord',
      () => sink.to('/discord').length,
      (count) => count > attempts,
    );
    expect(toWebhook()).toEqual(['firing']);
  });

  it('sends each message once across restarts', async () => {
    await using alertmanager = await start({ ALERT_WEBHOOK_URL: `${sink.url}/webhook` });
    const lost = alert('HG612SyncLost');
    await alertmanager.post([lost]);
    await eventually('the message', toWebhook, ({ length }) => length === 1);
    await untilOnDisk(alertmanager);

    await alertmanager.container.restart();
    // Prometheus keeps sending firing alerts.
    await alertmanager.post([lost]);
    await sleep(TWO_ROUNDS_MS);
    expect(toWebhook()).toEqual(['firing']);

    // Resolved while Alertmanager was down: it only receives the resolved alert.
    await alertmanager.container.restart();
    await alertmanager.post([resolved(lost)]);
    await eventually('the resolved message', toWebhook, ({ length }) => length === 2);
    await sleep(TWO_ROUNDS_MS);
    expect(toWebhook()).toEqual(['firing', 'resolved']);
  });

  it('does not send a message again after a power cut, once the notification log is on disk', async () => {
    await using alertmanager = await start({ ALERT_WEBHOOK_URL: `${sink.url}/webhook` });
    const lost = alert('HG612SyncLost');
    await alertmanager.post([lost]);
    await eventually('the message', toWebhook, ({ length }) => length === 1);
    await untilOnDisk(alertmanager);
    await must('docker', ['kill', alertmanager.container.getId()], { timeoutMs: 60_000 });
    await alertmanager.container.restart();
    await alertmanager.post([lost]);
    await sleep(TWO_ROUNDS_MS);
    expect(toWebhook()).toEqual(['firing']);
  });

  it('logs no secret when a receiver refuses the connection', async () => {
    const nowhere = 'http://host.docker.internal:9';
    await using alertmanager = await start({
      ALERT_DISCORD_WEBHOOK_URL: `${nowhere}/s3cr3t-discord`,
      ALERT_SLACK_WEBHOOK_URL: `${nowhere}/s3cr3t-slack`,
      ALERT_TELEGRAM_BOT_TOKEN: '110:s3cr3t-telegram',
      ALERT_TELEGRAM_CHAT_ID: '7',
      ALERT_TELEGRAM_API_URL: nowhere,
      ALERT_NTFY_URL: `${nowhere}/s3cr3t-topic`,
      ALERT_WEBHOOK_URL: `${nowhere}/s3cr3t-webhook`,
      ALERT_EMAIL_TO: 'me@example.org',
      ALERT_EMAIL_SMARTHOST: 'host.docker.internal:9',
      ALERT_EMAIL_USERNAME: 'hg612@example.org',
      ALERT_EMAIL_PASSWORD: 's3cr3t-mail',
      DEADMANSWITCH_URL: `${nowhere}/s3cr3t-ping`,
    });
    await alertmanager.post([alert('HG612SyncLost'), alert('Watchdog', {})]);
    const names = ['discord', 'slack', 'telegram', 'ntfy', 'webhook', 'email', 'deadmansswitch'];
    const logs = await eventually(
      'a failure of each in the log',
      () => alertmanager.logs(),
      (text) => names.every((name) => text.includes(`receiver=${name} `)),
    );
    expect(logs).toContain('connection refused');
    expect(logs).not.toContain('s3cr3t');
  });
});
