import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run } from '../../lib/run.mjs';
import { CHART } from '../../scripts/lib/deploy.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { describeWith, image } from '../support/containers/images.ts';
import { TEST_LABELS } from '../support/containers/labels.ts';
import { projectImage } from '../support/containers/project-images.ts';
import { startWebhookSink, type WebhookSink } from '../support/containers/webhook-sink.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type Cluster, noCluster, startCluster } from '../support/kubernetes/cluster.ts';
import { describeWithHelm, helm } from '../support/kubernetes/helm.ts';

const operator = process.env['PROMETHEUS_OPERATOR'] ?? '';
const why = operator === '' ? 'PROMETHEUS_OPERATOR names no binary of the Prometheus operator' : noCluster;

const NAMESPACE = 'lines';
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
  describe.skipIf(why !== '')(`with a real operator${why === '' ? '' : ` [skipped: ${why}]`}`, () => {
    describeWith(['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'], 'and its configuration', () => {
      let cluster: Cluster;
      let sink: WebhookSink;
      let folder: string;
      let operatorProcess: ChildProcess;
      let ports: { prometheus: number; alertmanager: number };
      const containers: string[] = [];

      const kubectl = (args: readonly string[], input?: string): Promise<string> =>
        must(cluster.kubectl, ['--kubeconfig', cluster.kubeconfig, ...args], {
          timeoutMs: TIMEOUT_MS,
          keepBytes: 4 * 1024 * 1024,
          ...(input !== undefined && { input: Readable.from([input]) }),
        });
      const apply = (objects: readonly object[]): Promise<string> =>
        kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
      const start = async (args: readonly string[]): Promise<string> => {
        const label = Object.entries(TEST_LABELS).map(([key, value]) => `--label=${key}=${value}`);
        const id = await must('docker', ['run', '--detach', ...label, ...args], { timeoutMs: TIMEOUT_MS });
        containers.push(id.trim());
        return id.trim();
      };
      /** A gzipped file in a Secret that the operator writes. */
      const generated = async (secret: string, key: string): Promise<string> => {
        const json = await eventually(
          `the operator's Secret ${secret}`,
          () => kubectl(['get', 'secret', secret, '-n', 'monitoring', '-o', 'json']),
          (text) => text.includes(key),
          TIMEOUT_MS,
        );
        const { data } = JSON.parse(json) as { data: Record<string, string> };
        return gunzipSync(Buffer.from(data[key]!, 'base64')).toString();
      };
      const api = async <Data>(pathAndQuery: string): Promise<Data> => {
        const response = await fetch(`http://127.0.0.1:${ports.prometheus}${pathAndQuery}`);
        return ((await response.json()) as { data: Data }).data;
      };

      beforeAll(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'hg612-operator-'));
        sink = await startWebhookSink();
        cluster = await startCluster();
        ports = { prometheus: await freePort(), alertmanager: await freePort() };
        await kubectl(['apply', '--server-side', '-f', cluster.crds]);
        for (const each of [NAMESPACE, 'monitoring']) await kubectl(['create', 'namespace', each]);
        // The operator has no option for a token.
        const anonymous = ['--clusterrole=cluster-admin', '--user=system:anonymous'];
        await kubectl(['create', 'clusterrolebinding', 'anonymous', ...anonymous]);
        const web = `--web.listen-address=127.0.0.1:${await freePort()}`;
        operatorProcess = spawn(operator, [`--apiserver=${cluster.server}`, '--tls-insecure', web], {
          stdio: 'ignore',
        });

        const values = [
          'mockModem.enabled=true',
          'alertmanagerConfig.enabled=true',
          'alertmanagerConfig.receivers[0].name=phone',
          `alertmanagerConfig.receivers[0].webhookConfigs[0].url=${sink.url}`,
        ].flatMap((value) => ['--set', value]);
        const where = ['--kubeconfig', cluster.kubeconfig, '--namespace', NAMESPACE];
        await must(helm(), ['install', 'hg612', path.join(ROOT, CHART), ...values, ...where], {
          timeoutMs: TIMEOUT_MS,
        });
        await apply(monitoring(cluster.server, ports.alertmanager));

        // There is no node, so the exporter runs as a container, and its address is registered by hand.
        const mock = await start([await projectImage('mock-modem')]);
        const addressOf = async (id: string): Promise<string> =>
          (
            await must(
              'docker',
              ['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', id],
              { timeoutMs: TIMEOUT_MS },
            )
          ).trim();
        const modem = await addressOf(mock);
        const exporter = await start([
          `--env=MODEM_URL=http://${modem}:8080`,
          `--env=MODEM_TELNET=${modem}:2323`,
          await projectImage('exporter'),
        ]);
        const service = JSON.parse(
          await kubectl(['get', 'service', 'hg612-mock', '-n', NAMESPACE, '-o', 'json']),
        ) as { metadata: { name: string; labels: object } };
        const addresses = [{ ip: await addressOf(exporter) }];
        const { labels } = service.metadata;
        await apply([
          {
            apiVersion: 'v1',
            kind: 'Endpoints',
            metadata: { name: 'hg612-mock', namespace: NAMESPACE, labels },
            subsets: [{ addresses, ports: [{ name: 'metrics', port: 9612 }] }],
          },
        ]);

        const configuration = await generated('prometheus-main', 'prometheus.yaml.gz');
        // In a pod, the configuration reloader replaces these variables.
        await writeFile(
          path.join(folder, 'prometheus.yaml'),
          configuration.replaceAll('$(SHARD)', '0').replaceAll('$(POD_NAME)', 'prometheus-main-0'),
        );
        const rules = JSON.parse(
          await eventually(
            "the operator's rule files",
            () =>
              kubectl(['get', 'configmap', 'prometheus-main-rulefiles-0', '-n', 'monitoring', '-o', 'json']),
            (text) => text.includes('hg612_sync'),
            TIMEOUT_MS,
          ),
        ) as { data: Record<string, string> };
        await mkdir(path.join(folder, 'rules'));
        for (const [file, text] of Object.entries(rules.data))
          await writeFile(path.join(folder, 'rules', file), text);
        await writeFile(
          path.join(folder, 'alertmanager.yaml'),
          await generated('alertmanager-main-generated', 'alertmanager.yaml.gz'),
        );
        await run('chmod', ['-R', 'a+rX', folder], { timeoutMs: 5000 });
        await start([
          '--network=host',
          '--add-host=host.docker.internal:127.0.0.1',
          `--volume=${folder}:/etc/alertmanager/config:ro`,
          image('ALERTMANAGER_IMAGE'),
          '--config.file=/etc/alertmanager/config/alertmanager.yaml',
          `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
          '--cluster.listen-address=',
        ]);
        const prometheus = await start([
          '--network=host',
          `--volume=${folder}/rules:/etc/prometheus/rules/prometheus-main-rulefiles-0:ro`,
          `--volume=${folder}/prometheus.yaml:/etc/prometheus/prometheus.yml:ro`,
          image('PROMETHEUS_IMAGE'),
          '--config.file=/etc/prometheus/prometheus.yml',
          `--web.listen-address=127.0.0.1:${ports.prometheus}`,
        ]);
        await eventually(
          'a ready Prometheus',
          async () => {
            const response = await fetch(`http://127.0.0.1:${ports.prometheus}/-/ready`).catch(
              () => undefined,
            );
            return response?.ok === true
              ? ''
              : (await run('docker', ['logs', prometheus], { timeoutMs: 5000 })).stderr;
          },
          (problem) => problem === '',
          30_000,
        );
      }, 240_000);

      afterAll(async () => {
        for (const id of containers)
          await run('docker', ['rm', '--force', '--volumes', id], { timeoutMs: 30_000 });
        if (operatorProcess?.exitCode === null) {
          const ended = once(operatorProcess, 'exit');
          operatorProcess.kill();
          await ended;
        }
        await cluster?.stop();
        await sink?.[Symbol.asyncDispose]();
        await rm(folder, { recursive: true, force: true });
      }, 60_000);

      it('scrapes the exporter as job hg612 under the name of the line, without pod labels', async () => {
        const { activeTargets } = await eventually(
          'a target that is up',
          () => api<{ activeTargets: Target[] }>('/api/v1/targets'),
          ({ activeTargets: targets }) => targets.some(({ health }) => health === 'up'),
          90_000,
        );
        expect(activeTargets.map(({ labels }) => labels)).toEqual([
          { job: 'hg612', instance: 'Simulated line', namespace: NAMESPACE },
        ]);
      }, 120_000);

      it('evaluates every rule', async () => {
        const { groups } = await eventually(
          'rules that were evaluated',
          () => api<{ groups: RuleGroup[] }>('/api/v1/rules'),
          ({ groups: all }) =>
            all.length > 0 && all.every(({ rules }) => rules.every(({ health }) => health !== 'unknown')),
          120_000,
        );
        const failing = groups.flatMap(({ rules }) => rules.filter(({ health }) => health !== 'ok'));
        expect(failing).toEqual([]);
      }, 150_000);

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
          90_000,
        );
        // Lost sync inhibits the margin; alerts that are not of this chart are not routed.
        expect([...new Set(sink.alerts.map(({ labels }) => labels['alertname']))]).toEqual(['HG612SyncLost']);
      }, 120_000);
    });
  });
});
