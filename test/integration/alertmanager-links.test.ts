import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  accelerated,
  type Alertmanager,
  generate,
  startAlertmanager,
} from '../support/alertmanager/alertmanager.ts';
import { alert } from '../support/alertmanager/alerts.ts';
import { type HttpSink, startHttpSink } from '../support/alertmanager/http-sink.ts';
import { type MailSink, startMailSink } from '../support/alertmanager/mail-sink.ts';
import { eventually } from '../support/eventually.ts';
import { describeWith } from '../support/containers/images.ts';

const PATHS = {
  discord: '/discord',
  slack: '/slack',
  telegram: '/bot110:s3cr3t/sendMessage',
  ntfy: '/',
} as const;
const PAGE = 'http://nas.lan:9612/';

describeWith(
  ['ALERTMANAGER_IMAGE'],
  'links in messages without Grafana and without a published Alertmanager',
  () => {
    let alertmanager: Alertmanager;
    let http: HttpSink;
    let mail: MailSink;

    beforeAll(async () => {
      http = await startHttpSink();
      mail = await startMailSink();
      const files = generate(
        {
          ALERT_EMAIL_TO: 'me@example.org',
          ...mail.settings,
          ALERT_DISCORD_WEBHOOK_URL: http.url + PATHS.discord,
          ALERT_SLACK_WEBHOOK_URL: http.url + PATHS.slack,
          ALERT_TELEGRAM_BOT_TOKEN: '110:s3cr3t',
          ALERT_TELEGRAM_CHAT_ID: '-1001234567890',
          ALERT_TELEGRAM_API_URL: http.url,
          ALERT_NTFY_URL: `${http.url}/topic`,
          EXPORTER_URL: PAGE,
          GRAFANA_URL: '',
          ALERTMANAGER_URL: '',
        },
        mail.files,
      );
      alertmanager = await startAlertmanager(accelerated(files, 100));
      // More alerts than a message lists.
      const posted = Array.from({ length: 8 }, (_, index) => ({
        ...alert('HG612SnrMarginLow', { job: 'hg612', instance: 'exporter:9612', direction: `d${index}` }),
        startsAt: new Date().toISOString(),
      }));
      await alertmanager.post(posted);
      await eventually(
        'a message everywhere',
        () => [...Object.values(PATHS).map((path) => http.to(path).length), mail.mails.length],
        (counts) => counts.every((count) => count > 0),
      );
    });
    afterAll(async () => {
      await alertmanager?.[Symbol.asyncDispose]();
      await http?.[Symbol.asyncDispose]();
      await mail?.[Symbol.asyncDispose]();
    });

    const body = (path: string) => http.to(path).at(-1)?.body;

    it('lead to the page of the exporter, and never to Alertmanager', () => {
      expect(body(PATHS.discord)).toMatchObject({
        embeds: [{ description: expect.stringContaining(`[Line now](<${PAGE}>)`) as string }],
      });
      expect(body(PATHS.slack)).toMatchObject({
        attachments: [{ title_link: PAGE, text: expect.stringContaining(`<${PAGE}|Line now>`) as string }],
      });
      expect(body(PATHS.telegram)).toMatchObject({
        text: expect.stringContaining(`<a href="${PAGE}">Line now</a>`) as string,
      });
      expect(body(PATHS.ntfy)).toMatchObject({
        click: PAGE,
        actions: [{ label: 'Line now', url: PAGE }, { label: 'Runbook' }],
      });
      const message = mail.mails.at(-1)?.mail;
      expect(message?.text).toContain(`Line now: ${PAGE}\n`);
      expect(message?.html).toContain(`<a href="${PAGE}">Line now</a>`);
      expect(message?.text).not.toContain('Silence or inspect');
      expect(message?.html).not.toContain('Silence or inspect');
      const sent = JSON.stringify([...Object.values(PATHS).map(body), message?.html]);
      expect(sent).not.toMatch(/:9093|undefined/);
    });

    it('are absent from the line with the number of alerts', () => {
      expect(body(PATHS.slack)).toMatchObject({
        attachments: [{ text: expect.stringMatching(/… 8 alerts in total$/m) as string }],
      });
      expect(body(PATHS.telegram)).toMatchObject({
        text: expect.stringMatching(/… 8 alerts in total$/m) as string,
      });
    });
  },
);
