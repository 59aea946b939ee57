import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../lib/run.mjs';
import { describeWith, image } from '../support/containers/images.ts';
import { projectImage } from '../support/containers/project-images.ts';
import { startWebhookSink, type WebhookSink } from '../support/alertmanager/webhook-sink.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithHelm } from '../support/kubernetes/helm.ts';
import {
  addressOf,
  forShard,
  NAMESPACE,
  noOperator,
  type OperatedCluster,
  prometheusApi,
  startOperator,
  startPrometheus,
} from '../support/kubernetes/operator.ts';

const TIMEOUT_MS = 60_000;

/** The operator's own objects: a Prometheus and an Alertmanager that select everything. */
const monitoring = (apiServer: string, alertmanagerPort: number) => [
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'main', namespace: 'monitoring' },
    spec: {
      apiserverConfig: { host: apiServer, tlsConfig: { insecureSkipVerify: true } },
      serviceMonitorSelector: {},
      serviceMonitorNamespaceSelector: {},
      ruleSelector: {},
      ruleNamespaceSelector: {},
      evaluationInterval: '5s',
      version: 'v3.5.0',
      additionalAlertManagerConfigs: { name: 'alertmanagers', key: 'config.yaml' },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'alertmanagers', namespace: 'monitoring' },
    stringData: {
      'config.yaml': `- static_configs:\n    - targets: ['127.0.0.1:${alertmanagerPort}']\n`,
    },
  },
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: { name: 'main', namespace: 'monitoring' },
    spec: { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {}, version: 'v0.28.1' },
  },
];

interface Target {
  readonly health: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface RuleGroup {
  readonly name: string;
  readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
}

describeWithHelm('the chart and the Prometheus operator', () => {
  describe.skipIf(noOperator !== '')(
    `with a real operator${noOperator === '' ? '' : ` [skipped: ${noOperator}]`}`,
    () => {
      describeWith(['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'], 'and its configuration', () => {
        let operated: OperatedCluster;
        let sink: WebhookSink;
        let folder: string;
        let ports: { prometheus: number; alertmanager: number };
        const api = <Data>(pathAndQuery: string): Promise<Data> =>
          prometheusApi(ports.prometheus, pathAndQuery);

        beforeAll(async () => {
          folder = await mkdtemp(path.join(tmpdir(), 'hg612-operator-'));
          sink = await startWebhookSink();
          operated = await startOperator();
          ports = { prometheus: await freePort(), alertmanager: await freePort() };
          const values = [
            'mockModem.enabled=true',
            'alertmanagerConfig.enabled=true',
            'alertmanagerConfig.receivers[0].name=phone',
            `alertmanagerConfig.receivers[0].webhookConfigs[0].url=${sink.url}`,
          ].flatMap((value) => ['--set', value]);
          await operated.install(values);
          await operated.apply(monitoring(operated.cluster.server, ports.alertmanager));

          // There is no node, so the exporter runs as a container, and its address is registered by hand.
          const mock = await operated.start([await projectImage('mock-modem')]);
          const modem = await addressOf(mock);
          const exporter = await operated.start([
            `--env=MODEM_URL=http://${modem}:8080`,
            `--env=MODEM_TELNET=${modem}:2323`,
            await projectImage('exporter'),
          ]);
          const service = JSON.parse(
            await operated.kubectl(['get', 'service', 'hg612-mock', '-n', NAMESPACE, '-o', 'json']),
          ) as { metadata: { name: string; labels: object } };
          const addresses = [{ ip: await addressOf(exporter) }];
          const { labels } = service.metadata;
          await operated.apply([
            {
              apiVersion: 'v1',
              kind: 'Endpoints',
              metadata: { name: 'hg612-mock', namespace: NAMESPACE, labels },
              subsets: [{ addresses, ports: [{ name: 'metrics', port: 9612 }] }],
            },
          ]);

          const configuration = await operated.generated('prometheus-main', 'prometheus.yaml.gz');
          await writeFile(path.join(folder, 'prometheus.yaml'), forShard(configuration, 0));
          const rules = JSON.parse(
            await eventually(
              "the operator's rule files",
              () =>
                operated.kubectl([
                  'get',
                  'configmap',
                  'prometheus-main-rulefiles-0',
                  '-n',
                  'monitoring',
                  '-o',
                  'json',
                ]),
              (text) => text.includes('hg612_sync'),
              TIMEOUT_MS,
            ),
          ) as { data: Record<string, string> };
          await mkdir(path.join(folder, 'rules'));
          for (const [file, text] of Object.entries(rules.data))
            await writeFile(path.join(folder, 'rules', file), text);
          await writeFile(
            path.join(folder, 'alertmanager.yaml'),
            await operated.generated('alertmanager-main-generated', 'alertmanager.yaml.gz'),
          );
          await run('chmod', ['-R', 'a+rX', folder], { timeoutMs: 60_000 });
          await operated.start([
            '--network=host',
            '--add-host=host.docker.internal:127.0.0.1',
            `--volume=${folder}:/etc/alertmanager/config:ro`,
            image('ALERTMANAGER_IMAGE'),
            '--config.file=/etc/alertmanager/config/alertmanager.yaml',
            `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
            '--cluster.listen-address=',
          ]);
          await startPrometheus(operated, image('PROMETHEUS_IMAGE'), {
            port: ports.prometheus,
            configFile: path.join(folder, 'prometheus.yaml'),
            args: [`--volume=${folder}/rules:/etc/prometheus/rules/prometheus-main-rulefiles-0:ro`],
          });
        });

        afterAll(async () => {
          await operated?.[Symbol.asyncDispose]();
          await sink?.[Symbol.asyncDispose]();
          await rm(folder, { recursive: true, force: true });
        });

        it('scrapes the exporter as job hg612 under the name of the line, without pod labels', async () => {
          const { activeTargets } = await eventually(
            'a target that is up',
            () => api<{ activeTargets: Target[] }>('/api/v1/targets'),
            ({ activeTargets: targets }) => targets.some(({ health }) => health === 'up'),
          );
          expect(activeTargets.map(({ labels }) => labels)).toEqual([
            { job: 'hg612', instance: 'Simulated line', namespace: NAMESPACE },
          ]);
        });

        it('evaluates every rule', async () => {
          const { groups } = await eventually(
            'rules that were evaluated',
            () => api<{ groups: RuleGroup[] }>('/api/v1/rules'),
            ({ groups: all }) =>
              all.length > 0 && all.every(({ rules }) => rules.every(({ health }) => health !== 'unknown')),
          );
          const failing = groups.flatMap(({ rules }) => rules.filter(({ health }) => health !== 'ok'));
          expect(failing).toEqual([]);
        });

        it('delivers an alert of the chart to its receiver, and no other', async () => {
          const post = (labels: object) =>
            fetch(`http://127.0.0.1:${ports.alertmanager}/api/v2/alerts`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify([{ labels, annotations: { summary: 'test' } }]),
            });
          const line = { namespace: NAMESPACE, job: 'hg612', instance: 'Simulated line', layer: 'line' };
          await post({ ...line, alertname: 'InfoInhibitor', severity: 'none' });
          await post({ ...line, alertname: 'HG612SyncLost', severity: 'critical', subject: 'sync' });
          await post({ ...line, alertname: 'HG612SnrMarginLow', severity: 'warning', subject: 'snr_margin' });
          await eventually(
            'the message',
            () => sink.alerts,
            (alerts) => alerts.some(({ labels }) => labels['alertname'] === 'HG612SyncLost'),
          );
          // Lost sync inhibits the margin; alerts that are not of this chart are not routed.
          expect([...new Set(sink.alerts.map(({ labels }) => labels['alertname']))]).toEqual([
            'HG612SyncLost',
          ]);
        });
      });
    },
  );
});
