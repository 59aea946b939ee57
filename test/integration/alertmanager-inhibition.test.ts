import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Alertmanager,
  generate,
  accelerated,
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
import { eventually } from '../support/eventually.ts';

/** Alerts that fire together on one modem: `name`, or `name/direction`. */
interface Case {
  readonly name: string;
  /** The alert that inhibits others. These are sent once it has resolved. */
  readonly cause: string;
  readonly inhibited: readonly string[];
  /** Alerts that are sent beside the cause. */
  readonly sent?: readonly string[];
  /**
   * The cause has neither job nor instance, as when Prometheus has no exporter at all. Its site has the name of the
   * job.
   */
  readonly causeHasNoTarget?: boolean;
}

/** Alerts about one exporter, modem or line. */
const ofLayers = (...layers: string[]): string[] =>
  [...catalogue.values()]
    .filter(({ labels }) => layers.includes(labels['layer'] ?? ''))
    .filter(({ alert: name, labels }) => labels['subject'] !== 'site' && name !== 'HG612ExportersDown')
    .map((rule) => rule.alert);
const without = (names: string[], ...left: string[]): string[] =>
  names.filter((name) => !left.includes(name));

const everythingScraped = without(ofLayers('exporter', 'modem', 'line'), 'HG612ExporterDown');

const cases: Case[] = [
  {
    name: 'an exporter that is down',
    cause: 'HG612ExporterDown',
    inhibited: everythingScraped,
    sent: ['PrometheusReloadFailed'],
  },
  {
    name: 'a Prometheus of a site without an exporter',
    cause: 'HG612ExporterDown',
    causeHasNoTarget: true,
    inhibited: everythingScraped,
    sent: ['PrometheusReloadFailed'],
  },
  {
    name: 'a modem that is unreachable',
    cause: 'HG612ModemUnreachable',
    inhibited: without(everythingScraped, 'HG612ModemUnreachable'),
  },
  {
    name: 'a line that is down',
    cause: 'HG612SyncLost',
    inhibited: without(ofLayers('line'), 'HG612SyncLost', 'HG612LineFlapping', 'HG612RetrainsCritical'),
    sent: ['HG612CollectorFailing', 'HG612ModemRebooted'],
  },
  {
    name: 'a line that flaps',
    cause: 'HG612LineFlapping',
    inhibited: ['HG612SyncLost', 'HG612LineRetrained', 'HG612RetrainsHigh'],
  },
  {
    name: 'a line that drops every hour',
    cause: 'HG612RetrainsCritical',
    inhibited: ['HG612LineRetrained', 'HG612RetrainsHigh'],
    sent: ['HG612DlmProfileChanged'],
  },
  {
    name: 'telnet that fails',
    cause: 'HG612CollectorFailing',
    inhibited: ['HG612SnrMarginUnknown'],
    sent: ['HG612SyncAboveAttainable/downstream'],
  },
  {
    name: 'a margin that is critical, in its own direction',
    cause: 'HG612SnrMarginCritical/downstream',
    inhibited: ['HG612SnrMarginLow/downstream', 'HG612SnrMarginDropped/downstream'],
    sent: ['HG612SnrMarginLow/upstream', 'HG612CrcErrorsHigh/downstream'],
  },
  {
    name: 'a sync rate at fault level',
    cause: 'HG612SyncRateFault',
    inhibited: ['HG612SyncRateDropped', 'HG612SyncBelowContract'],
    sent: ['HG612SnrMarginLow/upstream'],
  },
  {
    name: 'severely errored seconds',
    cause: 'HG612SeverelyErroredSeconds/downstream',
    inhibited: [
      'HG612ErroredSecondsHigh/downstream',
      'HG612CrcErrorsHigh/downstream',
      'HG612FecStorm/downstream',
    ],
    sent: ['HG612CrcErrorsHigh/upstream'],
  },
];

/** An alert that no cause of the cases above inhibits, since it is about another modem. */
const ELSEWHERE = 'HG612SnrMarginLow/downstream';

/** group_wait 0.3 s, group_interval 3 s. */
const FACTOR = 100;
/** After the expected messages, the time in which others would be sent. */
const TWO_ROUNDS_MS = 7000;

describeWith(['ALERTMANAGER_IMAGE'], 'inhibition', () => {
  let alertmanager: Alertmanager;
  let sink: HttpSink;
  const outcomes = new Map<Case, { during: string[]; after: string[]; elsewhere: string[] }>();
  let receivers: { during: string[]; after: string[] };

  const job = (index: number): string => `job-${index}`;
  const fire = (name: string, series: SeriesLabels): PostedAlert => {
    const [alertname = '', direction] = name.split('/');
    return alert(alertname, { ...series, ...(direction !== undefined && { direction }) });
  };
  /** Waits until these alerts have been sent, and others could have been. */
  const untilSent = async (expected: readonly (readonly [SeriesLabels, readonly string[]])[]) => {
    await eventually(
      'the expected alerts in messages',
      () =>
        expected.flatMap(([labels, names]) =>
          without([...names], ...received(labels)).map((name) => ({ name, labels })),
        ),
      (missing) => missing.length === 0,
    );
    await sleep(TWO_ROUNDS_MS);
  };
  /** Alerts with these labels in all messages so far, each once: `name` or `name/direction`. */
  const received = (labels: SeriesLabels): string[] => {
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
    alertmanager = await startAlertmanager(accelerated(generate(settings), FACTOR));

    const line = (index: number): SeriesLabels => ({
      job: job(index),
      instance: 'a:9612',
      ...(cases[index]?.causeHasNoTarget && { site: job(index) }),
    });
    const causes = cases.map(({ cause, causeHasNoTarget }, index) =>
      fire(cause, causeHasNoTarget ? { site: job(index) } : line(index)),
    );
    const others = cases.flatMap(({ inhibited, sent: also = [] }, index) => [
      ...[...inhibited, ...also].map((name) => fire(name, line(index))),
      // Another modem, which the cause does not concern.
      fire(ELSEWHERE, { job: `${job(index)}-elsewhere`, instance: 'a:9612' }),
    ]);
    const failing = fire('AlertmanagerNotificationsFailing', {
      job: 'alertmanager',
      instance: 'alertmanager:9093',
    });
    await alertmanager.post([...causes, ...others, failing]);
    const labelsOf = (index: number): SeriesLabels =>
      cases[index]?.causeHasNoTarget ? { site: job(index) } : { job: job(index) };
    const ofCase = (index: number) => received(labelsOf(index));
    await untilSent(cases.map(({ cause, sent = [] }, index) => [labelsOf(index), [cause, ...sent]]));
    const during = cases.map((_, index) => ofCase(index));
    const receiversDuring = received({ job: 'alertmanager' });

    const alsoCauses = others.filter(({ labels }) =>
      ['HG612SyncLost', 'HG612LineRetrained', 'HG612LineFlapping'].includes(labels['alertname'] ?? ''),
    );
    await alertmanager.post(causes.map(resolved));
    await eventually(
      'an alert that each cause inhibited',
      () => cases.filter(({ inhibited }, index) => !ofCase(index).some((name) => inhibited.includes(name))),
      (missing) => missing.length === 0,
    );
    await untilSent(cases.map((_, index) => [{ job: `${job(index)}-elsewhere` }, [ELSEWHERE]]));
    for (const [index, each] of cases.entries()) {
      outcomes.set(each, {
        during: during[index] ?? [],
        after: ofCase(index),
        elsewhere: received({ job: `${job(index)}-elsewhere` }),
      });
    }
    await alertmanager.post(alsoCauses.map(resolved));
    await untilSent([[{ job: 'alertmanager' }, ['AlertmanagerNotificationsFailing']]]);
    receivers = { during: receiversDuring, after: received({ job: 'alertmanager' }) };
  });
  afterAll(async () => {
    await alertmanager?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  it.each(cases)('$name: $cause', (each) => {
    const { cause, inhibited, sent: also = [] } = each;
    expect(outcomes.get(each)?.during).toEqual([cause, ...also].toSorted());
    // After the cause has resolved the others are sent, except those that inhibit each other.
    const after = outcomes.get(each)?.after ?? [];
    expect(after.filter((name) => inhibited.includes(name)).length).toBeGreaterThan(0);
    expect(outcomes.get(each)?.elsewhere).toEqual([ELSEWHERE]);
  });

  it('a lost sync inhibits the alert on failing receivers', () => {
    expect(receivers).toEqual({ during: [], after: ['AlertmanagerNotificationsFailing'] });
  });

  it('a Prometheus that stores no samples inhibits alerts of every exporter', async () => {
    const series = { job: 'full-disk', instance: 'a:9612' };
    const cause = alert('PrometheusStorageFailing', {});
    await alertmanager.post([cause, alert('HG612ExporterDown', series), alert('HG612SyncLost', series)]);
    await untilSent([[{ alertname: 'PrometheusStorageFailing' }, ['PrometheusStorageFailing']]]);
    expect(received(series)).toEqual([]);
    expect(received({ alertname: 'PrometheusStorageFailing' })).toEqual(['PrometheusStorageFailing']);
    await alertmanager.post([resolved(cause)]);
    await untilSent([[series, ['HG612ExporterDown']]]);
    expect(received(series)).toEqual(['HG612ExporterDown']);
  });

  describe('of lines by their site', () => {
    const site = (ofJob: string, name = 'Mill Lane'): SeriesLabels => ({ job: ofJob, site: name });
    const lineAt = (ofJob: string, instance: string, name = 'Mill Lane'): SeriesLabels => ({
      ...site(ofJob, name),
      instance,
    });
    const ofLine = [
      'HG612LineFlapping',
      'HG612LineRetrained',
      'HG612ModemRebooted',
      'HG612DlmProfileChanged',
    ];

    it('a site that is down is one message, and its lines are sent when it no longer is', async () => {
      const cause = alert('HG612SiteDown', site('down'));
      await alertmanager.post([
        cause,
        ...['1', '2', '3'].map((instance) => alert('HG612SyncLost', lineAt('down', instance))),
        ...['4', '5'].map((instance) => alert('HG612ModemUnreachable', lineAt('down', instance))),
        ...ofLine.map((name) => alert(name, lineAt('down', '6'))),
        // Not caused by the outage: another subject, another site, another job, a line without a site.
        alert('HG612SnrMarginCritical', { ...lineAt('down', '7'), direction: 'upstream' }),
        alert('HG612SyncLost', lineAt('down', '8', 'Hillside')),
        alert('HG612SyncLost', lineAt('down-elsewhere', '1')),
        alert('HG612SyncLost', { job: 'down', instance: 'Attic' }),
      ]);
      await untilSent([
        [site('down'), ['HG612SiteDown', 'HG612SnrMarginCritical/upstream']],
        [{ job: 'down', site: 'Hillside' }, ['HG612SyncLost']],
        [{ job: 'down', instance: 'Attic' }, ['HG612SyncLost']],
        [site('down-elsewhere'), ['HG612SyncLost']],
      ]);
      expect(received(site('down'))).toEqual(['HG612SiteDown', 'HG612SnrMarginCritical/upstream']);
      expect(received({ job: 'down', site: 'Hillside' })).toEqual(['HG612SyncLost']);
      expect(received({ job: 'down', instance: 'Attic' })).toEqual(['HG612SyncLost']);
      expect(received(site('down-elsewhere'))).toEqual(['HG612SyncLost']);
      await alertmanager.post([resolved(cause)]);
      await untilSent([
        [lineAt('down', '3'), ['HG612SyncLost']],
        [lineAt('down', '5'), ['HG612ModemUnreachable']],
      ]);
      expect(received(lineAt('down', '3'))).toEqual(['HG612SyncLost']);
      expect(received(lineAt('down', '5'))).toEqual(['HG612ModemUnreachable']);
    });

    it('a site that was down recently is no message and inhibits those about retrains, but not about another drop', async () => {
      await alertmanager.post([
        alert('HG612SiteDownRecently', site('back')),
        ...without(ofLine, 'HG612LineFlapping').map((name) => alert(name, lineAt('back', '1'))),
        alert('HG612SyncLost', lineAt('back', '2')),
        alert('HG612LineRetrained', lineAt('back', '3', 'Hillside')),
      ]);
      await untilSent([
        [site('back'), ['HG612SyncLost']],
        [site('back', 'Hillside'), ['HG612LineRetrained']],
      ]);
      expect(received(site('back'))).toEqual(['HG612SyncLost']);
      expect(received(site('back', 'Hillside'))).toEqual(['HG612LineRetrained']);
    });
  });

  it('many targets that cannot be scraped cause one message', async () => {
    const cause = alert('HG612ExportersDown', { job: 'shards' });
    const targets = ['1', '2', '3'].map((instance) =>
      alert('HG612ExporterDown', { job: 'shards', instance }),
    );
    await alertmanager.post([
      cause,
      ...targets,
      alert('HG612ModemUnreachable', { job: 'shards', instance: '3' }),
      alert('HG612ModemUnreachable', { job: 'shards', instance: '4' }),
      alert('HG612ExporterDown', { job: 'other', instance: '1' }),
    ]);
    await untilSent([
      [{ job: 'shards' }, ['HG612ExportersDown', 'HG612ModemUnreachable']],
      [{ job: 'other' }, ['HG612ExporterDown']],
    ]);
    expect(received({ job: 'shards' })).toEqual(['HG612ExportersDown', 'HG612ModemUnreachable']);
    expect(received({ job: 'shards', instance: '3' })).toEqual([]);
    expect(received({ job: 'other' })).toEqual(['HG612ExporterDown']);
  });

  it('alerts without the labels of this project inhibit nothing', async () => {
    const labels = { job: 'own', instance: 'nas:9100' };
    const own = (alertname: string, severity: string) => ({ labels: { ...labels, alertname, severity } });
    await alertmanager.post([own('DiskFull', 'critical'), own('DiskAlmostFull', 'warning')]);
    await untilSent([[labels, ['DiskAlmostFull', 'DiskFull']]]);
    expect(received(labels)).toEqual(['DiskAlmostFull', 'DiskFull']);
  });
});
