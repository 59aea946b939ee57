import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../tools/stack/root.mjs';
import { run, type RunResult } from '../../../lib/run.mjs';
import { TEST_LABELS } from '../containers/labels.ts';
import { image } from '../containers/images.ts';
import { projectImage } from '../containers/project-images.ts';

/** The Alertmanager services of docker-compose.yml in a directory of their own, with `.env` and `secrets/`. */
export interface ComposeProject extends AsyncDisposable {
  /** Puts the settings into `.env` and runs `docker compose up -d --wait alertmanager`. */
  up(settings: Readonly<Record<string, string>>): Promise<RunResult>;
  compose(...args: readonly string[]): Promise<RunResult>;
  /** Writes a file into `secrets/`, for user 65534 if `readable`. */
  secret(name: string, content: string, readable?: boolean): Promise<void>;
  /** Base URL of Alertmanager on this machine. */
  url(): Promise<string>;
}

/** What a test changes: the image, a host to send notifications to, labels for the clean-up. */
const overrideWith = (configImage: string) => ({
  services: {
    'alertmanager-config': { image: configImage, labels: TEST_LABELS },
    alertmanager: { labels: TEST_LABELS, extra_hosts: ['host.docker.internal:host-gateway'] },
  },
  networks: { default: { labels: TEST_LABELS } },
});

const TIMEOUT_MS = 300_000;

/** @param name of the compose project */
export async function composeProject(name: string): Promise<ComposeProject> {
  const override = overrideWith(await projectImage('alertmanager-config'));
  const folder = await mkdtemp(join(tmpdir(), 'hg612-notifications-'));
  await cp(join(ROOT, 'docker-compose.yml'), join(folder, 'docker-compose.yml'));
  await cp(join(ROOT, 'compose'), join(folder, 'compose'), { recursive: true });
  await writeFile(join(folder, 'docker-compose.override.yml'), JSON.stringify(override));
  const env = {
    ALERTMANAGER_IMAGE: image('ALERTMANAGER_IMAGE'),
    ALERTMANAGER_PORT: '0',
  };
  const compose = (...args: readonly string[]) =>
    run('docker', ['compose', '--project-name', name, ...args], { cwd: folder, env, timeoutMs: TIMEOUT_MS });
  return {
    compose,
    async up(settings) {
      const lines = Object.entries(settings).map(([variable, value]) => `${variable}='${value}'\n`);
      await writeFile(join(folder, '.env'), lines.join(''));
      return compose('up', '--detach', '--no-build', '--wait', 'alertmanager');
    },
    async secret(file, content, readable = true) {
      await mkdir(join(folder, 'secrets'), { recursive: true });
      await writeFile(join(folder, 'secrets', file), content, { mode: readable ? 0o444 : 0o000 });
    },
    async url() {
      const { stdout } = await compose('port', 'alertmanager', '9093');
      return `http://${stdout.trim()}`;
    },
    async [Symbol.asyncDispose]() {
      await compose('down', '--volumes', '--remove-orphans');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
