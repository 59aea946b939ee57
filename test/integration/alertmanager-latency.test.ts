import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { alerts as rules, readPrometheusFile } from '../support/rules.ts';
import {
  type Alertmanager,
  generate,
  accelerated,
  startAlertmanager,
  toMs,
} from '../support/alertmanager/alertmanager.ts';
import { alert, type PostedAlert, resolved, type WebhookBody } from '../support/alertmanager/alerts.ts';
import { type HttpSink, startHttpSink } from '../support/alertmanager/http-sink.ts';
import { describeWith } from '../support/containers/images.ts';
import { eventually } from '../support/eventually.ts';

/** Alertmanager's clock in this test: a wait of 10 s takes 5 s. The margin to the limit is 5 s of the real clock. */
const FACTOR = 2;

const TIMEOUT_MS = 150_000;

/** From the drop to the message, and from sync to the resolved message, in seconds. */
const LIMIT = { firing: 150, resolved: 120 };

const { global } = parse(readPrometheusFile('prometheus.yml')) as {
  global: { scrape_interval: string; evaluation_interval: string };
};
const syncLost = rules.find((rule) => rule.alert === 'HG612SyncLost')!;

/** Maximum time before Prometheus reports a change: a scrape, an evaluation, and the `for` of the rule. */
const atPrometheus = (wait: string): number =>
  (toMs(global.scrape_interval) + toMs(global.evaluation_interval) + toMs(wait)) / 1000;

describeWith(['ALERTMANAGER_IMAGE'], 'HG612SyncLost behind a critical alert of the same line', () => {
  let alertmanager: Alertmanager;
  let sink: HttpSink;
  /** Seconds of the real clock that Alertmanager took, for each attempt. */
  const taken: { firing: number; resolved: number }[] = [];

  const received = (alertname: string, instance: string, status: string): boolean =>
    sink
      .to('/webhook')
      .flatMap(({ body }) => (body as WebhookBody).alerts)
      .some(
        (each) =>
          each.status === status &&
          each.labels['instance'] === instance &&
          each.labels['alertname'] === alertname,
      );

  async function timed(instance: string, status: string, posted: PostedAlert): Promise<number> {
    const start = Date.now();
    await alertmanager.post([posted]);
    while (!received('HG612SyncLost', instance, status)) {
      if (Date.now() - start > TIMEOUT_MS) throw new Error(`no ${status} message for ${instance}`);
      await sleep(20);
    }
    return ((Date.now() - start) / 1000) * FACTOR;
  }

  beforeAll(async () => {
    sink = await startHttpSink();
    alertmanager = await startAlertmanager(
      accelerated(generate({ ALERT_WEBHOOK_URL: `${sink.url}/webhook` }), FACTOR),
    );
    // At different moments of the group's interval.
    await Promise.all(
      [0, 1000, 3000, 7000].map(async (phaseMs, index) => {
        const series = { job: 'hg612', instance: `modem-${index}:9612` };
        await alertmanager.post([alert('HG612SnrMarginCritical', { ...series, direction: 'downstream' })]);
        await eventually(
          'the critical alert before',
          () => received('HG612SnrMarginCritical', series.instance, 'firing'),
          (sent) => sent,
        );
        await sleep(phaseMs);
        const lost = alert('HG612SyncLost', series);
        const firing = await timed(series.instance, 'firing', lost);
        await sleep(phaseMs);
        taken[index] = { firing, resolved: await timed(series.instance, 'resolved', resolved(lost)) };
      }),
    );
  });
  afterAll(async () => {
    await alertmanager?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  it(`reaches the receiver within ${LIMIT.firing} s of the drop`, () => {
    const slowest = Math.max(...taken.map(({ firing }) => firing));
    expect(atPrometheus(syncLost.for!) + slowest).toBeLessThanOrEqual(LIMIT.firing);
  });

  it(`is reported resolved within ${LIMIT.resolved} s of sync`, () => {
    const slowest = Math.max(...taken.map((each) => each.resolved));
    expect(atPrometheus(syncLost.keep_firing_for ?? '0s') + slowest).toBeLessThanOrEqual(LIMIT.resolved);
  });
});
