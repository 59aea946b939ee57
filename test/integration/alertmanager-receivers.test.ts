import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Alertmanager,
  generate,
  accelerated,
  startAlertmanager,
} from '../support/alertmanager/alertmanager.ts';
import { alert, LINE, type PostedAlert } from '../support/alertmanager/alerts.ts';
import { type HttpSink, startHttpSink } from '../support/alertmanager/http-sink.ts';
import { type MailSink, startMailSink } from '../support/alertmanager/mail-sink.ts';
import { eventually } from '../support/eventually.ts';
import { describeWith } from '../support/containers/images.ts';

const PATHS = {
  discord: '/discord',
  slack: '/slack',
  telegram: '/bot110:s3cr3t-telegram/sendMessage',
  ntfy: '/',
  webhook: '/webhook?key=s3cr3t-webhook',
} as const;

/** What the golden messages are about: three lines and a site. */
const SUBJECTS = {
  margin: 'golden:9612',
  'sync-lost': 'Büro hinten',
  'site-down': 'Mill Lane',
  'below-contract': 'Garage',
} as const;

/** Text with characters that are markup on one of the platforms. */
const MARKUP = 'line: 1 <b> & [x](y) a_b *c* `d` {{ .Status }}';

describeWith(['ALERTMANAGER_IMAGE'], 'messages as the platforms receive them', () => {
  let alertmanager: Alertmanager;
  let http: HttpSink;
  let mail: MailSink;

  beforeAll(async () => {
    http = await startHttpSink();
    mail = await startMailSink();
    const files = generate(
      {
        ALERT_EMAIL_TO: 'me@example.org, Somebody Else <you@example.org>',
        ...mail.settings,
        ALERT_DISCORD_WEBHOOK_URL: http.url + PATHS.discord,
        ALERT_SLACK_WEBHOOK_URL: http.url + PATHS.slack,
        ALERT_TELEGRAM_BOT_TOKEN: '110:s3cr3t-telegram',
        ALERT_TELEGRAM_CHAT_ID: '-1001234567890',
        ALERT_TELEGRAM_THREAD_ID: '7',
        ALERT_TELEGRAM_API_URL: http.url,
        ALERT_NTFY_URL: `${http.url}/s3cr3t-topic`,
        ALERT_NTFY_TOKEN: 's3cr3t-ntfy',
        ALERT_WEBHOOK_URL: http.url + PATHS.webhook,
        ALERT_WEBHOOK_TOKEN: 's3cr3t-token',
        DEADMANSWITCH_URL: `${http.url}/ping/s3cr3t-ping`,
        GRAFANA_URL: 'https://grafana.example.org',
        ALERTMANAGER_URL: 'http://nas.lan:9093',
        EXPORTER_URL: 'http://192.168.1.10:9612',
      },
      mail.files,
    );
    alertmanager = await startAlertmanager(accelerated(files, 100));
  });
  afterAll(async () => {
    await alertmanager?.[Symbol.asyncDispose]();
    await http?.[Symbol.asyncDispose]();
    await mail?.[Symbol.asyncDispose]();
  });

  const messagesBy = (instance: string) => ({
    ...Object.fromEntries(
      Object.entries(PATHS).map(([name, path]) => [
        name,
        http.to(path).filter(({ body }) => JSON.stringify(body).includes(instance)),
      ]),
    ),
    email: mail.mails.filter(({ mail: { text } }) => text?.includes(instance)),
  });
  /** Waits until every platform has received `count` messages about the instance. */
  const everywhere = (instance: string, count: number) =>
    eventually(
      `${count} messages about ${instance} everywhere`,
      () => Object.values(messagesBy(instance)).map(({ length }) => length),
      (lengths) => lengths.every((length) => length === count),
    );
  /** The last message about the instance as sent, except for the age of the alert. */
  const last = (path: string, instance: string): string => {
    const request = http.to(path).findLast(({ body }) => JSON.stringify(body).includes(instance));
    return JSON.stringify(request?.body, null, 2).replaceAll(/(Alert since [^()]*) \([^)]*\)/g, '$1 (…)');
  };

  const line = (
    instance: string,
    name = 'HG612SnrMarginLow',
    direction = 'downstream',
    times: object = {},
  ): PostedAlert => {
    const posted = alert(name, { ...LINE, instance, direction }, times);
    const description = `${instance}: the ${direction} SNR margin is 2.4 dB. ${MARKUP}`;
    return { ...posted, annotations: { ...posted.annotations, description } };
  };

  /** HG612SyncLost with the description that the rule gives it; Prometheus formats the moments. */
  const syncLost = (instance: string, state: 'firing' | 'resolved', times: object): PostedAlert => {
    const posted = alert('HG612SyncLost', { ...LINE, instance }, times);
    const description =
      state === 'firing'
        ? `${instance}: down since Sat 25 Oct 22:18:23 BST. The modem responds, but the line is not in sync (state: no signal).`
        : `${instance}: the line is back: 55.0 / 10.0 Mbit/s. Down from 22:18:23 to 22:21:52 BST (3 min 29 s).`;
    return { ...posted, annotations: { ...posted.annotations, description } };
  };

  /** HG612SiteDown, likewise. */
  const siteDown = (site: string, state: 'firing' | 'resolved', times: object): PostedAlert => {
    const posted = alert('HG612SiteDown', { job: 'hg612', site }, times);
    const description =
      state === 'firing'
        ? `${site}: down since Sat 25 Oct 22:18:23 BST: 18 of 20 lines, modems unreachable: 14, lines not in sync: 4.`
        : `${site}: the lines are back. 20 of 20 were down from 22:18:23 to 22:31:52 BST (13 min 29 s).`;
    return { ...posted, annotations: { ...posted.annotations, description } };
  };

  /** HG612SyncBelowContract with the description that the rule gives it, also when it has resolved. */
  const belowContract = (instance: string, times: object): PostedAlert => {
    const posted = alert('HG612SyncBelowContract', { ...LINE, instance }, times);
    const description =
      `${instance}: the sync rate is 44.00 Mbit/s downstream (guaranteed 45.00) and 7.20 Mbit/s upstream ` +
      '(guaranteed 8.00).';
    return { ...posted, annotations: { ...posted.annotations, description } };
  };

  const posting = {
    margin: (_: 'firing' | 'resolved', times: object) =>
      line(SUBJECTS.margin, 'HG612SnrMarginLow', 'downstream', times),
    'sync-lost': (state: 'firing' | 'resolved', times: object) =>
      syncLost(SUBJECTS['sync-lost'], state, times),
    'site-down': (state: 'firing' | 'resolved', times: object) =>
      siteDown(SUBJECTS['site-down'], state, times),
    'below-contract': (_: 'firing' | 'resolved', times: object) =>
      belowContract(SUBJECTS['below-contract'], times),
  };

  describe.each([
    { subject: 'margin', state: 'firing' },
    { subject: 'margin', state: 'resolved' },
    { subject: 'sync-lost', state: 'firing' },
    { subject: 'sync-lost', state: 'resolved' },
    { subject: 'site-down', state: 'firing' },
    { subject: 'site-down', state: 'resolved' },
    { subject: 'below-contract', state: 'firing' },
    { subject: 'below-contract', state: 'resolved' },
  ] as const)('a message on a $state alert: $subject', ({ subject, state }) => {
    // A fixed time makes the message reproducible: the end of daylight saving time.
    const times = {
      startsAt: '2025-10-26T00:12:05Z',
      ...(state === 'resolved' && { endsAt: '2025-10-26T01:25:08Z' }),
    };
    const instance = SUBJECTS[subject];
    const golden = subject === 'margin' ? state : `${subject}.${state}`;
    beforeAll(async () => {
      await alertmanager.post([posting[subject](state, times)]);
      await everywhere(instance, state === 'firing' ? 1 : 2);
    });

    it.each(['discord', 'slack', 'telegram', 'ntfy'] as const)('on %s', async (platform) => {
      const message = last(PATHS[platform], instance);
      await expect(`${message}\n`).toMatchFileSnapshot(`alertmanager/messages/${platform}.${golden}.json`);
    });

    it('by mail', async () => {
      const { mail: message, ...envelope } =
        mail.mails.findLast(({ mail: { text } }) => text?.includes(instance)) ?? {};
      expect(envelope).toEqual({
        user: 'hg612@example.org',
        encrypted: true,
        from: 'hg612@example.org',
        to: ['me@example.org', 'you@example.org'],
      });
      const text = `Subject: ${message?.subject}\n\n${message?.text}`;
      const steady = (part: string) => part.replaceAll(/(Alert since [^()]*) \([^)]*\)/g, '$1 (…)');
      await expect(steady(text)).toMatchFileSnapshot(`alertmanager/messages/email.${golden}.txt`);
      const html = message?.html === false ? '' : (message?.html ?? '');
      await expect(steady(html)).toMatchFileSnapshot(`alertmanager/messages/email.${golden}.html`);
    });

    it('to the webhook, in Alertmanager’s format', () => {
      const request = http.to(PATHS.webhook).findLast(({ body }) => JSON.stringify(body).includes(instance));
      expect(request).toMatchObject({
        method: 'POST',
        authorization: 'Bearer s3cr3t-token',
        body: {
          version: '4',
          status: state,
          alerts: [{ status: state, labels: { [subject === 'site-down' ? 'site' : 'instance']: instance } }],
        },
      });
    });
  });

  it('has the firing alerts in its title when others have resolved', async () => {
    const instance = 'mixed:9612';
    const [low, errors] = [line(instance), line(instance, 'HG612CrcErrorsHigh', 'upstream')];
    await alertmanager.post([low, errors]);
    await everywhere(instance, 1);
    await alertmanager.post([{ ...low, endsAt: new Date().toISOString() }]);
    await everywhere(instance, 2);
    expect(JSON.parse(last(PATHS.ntfy, instance))).toMatchObject({
      title: '\tCRC errors are high (upstream)',
      tags: ['warning'],
      priority: 4,
      message: expect.stringMatching(
        /🟠 CRC errors are high \(upstream\)\n[^]*✅ The SNR margin is no longer reported as low/,
      ) as string,
    });
    expect(mail.mails.at(-1)?.mail.subject).toBe('[WARNING] CRC errors are high (upstream)');
  });

  it('stays within the limits of the platforms for any number of alerts', async () => {
    const instance = 'many:9612';
    const posted = Array.from({ length: 40 }, (_, index) =>
      line(instance, 'HG612SnrMarginLow', `direction-${index}`),
    );
    await alertmanager.post(posted.map((each) => ({ ...each, startsAt: new Date().toISOString() })));
    await everywhere(instance, 1);
    const discord = JSON.parse(last(PATHS.discord, instance)) as {
      embeds: [{ title: string; description: string }];
    };
    expect(discord.embeds[0].title).toMatch(/^🟠 40 alerts: .*, …$/);
    expect(discord.embeds[0].description).toMatch(
      /… 40 alerts in total: \[Alertmanager\]\(<http:\/\/nas\.lan:9093>\)\n$/,
    );
    const telegram = JSON.parse(last(PATHS.telegram, instance)) as { text: string };
    expect(telegram.text).toContain('… 40 alerts in total');
    expect(telegram.text.length).toBeLessThan(4096);
    const ntfy = JSON.parse(last(PATHS.ntfy, instance)) as { message: string };
    expect(Buffer.byteLength(ntfy.message)).toBeLessThan(4096);
    const slack = JSON.parse(last(PATHS.slack, instance)) as { attachments: [{ text: string }] };
    expect(slack.attachments[0].text).toContain('… 40 alerts in total: <http://nas.lan:9093|Alertmanager>');
  });

  it('sends an event once, without a resolved message', async () => {
    const instance = 'event:9612';
    const retrained = alert('HG612LineRetrained', { ...LINE, instance });
    const posted = {
      ...retrained,
      annotations: { ...retrained.annotations, description: `${instance}: retrained` },
    };
    await alertmanager.post([posted]);
    await everywhere(instance, 1);
    await alertmanager.post([{ ...posted, endsAt: new Date().toISOString() }]);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect(Object.values(messagesBy(instance)).map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('calls only the dead man’s switch while Watchdog is firing', async () => {
    await alertmanager.post([alert('Watchdog', {})]);
    const calls = () => http.to('/ping/s3cr3t-ping');
    await eventually('a second call', calls, ({ length }) => length >= 2);
    expect(calls()[0]?.method).toBe('POST');
    const others = http.requests.filter(
      ({ path, body }) => !path.startsWith('/ping') && JSON.stringify(body).includes('Watchdog'),
    );
    expect(others).toEqual([]);
  });

  it('shows no secret on Alertmanager’s pages or in its log, also when a receiver fails', async () => {
    for (const path of Object.values(PATHS)) http.answer(path, 500);
    await alertmanager.post([line('failing:9612')]);
    await eventually(
      'failures in the log',
      () => alertmanager.logs(),
      (logs) =>
        ['discord', 'slack', 'telegram', 'ntfy', 'webhook'].every((name) =>
          logs.includes(`receiver=${name} `),
        ),
    );
    for (const path of Object.values(PATHS)) http.answer(path, 200);
    const status = await fetch(`${alertmanager.url}/api/v2/status`);
    const shown = [await alertmanager.logs(), await alertmanager.metrics(), await status.text()];
    for (const text of shown) expect(text).not.toContain('s3cr3t');
  });
});
