import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Alertmanager,
  generate,
  hastened,
  startAlertmanager,
} from '../support/alertmanager/alertmanager.ts';
import {
  alert,
  catalogue,
  type PostedAlert,
  resolved,
  type SeriesLabels,
  type WebhookBody,
} from '../support/alertmanager/alerts.ts';
import { type HttpSink, startHttpSink } from '../support/alertmanager/http-sink.ts';
import { describeWith } from '../support/containers/images.ts';

/** Alerts that fire together on one modem: `name`, or `name/direction`. */
interface Case {
  readonly name: string;
  /** The cause. What it silences is told once it is over. */
  readonly cause: string;
  readonly silenced: readonly string[];
  /** What is told beside the cause. */
  readonly told?: readonly string[];
  /** Where the cause has no target to name, as when it is gone from Prometheus. */
  readonly causeHasNoInstance?: boolean;
}

const ofLayers = (...layers: string[]): string[] =>
  [...catalogue.values()]
    .filter(({ labels }) => layers.includes(labels['layer'] ?? ''))
    .map((rule) => rule.alert);
const without = (names: string[], ...left: string[]): string[] =>
  names.filter((name) => !left.includes(name));

const everythingScraped = without(ofLayers('exporter', 'modem', 'line'), 'HG612ExporterDown');

const cases: Case[] = [
  {
    name: 'an exporter that is down',
    cause: 'HG612ExporterDown',
    silenced: everythingScraped,
    told: ['PrometheusReloadFailed'],
  },
  {
    name: 'an exporter that Prometheus does not know any more',
    cause: 'HG612ExporterDown',
    causeHasNoInstance: true,
    silenced: everythingScraped,
    told: ['PrometheusReloadFailed'],
  },
  {
    name: 'a modem that does not answer',
    cause: 'HG612ModemUnreachable',
    silenced: without(everythingScraped, 'HG612ModemUnreachable'),
  },
  {
    name: 'a line that is down',
    cause: 'HG612SyncLost',
    silenced: without(ofLayers('line'), 'HG612SyncLost', 'HG612LineFlapping'),
    told: ['HG612CollectorFailing', 'HG612ModemRebooted'],
  },
  {
    name: 'a line that flaps',
    cause: 'HG612LineFlapping',
    silenced: ['HG612SyncLost', 'HG612LineRetrained'],
  },
  {
    name: 'a margin that is critical, in its own direction',
    cause: 'HG612SnrMarginCritical/downstream',
    silenced: ['HG612SnrMarginLow/downstream', 'HG612SnrMarginDropped/downstream'],
    told: ['HG612SnrMarginLow/upstream', 'HG612CrcErrorsHigh/downstream'],
  },
  {
    name: 'a rate that is a fault',
    cause: 'HG612SyncRateFault/upstream',
    silenced: ['HG612SyncRateDropped/upstream'],
    told: ['HG612SyncRateDropped/downstream', 'HG612SnrMarginLow/upstream'],
  },
  {
    name: 'seconds that are lost',
    cause: 'HG612SeverelyErroredSeconds/downstream',
    silenced: [
      'HG612ErroredSecondsHigh/downstream',
      'HG612CrcErrorsHigh/downstream',
      'HG612FecStorm/downstream',
    ],
    told: ['HG612CrcErrorsHigh/upstream'],
  },
];

/** group_wait 0.3 s, group_interval 3 s. */
const FACTOR = 100;
const TWO_ROUNDS_MS = 7000;

describeWith(['ALERTMANAGER_IMAGE'], 'one cause, one message', () => {
  let alertmanager: Alertmanager;
  let sink: HttpSink;
  const told = new Map<Case, { during: string[]; after: string[]; elsewhere: string[] }>();
  let receivers: { during: string[]; after: string[] };

  const job = (index: number): string => `job-${index}`;
  const fire = (name: string, series: SeriesLabels): PostedAlert => {
    const [alertname = '', direction] = name.split('/');
    return alert(alertname, { ...series, ...(direction !== undefined && { direction }) });
  };
  /** Everything told so far with these labels, each once: `name` or `name/direction`. */
  const heard = (labels: SeriesLabels): string[] => {
    const alerts = sink.to('/webhook').flatMap(({ body }) => (body as WebhookBody).alerts);
    const matching = alerts.filter((each) =>
      Object.entries(labels).every(([name, value]) => (each.labels[name] ?? '') === value),
    );
    const names = matching.map(({ labels: { alertname = '', direction } }) =>
      direction === undefined ? alertname : `${alertname}/${direction}`,
    );
    return [...new Set(names)].toSorted();
  };

  beforeAll(async () => {
    sink = await startHttpSink();
    const settings = { ALERT_WEBHOOK_URL: `${sink.url}/webhook`, ALERT_WEBHOOK_MIN_SEVERITY: 'info' };
    alertmanager = await startAlertmanager(hastened(generate(settings), FACTOR));

    const causes = cases.map(({ cause, causeHasNoInstance }, index) =>
      fire(cause, causeHasNoInstance ? { job: job(index) } : { job: job(index), instance: 'a:9612' }),
    );
    const others = cases.flatMap(({ silenced, told: also = [] }, index) => [
      ...[...silenced, ...also].map((name) => fire(name, { job: job(index), instance: 'a:9612' })),
      // Another modem is none of the cause's business, whatever it is.
      fire('HG612SnrMarginLow/downstream', { job: `${job(index)}-elsewhere`, instance: 'a:9612' }),
    ]);
    const failing = fire('AlertmanagerNotificationsFailing', {
      job: 'alertmanager',
      instance: 'alertmanager:9093',
    });
    await alertmanager.post([...causes, ...others, failing]);
    await sleep(TWO_ROUNDS_MS);
    const during = cases.map((_, index) => heard({ job: job(index) }));
    const receiversDuring = heard({ job: 'alertmanager' });

    const alsoCauses = others.filter(({ labels }) =>
      ['HG612SyncLost', 'HG612LineRetrained', 'HG612LineFlapping'].includes(labels['alertname'] ?? ''),
    );
    await alertmanager.post(causes.map(resolved));
    await sleep(TWO_ROUNDS_MS);
    for (const [index, each] of cases.entries()) {
      told.set(each, {
        during: during[index] ?? [],
        after: heard({ job: job(index) }),
        elsewhere: heard({ job: `${job(index)}-elsewhere` }),
      });
    }
    await alertmanager.post(alsoCauses.map(resolved));
    await sleep(TWO_ROUNDS_MS);
    receivers = { during: receiversDuring, after: heard({ job: 'alertmanager' }) };
  });
  afterAll(async () => {
    await alertmanager?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  it.each(cases)('$name: $cause', (each) => {
    const { cause, silenced, told: also = [] } = each;
    expect(told.get(each)?.during).toEqual([cause, ...also].toSorted());
    // With the cause gone the others come through, those that silence each other apart.
    const after = told.get(each)?.after ?? [];
    expect(after.filter((name) => silenced.includes(name)).length).toBeGreaterThan(0);
    expect(told.get(each)?.elsewhere).toEqual(['HG612SnrMarginLow/downstream']);
  });

  it('a line that was down explains receivers that could not be reached', () => {
    expect(receivers).toEqual({ during: [], after: ['AlertmanagerNotificationsFailing'] });
  });

  it('alerts from rules of one’s own, without our labels, silence nothing', async () => {
    const labels = { job: 'own', instance: 'nas:9100' };
    const own = (alertname: string, severity: string) => ({ labels: { ...labels, alertname, severity } });
    await alertmanager.post([own('DiskFull', 'critical'), own('DiskAlmostFull', 'warning')]);
    await sleep(TWO_ROUNDS_MS);
    expect(heard(labels)).toEqual(['DiskAlmostFull', 'DiskFull']);
  });
});
