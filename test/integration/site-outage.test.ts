import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Network, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { accelerated, generate, startAlertmanager } from '../support/alertmanager/alertmanager.ts';
import { type HttpSink, startHttpSink } from '../support/alertmanager/http-sink.ts';
import { acceleratedPrometheus } from '../support/containers/accelerated-rules.ts';
import { testContainer } from '../support/containers/container.ts';
import { describeWith, image } from '../support/containers/images.ts';
import { projectImage } from '../support/containers/project-images.ts';
import { eventually } from '../support/eventually.ts';

/**
 * Factor by which the simulated lines run faster than real time, and `for` periods and notification intervals are
 * shorter.
 */
const FACTOR = 30;
/** Longer than any wait for a notification: a message that is to come has come. */
const QUIET_MS = 15_000;
const SITE = 'Mill Lane';

/** A notification, as Alertmanager's webhook has it. */
interface Notification {
  readonly status: string;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

describeWith(
  ['NODE_IMAGE', 'PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE'],
  'a site of twenty lines, from the modems to the notification',
  () => {
    const stack = new AsyncDisposableStack();
    let sink: HttpSink;
    let control: string;
    let prometheus: StartedTestContainer;

    beforeAll(async () => {
      const [mockImage, exporterImage] = [await projectImage('mock-modem'), await projectImage('exporter')];
      const folder = await acceleratedPrometheus(FACTOR);
      stack.defer(() => rm(folder, { recursive: true, force: true }));
      sink = stack.use(await startHttpSink());
      const settings = { ALERT_WEBHOOK_URL: `${sink.url}/webhook`, ALERT_WEBHOOK_MIN_SEVERITY: 'info' };
      const alertmanager = stack.use(await startAlertmanager(accelerated(generate(settings), FACTOR)));
      const network = stack.use(await new Network().start());

      const mock = stack.use(
        await testContainer(mockImage)
          .withNetwork(network)
          .withNetworkAliases('mock-modem')
          .withEnvironment({ SPEED: String(FACTOR), FLEET_SIZE: '25', FLEET_SITE_SIZE: '20' })
          .withExposedPorts(8080)
          .withWaitStrategy(Wait.forHttp('/-/healthy', 8080))
          .start(),
      );
      control = `http://${mock.getHost()}:${mock.getMappedPort(8080)}/-/fleet`;
      stack.use(
        // The addresses of the fleet are local to the network namespace of the mock modem.
        await testContainer(exporterImage)
          .withNetworkMode(`container:${mock.getId()}`)
          .withCopyContentToContainer([
            {
              content: await (await fetch(`${control}/hg612.yml`)).text(),
              target: '/etc/hg612.yml',
              mode: 0o444,
            },
          ])
          .withCommand(['--config.file=/etc/hg612.yml'])
          .withWaitStrategy(Wait.forLogMessage('"msg":"listening"'))
          .start(),
      );
      await writeFile(
        path.join(folder, 'prometheus.yml'),
        prometheusConfig(`host.docker.internal:${new URL(alertmanager.url).port}`),
      );
      prometheus = stack.use(
        await testContainer(image('PROMETHEUS_IMAGE'))
          .withNetwork(network)
          .withBindMounts([{ source: folder, target: '/etc/prometheus', mode: 'ro' }])
          .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }])
          .withExposedPorts(9090)
          .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
          .start(),
      );
      await eventually(
        '25 lines in sync',
        () => query('count(hg612_dsl_up == 1)'),
        (count) => count === 25,
      );
    });
    afterAll(() => stack.disposeAsync());

    async function query(expr: string): Promise<number | undefined> {
      const address = `http://${prometheus.getHost()}:${prometheus.getMappedPort(9090)}`;
      const response = await fetch(`${address}/api/v1/query?query=${encodeURIComponent(expr)}`);
      const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result[0] && Number(data.result[0].value[1]);
    }
    const start = async (event: string, parameters: Record<string, string>): Promise<void> => {
      const url = `${control}/events/${event}?${new URLSearchParams({ site: SITE, ...parameters }).toString()}`;
      const response = await fetch(url, { method: 'PUT' });
      expect(response.status, await response.text()).toBe(200);
    };
    const notifications = (): Notification[] => sink.to('/webhook').map(({ body }) => body as Notification);
    /** `alert status` of everything in the notifications about the site or one of its lines. */
    const received = (): string[] =>
      notifications().flatMap(({ alerts }) =>
        alerts
          .filter(({ labels }) => labels['site'] === SITE)
          .map(({ labels, status }) => `${labels['alertname']} ${status}`),
      );
    const firing = (alertname: string) =>
      query(`count(ALERTS{alertname="${alertname}", alertstate="firing", site="${SITE}"})`);

    it('is one message when its cabinet fails, and one when it works again', async () => {
      await start('cabinet-failure', { duration: '600' });
      await eventually(
        'all lines reported by Prometheus',
        () => firing('HG612SyncLost'),
        (n) => n === 20,
      );
      await eventually('the site is back', received, (all) => all.includes('HG612SiteDown resolved'));
      // Each line is reported as retrained then.
      await eventually(
        'all lines reported as retrained',
        () => firing('HG612LineRetrained'),
        (n) => n === 20,
      );
      await sleep(QUIET_MS);
      expect(received()).toEqual(['HG612SiteDown firing', 'HG612SiteDown resolved']);
      const texts = notifications().flatMap(({ alerts }) =>
        alerts.map(({ annotations }) => annotations['description']),
      );
      expect(texts.find((text) => text?.includes('down since'))).toMatch(
        /^Mill Lane: down since .+: \d+ of 20 lines, lines not in sync: \d+\.$/,
      );
      expect(texts.find((text) => text?.includes('are back'))).toMatch(
        /^Mill Lane: the lines are back\. 20 of 20 were down from [\d:]+ to [\d:]+ UTC \(.+\)\.$/,
      );
    });

    it('is not down with one line of it, whose message is sent', async () => {
      const before = received().length;
      await start('cabinet-failure', { duration: '900', share: '5' });
      await eventually(
        'the line is reported',
        () => received().slice(before),
        (all) => all.includes('HG612SyncLost firing'),
      );
      expect(received().slice(before)).toEqual(['HG612SyncLost firing']);
    });
  },
);

const prometheusConfig = (alertmanager: string): string =>
  stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules/*.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [
      {
        job_name: 'hg612',
        metrics_path: '/probe',
        http_sd_configs: [{ url: 'http://mock-modem:9612/targets' }],
        relabel_configs: [
          { source_labels: ['__address__'], target_label: '__param_target' },
          { source_labels: ['line'], target_label: 'instance' },
          { regex: 'line', action: 'labeldrop' },
          { target_label: '__address__', replacement: 'mock-modem:9612' },
        ],
      },
    ],
  });
