import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Alertmanager,
  generate,
  accelerated,
  startAlertmanager,
} from '../support/alertmanager/alertmanager.ts';
import { alert, type PostedAlert, resolved, type WebhookBody } from '../support/alertmanager/alerts.ts';
import { badNight, type Night } from '../support/alertmanager/bad-night.ts';
import { type HttpSink, startHttpSink } from '../support/alertmanager/http-sink.ts';
import { describeWith } from '../support/containers/images.ts';
import { eventually } from '../support/eventually.ts';

/** Ten hours take 90 seconds; a group interval of 5 minutes takes 0.75 s. */
const FACTOR = 400;

const nights: Record<string, Night & { most: number; why: string }> = {
  'drops every 10 minutes': {
    hours: 8,
    dropEverySeconds: 600,
    downSeconds: 150,
    most: 12,
    why: 'two drops in full, then flapping, a reminder every 4 hours, and that it resolved',
  },
  'drops every 18 minutes': {
    hours: 8,
    dropEverySeconds: 1080,
    downSeconds: 150,
    most: 14,
    why: 'as above: three per hour is flapping',
  },
  'drops every 31 minutes, just too seldom to be flapping': {
    hours: 8,
    dropEverySeconds: 1860,
    downSeconds: 150,
    most: 46,
    why: 'three for each of 15 drops: down, up, and the rates; one for the tenth drop of the day',
  },
  'is down for less than a minute every 31 minutes': {
    hours: 8,
    dropEverySeconds: 1860,
    downSeconds: 30,
    most: 16,
    why: 'one for each of 15 drops, and one for the tenth of the day',
  },
  'drops once': {
    hours: 1,
    dropEverySeconds: 1860,
    downSeconds: 150,
    most: 3,
    why: 'down, up, and the rates',
  },
};

describeWith(['ALERTMANAGER_IMAGE'], 'messages about a line that, all night,', () => {
  let alertmanager: Alertmanager;
  let sink: HttpSink;

  beforeAll(async () => {
    sink = await startHttpSink();
    alertmanager = await startAlertmanager(
      accelerated(generate({ ALERT_WEBHOOK_URL: `${sink.url}/webhook` }), FACTOR),
    );
    const changes = Object.entries(nights).flatMap(([instance, night]) =>
      badNight(night).map((change) => ({ ...change, instance })),
    );
    const start = Date.now();
    const current = new Map<string, PostedAlert>();
    for (const { atSeconds, instance, alertname, firing } of changes.toSorted(
      (a, b) => a.atSeconds - b.atSeconds,
    )) {
      await sleep(Math.max(0, start + (atSeconds * 1000) / FACTOR - Date.now()));
      const key = `${instance} ${alertname}`;
      const posted = current.get(key);
      const next =
        firing || posted === undefined ? alert(alertname, { job: 'hg612', instance }) : resolved(posted);
      current.set(key, next);
      await alertmanager.post([next]);
    }
    await eventually(
      'the end of flapping',
      () => messages('drops every 10 minutes').at(-1),
      (message) => message?.includes('HG612LineFlapping resolved') === true,
    );
    await sleep(3000);
  });
  afterAll(async () => {
    await alertmanager?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  const messages = (instance: string): string[] =>
    sink
      .to('/webhook')
      .map(({ body }) => body as WebhookBody)
      .filter(({ groupLabels }) => groupLabels['instance'] === instance)
      .map(({ alerts }) =>
        alerts.map(({ status, labels }) => `${labels['alertname']} ${status}`).join(' + '),
      );

  it.each(Object.entries(nights))('%s: at most $most, $why', (instance, { most }) => {
    const sent = messages(instance);
    expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(most);
    expect(sent[0]).toBe(
      instance.includes('less than a minute') ? 'HG612LineRetrained firing' : 'HG612SyncLost firing',
    );
  });

  it('report flapping once, and its end', () => {
    const sent = messages('drops every 10 minutes').filter((message) =>
      message.includes('HG612LineFlapping'),
    );
    expect(sent.at(0)).toBe('HG612LineFlapping firing');
    expect(sent.at(-1)).toContain('HG612LineFlapping resolved');
  });
});
