import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { run, type RunResult } from '../../../lib/run.mjs';
import { ROOT } from '../../../tools/stack/root.mjs';
import { freePort } from '../free-port.ts';
import { image } from './images.ts';
import { TEST_LABELS } from './labels.ts';

/** A copy of this checkout with a `.env` of its own, whose stack has its own name and ports. */
export interface Checkout extends AsyncDisposable {
  /** Runs `npm start` with these settings in `.env`. */
  start(settings: Readonly<Record<string, string>>): Promise<RunResult>;
}

const START_MS = 600_000;
const LEFT_OUT = new Set(['.git', 'node_modules', '.env']);
const PORTS = ['EXPORTER', 'PROMETHEUS', 'ALERTMANAGER', 'GRAFANA', 'MOCK_MODEM', 'MOCK_MODEM_TELNET'];
const SERVICES = ['exporter', 'alertmanager-config', 'alertmanager', 'prometheus', 'grafana', 'mock-modem'];

/** Labels for the clean-up, and a name for this host, where the modem of a test runs. Grafana starts too slowly. */
const OVERRIDE = {
  services: {
    ...Object.fromEntries(SERVICES.map((service) => [service, { labels: TEST_LABELS }])),
    exporter: { labels: TEST_LABELS, extra_hosts: ['host.docker.internal:host-gateway'] },
    grafana: { profiles: ['not-tested'] },
  },
  networks: { default: { labels: TEST_LABELS } },
};

/** @param project name of the compose project */
export async function copyCheckout(project: string): Promise<Checkout> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hg612-checkout-'));
  await cp(ROOT, folder, { recursive: true, filter: (source) => !LEFT_OUT.has(path.relative(ROOT, source)) });
  await writeFile(path.join(folder, 'docker-compose.override.yml'), JSON.stringify(OVERRIDE));
  const ports = await Promise.all(
    PORTS.map(async (name) => [`${name}_PORT`, String(await freePort())] as const),
  );
  const env = {
    ...Object.fromEntries(ports),
    COMPOSE_PROJECT_NAME: project,
    PROMETHEUS_IMAGE: image('PROMETHEUS_IMAGE'),
    ALERTMANAGER_IMAGE: image('ALERTMANAGER_IMAGE'),
    NODE_IMAGE: image('NODE_IMAGE'),
    // It is never started. Without a name, `npm start` would pull it.
    GRAFANA_IMAGE: 'not-started',
    MODEM_URL: undefined,
    MODEM_TELNET: undefined,
    MODEM_PASSWORD: undefined,
  };
  return {
    async start(settings) {
      const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
      await writeFile(path.join(folder, '.env'), lines.join(''));
      const program = path.join(folder, 'scripts/start.mjs');
      return run(process.execPath, [program], { cwd: folder, env, timeoutMs: START_MS });
    },
    async [Symbol.asyncDispose]() {
      const down = ['--profile', '*', 'down', '--volumes', '--remove-orphans', '--rmi', 'local'];
      await run('docker', ['compose', ...down], { cwd: folder, env, timeoutMs: 120_000 });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
