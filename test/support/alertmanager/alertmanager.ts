import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StartedTestContainer, Wait } from 'testcontainers';
import { loadNotifications } from '../../../alertmanager/src/config.ts';
import { type Files, renderFiles, secretFile } from '../../../alertmanager/src/render.ts';
import type { Environment } from '../../../lib/environment.ts';
import { testContainer } from '../containers/container.ts';
import { image } from '../containers/images.ts';

const FOLDER = '/etc/alertmanager/current';
const TEMPLATES = join(import.meta.dirname, '../../../alertmanager/templates');

/** The files that the generator writes for these settings. `secretFiles`: name → content, for `…_FILE` variables. */
export function generate(environment: Environment, secretFiles: Files = {}): Files {
  const notifications = loadNotifications(
    environment,
    (name) => secretFiles[name] ?? '',
    (name) => secretFile(FOLDER, name),
  );
  const templates = Object.fromEntries(
    readdirSync(TEMPLATES).map((name) => [name, readFileSync(join(TEMPLATES, name), 'utf8')]),
  );
  return renderFiles(notifications, FOLDER, templates);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The same configuration with all durations of its routes `factor` times shorter. */
export function accelerated(files: Files, factor: number): Files {
  const config = (files['alertmanager.yml'] ?? '').replaceAll(
    /^( *(?:group_wait|group_interval|repeat_interval): )(\S+)$/gm,
    (_line, key: string, duration: string) => `${key}${Math.max(1, Math.round(toMs(duration) / factor))}ms`,
  );
  return { ...files, 'alertmanager.yml': config };
}

/** A duration such as `1m30s` in milliseconds. */
export const toMs = (duration: string): number =>
  [...duration.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (UNIT_MS[unit] ?? 0),
    0,
  );

/** An Alertmanager container, and the calls that tests make. */
export interface Alertmanager extends AsyncDisposable {
  readonly url: string;
  readonly container: StartedTestContainer;
  /** Sends alerts as Prometheus does: an alert with `endsAt` in the past is resolved. */
  post(alerts: readonly object[]): Promise<void>;
  metrics(): Promise<string>;
  logs(): Promise<string>;
}

/** As in docker-compose.yml, except for the last two. */
const FLAGS = [
  `--config.file=${FOLDER}/alertmanager.yml`,
  '--storage.path=/alertmanager',
  '--data.retention=240h',
  '--cluster.listen-address=',
  '--web.external-url=http://localhost:9093',
  '--web.route-prefix=/',
  '--enable-feature=receiver-name-in-metrics',
  // Empty groups are removed and the notification log is written in proportion to the accelerated clock.
  '--dispatch.maintenance-interval=1s',
  '--data.maintenance-interval=1s',
];

/** Starts the real Alertmanager with these files. */
export async function startAlertmanager(files: Files): Promise<Alertmanager> {
  const container = await testContainer(image('ALERTMANAGER_IMAGE'))
    .withCommand(FLAGS)
    .withEnvironment({ TZ: 'Europe/London' })
    .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }])
    .withCopyContentToContainer(
      Object.entries(files).map(([path, content]) => ({
        content,
        target: `${FOLDER}/${path}`,
        mode: 0o444,
      })),
    )
    .withExposedPorts(9093)
    .withWaitStrategy(Wait.forHttp('/-/ready', 9093))
    .start();
  const url = () => `http://${container.getHost()}:${container.getMappedPort(9093)}`;
  const call = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await fetch(url() + path, { ...init, signal: AbortSignal.timeout(60_000) });
    const body = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${body}`);
    return body;
  };
  return {
    get url() {
      return url();
    },
    container,
    async post(alerts) {
      const headers = { 'content-type': 'application/json' };
      await call('/api/v2/alerts', { method: 'POST', headers, body: JSON.stringify(alerts) });
    },
    metrics: () => call('/metrics'),
    logs: () => logsOf(container),
    [Symbol.asyncDispose]: async () => {
      await container.stop({ timeout: 1000 });
    },
  };
}

async function logsOf(container: StartedTestContainer): Promise<string> {
  const stream = await container.logs();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer | string) => chunks.push(chunk.toString()));
  // The log stream of a running container does not end; what exists so far arrives at once.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  stream.destroy();
  return chunks.join('');
}
