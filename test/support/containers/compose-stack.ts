import { cp, mkdtemp, readdir, readFile, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseDocument } from 'yaml';

import { ROOT } from '../../../tools/stack/root.mjs';
import { image } from './images.ts';
import { runCompose } from './run-compose.ts';

/** docker-compose.yml as a separate project, on free ports, without reading `.env`. */
export interface ComposeStack extends AsyncDisposable {
  /** Runs `docker compose …` and returns its output. */
  compose(...args: readonly string[]): Promise<string>;
  /** Changes settings for the commands that follow, as an edit of `.env` does. */
  set(env: Readonly<Record<string, string>>): void;
  /** Variables with which `docker compose` in the project directory means this stack. */
  readonly environment: Readonly<Record<string, string>>;
  /** Base URL of a published port. It changes with every `up`. */
  url(service: string, port: number): Promise<string>;
}

// Alertmanager's port is not published by default.
const PORTS = ['EXPORTER', 'PROMETHEUS', 'GRAFANA', 'MOCK_MODEM', 'MOCK_MODEM_TELNET'];
const FILES = ['docker-compose.yml', 'test/support/containers/compose-override.yml'];

/**
 * Runs `docker compose …` on the compose file, as {@link runCompose} does.
 *
 * @param project name of the compose project
 * @param env settings, as in `.env`
 */
export const compose = (
  project: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> => runCompose({ name: project, files: FILES, env }, ...args);

/**
 * Creates a stack. Nothing is started yet.
 *
 * @param env settings, as in `.env`
 */
export async function composeStack(env: Readonly<Record<string, string>>): Promise<ComposeStack> {
  const prometheus = await fastPrometheus();
  const settings: Record<string, string> = {
    ...Object.fromEntries(PORTS.map((name) => [`${name}_PORT`, '0'])),
    PROMETHEUS_IMAGE: image('PROMETHEUS_IMAGE'),
    ALERTMANAGER_IMAGE: image('ALERTMANAGER_IMAGE'),
    NODE_IMAGE: image('NODE_IMAGE'),
    MODEM_URL: '',
    COMPOSE_TEST_PROMETHEUS: prometheus,
    ...env,
  };
  const project = `hg612-test-${process.pid}`;
  const ofStack = (...args: readonly string[]) => compose(project, settings, ...args);
  return {
    compose: ofStack,
    environment: { ...settings, COMPOSE_PROJECT_NAME: project, COMPOSE_FILE: FILES.join(':') },
    set: (changed) => void Object.assign(settings, changed),
    url: async (service, port) => `http://${await ofStack('port', service, String(port))}`,
    async [Symbol.asyncDispose]() {
      await ofStack('--profile', '*', 'down', '--volumes', '--remove-orphans', '--rmi', 'local');
      await rm(prometheus, { recursive: true, force: true });
    },
  };
}

/**
 * Copies prometheus/ with intervals of 1 to 10 s and without the waiting times of HG612SyncLost, so that the path of an
 * alert can be tested quickly.
 *
 * @returns the directory of the copy
 */
async function fastPrometheus(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'hg612-prometheus-'));
  // Prometheus runs as another user.
  await chmod(directory, 0o755);
  await cp(path.join(ROOT, 'prometheus'), directory, { recursive: true });

  const configuration = path.join(directory, 'prometheus.yml');
  const config = parseDocument(await readFile(configuration, 'utf8'));
  config.setIn(['global', 'scrape_interval'], '2s');
  config.setIn(['global', 'scrape_timeout'], '2s');
  config.setIn(['global', 'evaluation_interval'], '1s');
  await writeFile(configuration, config.toString());

  for (const name of await readdir(path.join(directory, 'rules'))) {
    const file = path.join(directory, 'rules', name);
    const text = await readFile(file, 'utf8');
    const accelerated = text
      .replace(/( +- alert: HG612SyncLost\n(?:(?! +- ).*\n)*?)( +)for: .*\n/, '$1$2for: 2s\n')
      .replaceAll(/^( +interval:) .*$/gm, '$1 10s');
    await writeFile(file, accelerated);
  }
  return directory;
}
