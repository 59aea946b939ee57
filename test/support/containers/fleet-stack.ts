import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, parseDocument } from 'yaml';

import { ROOT } from '../../../tools/stack/root.mjs';
import { acceleratedPrometheus } from './accelerated-rules.ts';
import { image } from './images.ts';
import { TEST_LABELS } from './labels.ts';
import { runCompose } from './run-compose.ts';

/** compose/fleet.yml as a project of its own, on free ports, with short intervals, without reading `.env`. */
export interface FleetStack extends AsyncDisposable {
  /** Runs `docker compose …` and returns its output. */
  compose(...args: readonly string[]): Promise<string>;
  /** Base URL of a published port. It changes with every start. */
  url(service: string, port: number): Promise<string>;
}

const FILE = 'compose/fleet.yml';
const SERVICES = 'compose/fleet/services.yml';
/** Factor by which the waiting times of the rules are shortened. */
const FACTOR = 4;
const SCRAPE_INTERVAL = '5s';
const EVALUATION_INTERVAL = '2s';

interface ComposeFile {
  readonly services: Readonly<Record<string, { readonly command?: readonly string[] }>>;
}

/**
 * Creates a fleet. Nothing is started yet.
 *
 * @param env settings, as in `.env`
 */
export async function fleetStack(env: Readonly<Record<string, string>>): Promise<FleetStack> {
  const rules = await acceleratedPrometheus(FACTOR);
  const directory = await mkdtemp(path.join(tmpdir(), 'hg612-fleet-'));
  await chmod(directory, 0o755);
  await cp(path.join(ROOT, 'compose/fleet'), directory, { recursive: true });
  for (const file of ['lines.yml', 'stack.yml']) await shortenIntervals(path.join(directory, file));
  await shortenWaits(path.join(directory, 'rules.yml'));
  const services = await overriddenServices(directory, rules);
  const override = path.join(directory, 'override.yml');
  // YAML includes JSON.
  await writeFile(override, JSON.stringify({ services, networks: { default: { labels: TEST_LABELS } } }));

  const settings = {
    MOCK_MODEM_PORT: '0',
    EXPORTER_PORT: '0',
    VICTORIAMETRICS_PORT: '0',
    ALERTMANAGER_PORT: '',
    FLEET_CONFIG: '',
    VICTORIAMETRICS_IMAGE: image('VICTORIAMETRICS_IMAGE'),
    VMAGENT_IMAGE: image('VMAGENT_IMAGE'),
    VMALERT_IMAGE: image('VMALERT_IMAGE'),
    ALERTMANAGER_IMAGE: image('ALERTMANAGER_IMAGE'),
    NODE_IMAGE: image('NODE_IMAGE'),
    ...env,
  };
  const project = { name: `hg612-test-fleet-${process.pid}`, files: [FILE, override], env: settings };
  const ofFleet = (...args: readonly string[]) => runCompose(project, ...args);
  return {
    compose: ofFleet,
    url: async (service, port) => `http://${await ofFleet('port', service, String(port))}`,
    async [Symbol.asyncDispose]() {
      await ofFleet('--profile', '*', 'down', '--volumes', '--remove-orphans', '--rmi', 'local');
      for (const folder of [rules, directory]) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Labels for the clean-up, the changed copies of files, and a host to send notifications to. */
async function overriddenServices(directory: string, rules: string): Promise<Record<string, object>> {
  const { services } = parse(await readFile(path.join(ROOT, SERVICES), 'utf8'), {
    merge: true,
  }) as ComposeFile;
  const changes: Record<string, object> = {
    'vmagent-0': { volumes: [`${directory}/lines.yml:/etc/vmagent/lines.yml:ro`] },
    'vmagent-1': { volumes: [`${directory}/lines.yml:/etc/vmagent/lines.yml:ro`] },
    victoriametrics: { volumes: [`${directory}/stack.yml:/etc/victoriametrics/stack.yml:ro`] },
    vmalert: {
      volumes: [
        `${directory}/rules.yml:/etc/vmalert/rules.yml:ro`,
        `${rules}/rules:/etc/prometheus/rules:ro`,
      ],
      command: services['vmalert']?.command?.map((argument) =>
        argument.replace(/^(-evaluationInterval=).*/, `$1${EVALUATION_INTERVAL}`),
      ),
    },
    'alertmanager-config': {
      // The same configuration, but notifications are sent at once.
      entrypoint: [
        'sh',
        '-c',
        'node alertmanager/dist/main.js && sed -i ' +
          "-e 's/group_wait: .*/group_wait: 2s/' -e 's/group_interval: .*/group_interval: 3s/' " +
          '/etc/alertmanager/current/alertmanager.yml',
      ],
    },
    alertmanager: { extra_hosts: ['host.docker.internal:host-gateway'] },
    grafana: { profiles: ['not-tested'] },
  };
  return Object.fromEntries(
    Object.keys(services).map((name) => [name, { labels: TEST_LABELS, ...changes[name] }]),
  );
}

async function shortenIntervals(file: string): Promise<void> {
  const config = parseDocument(await readFile(file, 'utf8'));
  config.setIn(['global', 'scrape_interval'], SCRAPE_INTERVAL);
  config.setIn(['global', 'scrape_timeout'], SCRAPE_INTERVAL);
  await writeFile(file, config.toString());
}

async function shortenWaits(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(/^( +)for: .*$/gm, '$1for: 2s'));
}
