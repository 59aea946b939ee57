import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { run } from '../../lib/run.mjs';
import { ROOT } from '../../tools/stack/root.mjs';
import { type FleetStack, fleetStack } from '../support/containers/fleet-stack.ts';
import { describeWith, image } from '../support/containers/images.ts';
import {
  type ReceivedAlert,
  type WebhookSink,
  startWebhookSink,
} from '../support/alertmanager/webhook-sink.ts';
import { eventually } from '../support/eventually.ts';

const LINES = 60;
const SITE_SIZE = 20;
const SITE = 'Mill Lane';
const OTHER_SITE = 'Station Road';
/** What a vmagent has not sent although it was scraped. */
const DROPPED =
  '{__name__=~"vm_persistentqueue_bytes_dropped_total|vmagent_remotewrite_packets_dropped_total",job="vmagent"}';
/** More than Alertmanager waits before it sends an alert, here group_wait 2 s and group_interval 3 s. */
const NOTIFIED_MS = 10_000;

describeWith(['VMALERT_IMAGE'], 'vmalert', () => {
  it('accepts all rule files', async () => {
    const mounts = ['prometheus/rules', 'compose/fleet'].flatMap((folder) => [
      '--volume',
      `${ROOT}/${folder}:/${folder}:ro`,
    ]);
    const rules = ['-rule=/prometheus/rules/*.yml', '-rule=/compose/fleet/rules.yml', '-dryRun'];
    const args = ['run', '--rm', '--network=none', ...mounts, image('VMALERT_IMAGE'), ...rules];
    const { code, stderr } = await run('docker', args, { timeoutMs: 60_000 });
    expect(stderr).not.toMatch(/\t(?:error|fatal|panic)\t/);
    expect(code).toBe(0);
  });
});

describeWith(
  ['VICTORIAMETRICS_IMAGE', 'VMAGENT_IMAGE', 'VMALERT_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'],
  'the fleet of compose/fleet.yml',
  () => {
    let sink: WebhookSink;
    let fleet: FleetStack;

    beforeAll(async () => {
      sink = await startWebhookSink();
      fleet = await fleetStack({
        FLEET_SIZE: String(LINES),
        FLEET_SITE_SIZE: String(SITE_SIZE),
        ALERT_WEBHOOK_URL: sink.url,
      });
      await fleet.compose('up', '--detach', '--wait');
    });
    afterAll(async () => {
      await fleet?.[Symbol.asyncDispose]();
      await sink?.[Symbol.asyncDispose]();
    });

    /** Results of an instant query, as label sets with their value. */
    const query = async (promql: string): Promise<{ labels: Record<string, string>; value: number }[]> => {
      const url = `${await fleet.url('victoriametrics', 8428)}/api/v1/query?nocache=1`;
      const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ query: promql }) });
      const { data } = (await response.json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    };
    const valueOf = async (promql: string): Promise<number> => (await query(promql))[0]?.value ?? 0;

    const sendEvent = async (name: string, parameters: Record<string, string>): Promise<void> => {
      const url = `${await fleet.url('mock-modem', 8080)}/-/fleet/events/${name}`;
      const response = await fetch(`${url}?${new URLSearchParams(parameters).toString()}`, { method: 'PUT' });
      expect(response.ok).toBe(true);
    };

    /** Waits until a firing alert with these labels has reached the webhook from now on. */
    const received = (alertname: string, labels: Record<string, string>): Promise<ReceivedAlert[]> => {
      const before = sink.alerts.length;
      return eventually(
        alertname,
        () =>
          sink.alerts
            .slice(before)
            .filter(
              (alert) =>
                alert.status === 'firing' &&
                Object.entries({ alertname, ...labels }).every(
                  ([name, value]) => alert.labels[name] === value,
                ),
            ),
        (alerts) => alerts.length > 0,
      );
    };

    /** Waits until Alertmanager has this alert about so many lines, and inhibits it. */
    const inhibited = async (alertname: string, labels: Record<string, string>, lines: number) => {
      const parameters = new URLSearchParams();
      for (const [name, value] of Object.entries({ alertname, ...labels }))
        parameters.append('filter', `${name}="${value}"`);
      const url = `http://alertmanager:9093/api/v2/alerts?${parameters.toString()}`;
      await eventually(
        `${alertname} of ${lines} lines, inhibited`,
        async () => {
          const text = await fleet.compose('exec', '-T', 'vmagent-0', 'wget', '-q', '-O', '-', url);
          return (JSON.parse(text) as { status: { inhibitedBy: string[] } }[]).filter(
            ({ status }) => status.inhibitedBy.length > 0,
          ).length;
        },
        (count) => count === lines,
      );
      await sleep(NOTIFIED_MS);
    };

    interface ScrapeTarget {
      readonly labels: Readonly<Record<string, string>>;
      readonly scrapeUrl: string;
    }

    /** Targets that a vmagent scrapes. */
    const targetsOf = async (service: string): Promise<ScrapeTarget[]> => {
      const url = 'http://127.0.0.1:8429/api/v1/targets?state=active';
      const text = await fleet.compose('exec', '-T', service, 'wget', '-q', '-O', '-', url);
      return (JSON.parse(text) as { data: { activeTargets: ScrapeTarget[] } }).data.activeTargets;
    };

    const targetsOfBoth = async (): Promise<ScrapeTarget[]> => [
      ...(await targetsOf('vmagent-0')),
      ...(await targetsOf('vmagent-1')),
    ];

    it('reads every line', async () => {
      const up = await eventually(
        'hg612_up of every line',
        () => valueOf('count(hg612_up{job="hg612"} == 1)'),
        (count) => count === LINES,
      );
      expect(up).toBe(LINES);
      // From the page and from telnet.
      expect(await valueOf('count(sum by (instance) (hg612_scrape_collector_success) >= 4)')).toBe(LINES);
      const [line] = await query(`hg612_up{instance="${SITE}/01"}`);
      expect(line?.labels).toEqual({
        __name__: 'hg612_up',
        job: 'hg612',
        instance: `${SITE}/01`,
        site: SITE,
      });
    });

    it('scrapes no line twice, and a line always through the same exporter', async () => {
      const [first, second] = [await targetsOf('vmagent-0'), await targetsOf('vmagent-1')];
      expect(Math.min(first.length, second.length)).toBeGreaterThan(LINES / 4);
      const instances = [...first, ...second].map(({ labels }) => labels['instance']);
      expect(instances).toHaveLength(LINES);
      expect(new Set(instances).size).toBe(LINES);
      const exporters = [...first, ...second].map(({ scrapeUrl }) => new URL(scrapeUrl).host);
      expect(new Set(exporters)).toEqual(new Set(['exporter-0:9612', 'exporter-1:9613']));
      // A line with two scrapers would have two series, or twice the samples.
      expect(await query('count by (instance) (up{job="hg612"}) > 1')).toEqual([]);
      expect(await query('count_over_time(up{job="hg612"}[1m]) > 13')).toEqual([]);
    });

    it('does not report a retrain of a line that it reads for the first time', async () => {
      await eventually(
        'the recorded retrains of every line',
        () => valueOf('count(hg612:retrains:count15m)'),
        (count) => count === LINES,
      );
      expect(await query('hg612:retrains:count15m > 0')).toEqual([]);
    });

    it('sends an alert of vmalert through Alertmanager to a webhook', async () => {
      await sendEvent('cabinet-failure', { site: SITE, share: '5', duration: '3600' });
      const [alert] = await received('HG612SyncLost', { site: SITE });
      expect(alert?.labels).toMatchObject({ job: 'hg612', severity: 'critical', layer: 'line' });
      expect(alert?.labels).not.toHaveProperty('alertgroup');
      expect(alert?.annotations['description']).toContain(alert?.labels['instance']);
    });

    it('reports the outage of a site as one alert', async () => {
      await sendEvent('cabinet-failure', { site: OTHER_SITE, duration: '3600' });
      await received('HG612SiteDown', { site: OTHER_SITE });
      await inhibited('HG612SyncLost', { site: OTHER_SITE }, SITE_SIZE);
      const critical = sink.alerts.filter(
        ({ labels }) => labels['site'] === OTHER_SITE && labels['severity'] === 'critical',
      );
      expect(new Set(critical.map(({ labels }) => labels['alertname']))).toEqual(new Set(['HG612SiteDown']));
    });

    it('stores the samples that were scraped while VictoriaMetrics was down', async () => {
      const stoppedAt = Date.now() / 1000;
      await fleet.compose('stop', 'victoriametrics');
      await sleep(20_000);
      const startedAt = Math.floor(Date.now() / 1000);
      await fleet.compose('start', 'victoriametrics');
      const seconds = Math.floor(startedAt - stoppedAt);
      // One sample per line and 5 s. On a busy machine scrapes may be missing, but most of them are made.
      const fewest = Math.floor(seconds / 5 / 2);
      const count = await eventually(
        'samples of the time without VictoriaMetrics',
        () => valueOf(`min(count_over_time(up{job="hg612"}[${seconds}s] @ ${startedAt}))`),
        (found) => found >= fewest,
      );
      expect(count).toBeGreaterThanOrEqual(fewest);
      const dropped = await eventually(
        'what each vmagent has dropped',
        () => query(`sum by (instance) (${DROPPED})`),
        ({ length }) => length === 2,
      );
      expect(dropped.map(({ value }) => value)).toEqual([0, 0]);
    });

    it('reports an exporter that is down as one alert', async () => {
      const before = sink.alerts.length;
      await fleet.compose('stop', 'exporter-1');
      const [alert] = await received('HG612ExportersDown', {});
      expect(alert?.labels['job']).toBe('hg612');
      const lines = (await targetsOfBoth()).filter(({ scrapeUrl }) => scrapeUrl.includes('exporter-1'));
      await inhibited('HG612ExporterDown', {}, lines.length);
      const sent = sink.alerts.slice(before).map(({ labels }) => labels['alertname']);
      expect(sent).not.toContain('HG612ExporterDown');
      await fleet.compose('start', 'exporter-1');
    });

    it('reports a vmagent that is down', async () => {
      await fleet.compose('stop', 'vmagent-1');
      const [alert] = await received('VmagentDown', { instance: 'vmagent-1:8429' });
      expect(alert?.annotations['summary']).toBe('A vmagent is down');
    });
  },
);
