import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Network, type StartedTestContainer, Wait } from 'testcontainers';
import { parse } from 'yaml';
import type { History } from '../dashboards/sample-series.ts';
import { startPrometheusWith } from './dashboard-prometheus.ts';
import { testContainer } from './container.ts';
import { image } from './images.ts';

/** A provisioned Grafana with Prometheus and Alertmanager. Disposing of it stops all of them. */
export interface GrafanaStack extends AsyncDisposable {
  /** Grafana's address, without a slash at the end. */
  url: string;
  /**
   * Sends a request to Grafana's API, as an anonymous user or as admin. With a body it is a POST.
   *
   * @throws on a status other than 200
   */
  request<Body>(path: string, options?: { body?: unknown; admin?: boolean }): Promise<Body>;
}

const root = new URL('../../../', import.meta.url);
const password = 'only-for-this-test';

/** Starts Grafana as docker-compose.yml does, with a Prometheus that holds this history. */
export async function startGrafana(history: History): Promise<GrafanaStack> {
  await using started = new AsyncDisposableStack();
  const network = started.use(await new Network().start());
  started.use(await startPrometheusWith(history, network));
  started.use(
    await testContainer(image('ALERTMANAGER_IMAGE'))
      .withNetwork(network)
      .withNetworkAliases('alertmanager')
      .withCommand(['--config.file=/etc/alertmanager/alertmanager.yml', '--cluster.listen-address='])
      .withCopyContentToContainer([
        {
          target: '/etc/alertmanager/alertmanager.yml',
          content: 'route: { receiver: none }\nreceivers: [{ name: none }]\n',
        },
      ])
      .withExposedPorts(9093)
      .withWaitStrategy(Wait.forHttp('/-/ready', 9093))
      .start(),
  );
  const grafana = started.use(
    await testContainer(image('GRAFANA_IMAGE'))
      .withNetwork(network)
      .withEnvironment({ ...composeSettings(), GF_SECURITY_ADMIN_PASSWORD: password })
      .withCopyDirectoriesToContainer([
        { source: fileURLToPath(new URL('grafana/provisioning', root)), target: '/etc/grafana/provisioning' },
        { source: fileURLToPath(new URL('grafana/dashboards', root)), target: '/etc/grafana/dashboards' },
      ])
      .withExposedPorts(3000)
      .withWaitStrategy(Wait.forHttp('/api/health', 3000))
      .withStartupTimeout(240_000)
      .start(),
  );
  const containers = started.move();
  return {
    url: addressOf(grafana),
    request: (path, options) => request(grafana, path, options),
    [Symbol.asyncDispose]: () => containers.disposeAsync(),
  };
}

/** Settings of Grafana in docker-compose.yml, without those that depend on `.env`. */
function composeSettings(): Record<string, string> {
  const { services } = parse(readFileSync(new URL('docker-compose.yml', root), 'utf8'), { merge: true }) as {
    services: { grafana: { environment: Record<string, string> } };
  };
  const settings = Object.entries(services.grafana.environment).filter(([, value]) => !value.includes('${'));
  return Object.fromEntries(settings);
}

const addressOf = (grafana: StartedTestContainer): string =>
  `http://${grafana.getHost()}:${grafana.getMappedPort(3000)}`;

async function request<Body>(
  grafana: StartedTestContainer,
  path: string,
  { body, admin = false }: { body?: unknown; admin?: boolean } = {},
): Promise<Body> {
  const response = await fetch(`${addressOf(grafana)}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(admin && { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: status ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Body;
}
