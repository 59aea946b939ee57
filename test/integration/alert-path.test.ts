import { rm } from 'node:fs/promises';
import { GenericContainer, Network, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { inhibitRules } from '../../alertmanager/src/inhibition.ts';
import { must } from '../../lib/run.mjs';
import { TEST_LABELS } from '../support/containers/labels.ts';
import { eventually } from '../support/eventually.ts';
import { acceleratedPrometheus } from '../support/containers/accelerated-rules.ts';
import { describeWith, image } from '../support/containers/images.ts';
import { projectImage } from '../support/containers/project-images.ts';
import {
  type ReceivedAlert,
  type WebhookSink,
  startWebhookSink,
} from '../support/containers/webhook-sink.ts';

/** From the modem's answer to the notification, at thirty times the speed. */
const FACTOR = 30;
const WITHIN_MS = 90_000;

describeWith(['NODE_IMAGE', 'PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE'], 'the way of an alert', () => {
  const stack = new AsyncDisposableStack();
  let sink: WebhookSink;
  let exporter: StartedTestContainer;
  let modemControl: string;

  beforeAll(async () => {
    const [mockImage, exporterImage] = [await projectImage('mock-modem'), await projectImage('exporter')];
    const rules = await acceleratedPrometheus(FACTOR);
    stack.defer(() => rm(rules, { recursive: true, force: true }));
    sink = stack.use(await startWebhookSink());
    const network = stack.use(await new Network().start());
    const service = (name: string, from: string) =>
      new GenericContainer(from).withNetwork(network).withNetworkAliases(name).withLabels(TEST_LABELS);

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

  const play = async (scenario: string, parameters = '') => {
    const response = await fetch(`${modemControl}/-/scenario/${scenario}${parameters}`, { method: 'PUT' });
    expect(response.status, await response.text()).toBeLessThan(300);
  };
  const told = (alertname: string, status: ReceivedAlert['status']) =>
    eventually(
      `${alertname} ${status}`,
      () => sink.alerts.findLast(({ labels }) => labels['alertname'] === alertname),
      (alert) => alert?.status === status,
      WITHIN_MS,
    );

  it('a line that loses sync is told of, with what it means, and so is its return', async () => {
    await play('sync-drop', '?outage=3600');
    const alert = await told('HG612SyncLost', 'firing');
    expect(alert?.labels).toMatchObject({ severity: 'critical', job: 'hg612', instance: 'exporter:9612' });
    expect(alert?.annotations['runbook_url']).toMatch(/#hg612synclost$/);
    await play('steady');
    await told('HG612SyncLost', 'resolved');
  });

  it('a margin below the threshold is told of in dB, once, and so is its end', async () => {
    await play('low-snr', '?margin=2');
    const alert = await told('HG612SnrMarginLow', 'firing');
    expect(alert?.annotations['description']).toMatch(/SNR margin is \d\.\d dB/);
    expect(sink.alerts.some(({ labels }) => labels['alertname'] === 'HG612SnrMarginCritical')).toBe(false);
    await play('steady');
    await told('HG612SnrMarginLow', 'resolved');
  });

  it('a modem that is away silences what it can say nothing of', async () => {
    await play('low-snr', '?margin=2');
    await told('HG612SnrMarginLow', 'firing');
    await play('unreachable');
    await told('HG612ModemUnreachable', 'firing');
    await play('steady');
    await told('HG612ModemUnreachable', 'resolved');
  });

  it('an exporter that is gone is told of', async () => {
    await must('docker', ['stop', exporter.getId()], { timeoutMs: 30_000 });
    const alert = await told('HG612ExporterDown', 'firing');
    expect(alert?.labels['severity']).toBe('critical');
    await must('docker', ['start', exporter.getId()], { timeoutMs: 30_000 });
    await told('HG612ExporterDown', 'resolved');
  });
});

/** One receiver that is told everything at once; what silences what is the product's own. */
function alertmanagerConfig(url: string): string {
  return stringify({
    route: { receiver: 'sink', group_by: ['...'], group_wait: '1s', group_interval: '1s' },
    receivers: [{ name: 'sink', webhook_configs: [{ url }] }],
    inhibit_rules: inhibitRules,
  });
}
