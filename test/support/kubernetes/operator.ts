import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { must, run } from '../../../lib/run.mjs';
import { CHART } from '../../../scripts/lib/deploy.ts';
import { ROOT } from '../../../tools/stack/root.mjs';
import { TEST_LABELS } from '../containers/labels.ts';
import { eventually } from '../eventually.ts';
import { freePort } from '../free-port.ts';
import { type Cluster, noCluster, startCluster } from './cluster.ts';
import { helm } from './helm.ts';

const operator = process.env['PROMETHEUS_OPERATOR'] ?? '';

/** Why there is no cluster with the Prometheus operator to test with; empty when there is one. */
export const noOperator =
  operator === '' ? 'PROMETHEUS_OPERATOR names no binary of the Prometheus operator' : noCluster;

/** The namespace of the chart. */
export const NAMESPACE = 'lines';
const TIMEOUT_MS = 60_000;

/** A cluster with the Prometheus operator. It has no nodes: what pods would be runs as containers. */
export interface OperatedCluster extends AsyncDisposable {
  readonly cluster: Cluster;
  kubectl(args: readonly string[]): Promise<string>;
  apply(objects: readonly object[]): Promise<string>;
  /** Installs the chart as release `hg612`. */
  install(values: readonly string[]): Promise<void>;
  /** A gzipped file in a Secret that the operator writes in the namespace `monitoring`. */
  generated(secret: string, key: string): Promise<string>;
  /** Starts a container with the arguments of `docker run`, and returns its id. */
  start(args: readonly string[]): Promise<string>;
}

/** Starts a cluster, the operator's CRDs and the operator, and creates the namespaces. */
export async function startOperator(): Promise<OperatedCluster> {
  const cluster = await startCluster();
  const containers: string[] = [];
  const kubectl = (args: readonly string[], input?: string): Promise<string> =>
    must(cluster.kubectl, ['--kubeconfig', cluster.kubeconfig, ...args], {
      timeoutMs: TIMEOUT_MS,
      keepBytes: 4 * 1024 * 1024,
      ...(input !== undefined && { input: Readable.from([input]) }),
    });

  await kubectl(['apply', '--server-side', '-f', cluster.crds]);
  for (const each of [NAMESPACE, 'monitoring']) await kubectl(['create', 'namespace', each]);
  // The operator has no option for a token.
  const anonymous = ['--clusterrole=cluster-admin', '--user=system:anonymous'];
  await kubectl(['create', 'clusterrolebinding', 'anonymous', ...anonymous]);
  const web = `--web.listen-address=127.0.0.1:${await freePort()}`;
  const process = spawn(operator, [`--apiserver=${cluster.server}`, '--tls-insecure', web], {
    stdio: 'ignore',
  });

  return {
    cluster,
    kubectl,
    apply: (objects) =>
      kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })),
    async install(values) {
      const where = ['--kubeconfig', cluster.kubeconfig, '--namespace', NAMESPACE];
      await must(helm(), ['install', 'hg612', path.join(ROOT, CHART), ...values, ...where], {
        timeoutMs: TIMEOUT_MS,
      });
    },
    async generated(secret, key) {
      const json = await eventually(
        `the operator's Secret ${secret}`,
        () => kubectl(['get', 'secret', secret, '-n', 'monitoring', '--ignore-not-found', '-o', 'json']),
        (text) => text.includes(key),
        TIMEOUT_MS,
      );
      const { data } = JSON.parse(json) as { data: Record<string, string> };
      return gunzipSync(Buffer.from(data[key]!, 'base64')).toString();
    },
    async start(args) {
      const label = Object.entries(TEST_LABELS).map(([key, value]) => `--label=${key}=${value}`);
      const id = (
        await must('docker', ['run', '--detach', ...label, ...args], { timeoutMs: TIMEOUT_MS })
      ).trim();
      containers.push(id);
      return id;
    },
    async [Symbol.asyncDispose]() {
      for (const id of containers.toReversed()) {
        await run('docker', ['rm', '--force', '--volumes', id], { timeoutMs: 30_000 });
      }
      if (process.exitCode === null) {
        const ended = once(process, 'exit');
        process.kill();
        await ended;
      }
      await cluster.stop();
    },
  };
}

/** The address of a container in its network. */
export async function addressOf(id: string): Promise<string> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  return (await must('docker', ['inspect', '--format', format, id], { timeoutMs: TIMEOUT_MS })).trim();
}

/** Starts a Prometheus with a configuration that the operator wrote, on the host's network. */
export async function startPrometheus(
  operated: OperatedCluster,
  image: string,
  { port, configFile, args = [] }: { port: number; configFile: string; args?: readonly string[] },
): Promise<void> {
  const id = await operated.start([
    '--network=host',
    `--volume=${configFile}:/etc/prometheus/prometheus.yml:ro`,
    ...args,
    image,
    '--config.file=/etc/prometheus/prometheus.yml',
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  await eventually(
    'a ready Prometheus',
    async () => {
      const response = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
      if (response?.ok === true) return '';
      return (await run('docker', ['logs', id], { timeoutMs: 5000 })).stderr || 'no log';
    },
    (problem) => problem === '',
    30_000,
  );
}

/** A configuration of the operator, for one shard: in a pod, the configuration reloader replaces these variables. */
export const forShard = (configuration: string, shard: number): string =>
  configuration.replaceAll('$(SHARD)', String(shard)).replaceAll('$(POD_NAME)', `prometheus-${shard}`);

/** Queries the API of a Prometheus on this host. */
export async function prometheusApi<Data>(port: number, pathAndQuery: string): Promise<Data> {
  const response = await fetch(`http://127.0.0.1:${port}${pathAndQuery}`);
  return ((await response.json()) as { data: Data }).data;
}
