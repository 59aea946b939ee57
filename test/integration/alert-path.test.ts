import { rm } from 'node:fs/promises';
import { Network, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { inhibitRules } from '../../alertmanager/src/inhibition.ts';
import { must } from '../../lib/run.mjs';
import { eventually } from '../support/eventually.ts';
import { acceleratedPrometheus } from '../support/containers/accelerated-rules.ts';
import { testContainer } from '../support/containers/container.ts';
import { describeWith, image } from '../support/containers/images.ts';
import { projectImage } from '../support/containers/project-images.ts';
import {
  type ReceivedAlert,
  type WebhookSink,
  startWebhookSink,
} from '../support/alertmanager/webhook-sink.ts';

/** Factor by which simulator and rules run faster than in real time. */
const FACTOR = 30;

describeWith(
  ['NODE_IMAGE', 'PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE'],
  'an alert from the modem to the notification',
  () => {
    const stack = new AsyncDisposableStack();
    let sink: WebhookSink;
    let exporter: StartedTestContainer;
    let modemControl: string;
    let metrics: string;

    beforeAll(async () => {
      const [mockImage, exporterImage] = [await projectImage('mock-modem'), await projectImage('exporter')];
      const rules = await acceleratedPrometheus(FACTOR);
      stack.defer(() => rm(rules, { recursive: true, force: true }));
      sink = stack.use(await startWebhookSink());
      const network = stack.use(await new Network().start());
      const service = (name: string, from: string) =>
        testContainer(from).withNetwork(network).withNetworkAliases(name);

      const mock = stack.use(
        await service('mock-modem', mockImage)
          .withEnvironment({ SPEED: String(FACTOR) })
          .withExposedPorts(8080)
          .withWaitStrategy(Wait.forHttp('/-/healthy', 8080))
          .start(),
      );
      modemControl = `http://${mock.getHost()}:${mock.getMappedPort(8080)}`;
      exporter = stack.use(
        await service('exporter', exporterImage)
          .withEnvironment({ MODEM_URL: 'http://mock-modem:8080', MODEM_TELNET: 'mock-modem:2323' })
          .withExposedPorts(9612)
          .withWaitStrategy(Wait.forHttp('/-/ready', 9612))
          .start(),
      );
      metrics = `http://${exporter.getHost()}:${exporter.getMappedPort(9612)}`;
      stack.use(
        await service('alertmanager', image('ALERTMANAGER_IMAGE'))
          .withCopyContentToContainer([
            {
              content: alertmanagerConfig(sink.url),
              target: '/etc/alertmanager/alertmanager.yml',
              mode: 0o644,
            },
          ])
          .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }])
          .withExposedPorts(9093)
          .withWaitStrategy(Wait.forHttp('/-/ready', 9093))
          .start(),
      );
      stack.use(
        await service('prometheus', image('PROMETHEUS_IMAGE'))
          .withBindMounts([{ source: rules, target: '/etc/prometheus', mode: 'ro' }])
          .withExposedPorts(9090)
          .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
          .start(),
      );
    });
    afterAll(() => stack.disposeAsync());

    const setScenario = async (scenario: string, parameters = '') => {
      const response = await fetch(`${modemControl}/-/scenario/${scenario}${parameters}`, { method: 'PUT' });
      expect(response.status, await response.text()).toBeLessThan(300);
    };
    const notification = (alertname: string, status: ReceivedAlert['status']) =>
      eventually(
        `${alertname} ${status}`,
        () => sink.alerts.findLast(({ labels }) => labels['alertname'] === alertname),
        (alert) => alert?.status === status,
      );

    /** The thresholds of the margin follow the one that the line holds from 5 to 10 minutes after sync. */
    const trainedMarginKnown = () =>
      eventually(
        'a line that has been in sync for 10 minutes of its time',
        async () => (await fetch(`${metrics}/metrics`)).text(),
        (text) => Number(/^hg612_dsl_uptime_seconds (\d+)$/m.exec(text)?.[1]) > 600,
      );

    it('notifies when the line loses sync, with a runbook, and when it is back', async () => {
      await setScenario('sync-drop', '?outage=3600');
      const alert = await notification('HG612SyncLost', 'firing');
      expect(alert?.labels).toMatchObject({ severity: 'critical', job: 'hg612', instance: 'HG612' });
      expect(alert?.annotations['runbook_url']).toMatch(/#hg612synclost$/);
      await setScenario('steady');
      await notification('HG612SyncLost', 'resolved');
    });

    it('notifies when the margin is below the threshold, in dB and without a critical alert, and when it recovers', async () => {
      await trainedMarginKnown();
      await setScenario('low-snr', '?margin=2');
      const alert = await notification('HG612SnrMarginLow', 'firing');
      expect(alert?.annotations['description']).toMatch(/SNR margin is \d\.\d dB/);
      expect(sink.alerts.some(({ labels }) => labels['alertname'] === 'HG612SnrMarginCritical')).toBe(false);
      await setScenario('steady');
      await notification('HG612SnrMarginLow', 'resolved');
    });

    it('notifies when the modem is unreachable, and not about the line, whose state is unknown', async () => {
      await setScenario('low-snr', '?margin=2');
      await notification('HG612SnrMarginLow', 'firing');
      const before = sink.alerts.length;
      await setScenario('unreachable');
      await notification('HG612ModemUnreachable', 'firing');
      await setScenario('steady');
      await notification('HG612ModemUnreachable', 'resolved');
      const later = sink.alerts.slice(before).filter(({ status }) => status === 'firing');
      expect(new Set(later.map(({ labels }) => labels['alertname']))).toEqual(
        new Set(['HG612ModemUnreachable']),
      );
    });

    it('notifies when the exporter is down and when it is back', async () => {
      await must('docker', ['stop', exporter.getId()], { timeoutMs: 60_000 });
      const alert = await notification('HG612ExporterDown', 'firing');
      expect(alert?.labels['severity']).toBe('critical');
      await must('docker', ['start', exporter.getId()], { timeoutMs: 60_000 });
      await notification('HG612ExporterDown', 'resolved');
    });
  },
);

/** A receiver that is notified at once, with the inhibition rules of the product. */
function alertmanagerConfig(url: string): string {
  return stringify({
    route: { receiver: 'sink', group_by: ['...'], group_wait: '1s', group_interval: '1s' },
    receivers: [{ name: 'sink', webhook_configs: [{ url }] }],
    inhibit_rules: inhibitRules,
  });
}
