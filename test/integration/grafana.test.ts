import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  GenericContainer,
  Network,
  type StartedNetwork,
  type StartedTestContainer,
  Wait,
} from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type DashboardJson,
  type PlacedQuery,
  queriesOf,
  readDashboards,
} from '../support/dashboards/dashboard.ts';
import { type History, makeHistory } from '../support/dashboards/sample-series.ts';
import { interpolate } from '../support/dashboards/interpolate.ts';
import { isEmptyByDesign } from '../support/dashboards/empty-queries.ts';
import { startPrometheusWith } from '../support/containers/dashboard-prometheus.ts';
import { TEST_LABELS } from '../support/containers/labels.ts';
import { eventually } from '../support/eventually.ts';
import { describeWith, image } from '../support/containers/images.ts';

const root = new URL('../../', import.meta.url);
const dashboards = readDashboards();
const allQueries = [...dashboards].flatMap(([file, dashboard]) =>
  queriesOf(dashboard).map((query) => [`${file}: ${query.where}`, query] as const),
);
const password = 'only-for-this-test';

/** The settings that the compose file gives Grafana, except for those that it fills in from `.env`. */
function composeSettings(): Record<string, string> {
  const { services } = parse(readFileSync(new URL('docker-compose.yml', root), 'utf8'), { merge: true }) as {
    services: { grafana: { environment: Record<string, string> } };
  };
  const settings = Object.entries(services.grafana.environment).filter(([, value]) => !value.includes('${'));
  return Object.fromEntries(settings);
}

interface QueryAnswer {
  results: Record<string, { status?: number; error?: string; frames?: { data: { values: unknown[][] } }[] }>;
}

describeWith(['GRAFANA_IMAGE', 'PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE'], 'Grafana', () => {
  let network: StartedNetwork;
  const containers: StartedTestContainer[] = [];
  let grafana: StartedTestContainer;
  let history: History;

  /** Asks Grafana: as anybody, as the dashboards are looked at, or as its admin. */
  const ask = async <Answer>(
    path: string,
    { body, admin = false }: { body?: unknown; admin?: boolean } = {},
  ) => {
    const response = await fetch(`http://${grafana.getHost()}:${grafana.getMappedPort(3000)}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(admin && { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    expect(response.status, `${path}: ${text.slice(0, 500)}`).toBe(200);
    return JSON.parse(text) as Answer;
  };

  beforeAll(async () => {
    history = await makeHistory(Date.now() / 1000);
    network = await new Network().start();
    containers.push(await startPrometheusWith(history, network));
    containers.push(
      await new GenericContainer(image('ALERTMANAGER_IMAGE'))
        .withLabels(TEST_LABELS)
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
    grafana = await new GenericContainer(image('GRAFANA_IMAGE'))
      .withLabels(TEST_LABELS)
      .withNetwork(network)
      .withEnvironment({ ...composeSettings(), GF_SECURITY_ADMIN_PASSWORD: password })
      .withCopyDirectoriesToContainer([
        { source: fileURLToPath(new URL('grafana/provisioning', root)), target: '/etc/grafana/provisioning' },
        { source: fileURLToPath(new URL('grafana/dashboards', root)), target: '/etc/grafana/dashboards' },
      ])
      .withExposedPorts(3000)
      .withWaitStrategy(Wait.forHttp('/api/health', 3000))
      .withStartupTimeout(240_000)
      .start();
    containers.push(grafana);
    // Its health says nothing of the data source, which is a process of its own.
    await eventually(
      'Prometheus through Grafana',
      () => ask('/api/datasources/uid/hg612-prometheus/health', { admin: true }),
      () => true,
      60_000,
    );
    // What everybody may see is kept for a minute, also if that was nothing yet.
    await eventually(
      'the dashboards in Grafana',
      () => Promise.all([...dashboards.values()].map(({ uid }) => ask(`/api/dashboards/uid/${uid}`))),
      () => true,
      150_000,
    );
    // The first start sets up a database: minutes on two busy cores.
  }, 600_000);

  afterAll(async () => {
    for (const container of containers.toReversed()) await container.stop();
    await network?.stop();
  });

  it('has the two data sources under their fixed uids', async () => {
    const sources = await ask<{ uid: string; type: string; isDefault: boolean; readOnly: boolean }[]>(
      '/api/datasources',
      { admin: true },
    );
    expect(sources.map(({ uid, type, isDefault, readOnly }) => ({ uid, type, isDefault, readOnly }))).toEqual(
      expect.arrayContaining([
        { uid: 'hg612-prometheus', type: 'prometheus', isDefault: true, readOnly: true },
        { uid: 'hg612-alertmanager', type: 'alertmanager', isDefault: false, readOnly: true },
      ]),
    );
  });

  it('reaches Prometheus', async () => {
    expect(await ask('/api/datasources/uid/hg612-prometheus/health', { admin: true })).toMatchObject({
      status: 'OK',
    });
  });

  it('reaches Alertmanager', async () => {
    // This data source lives in the browser alone and has no health of its own: its "Test" button asks this.
    const path = '/api/datasources/proxy/uid/hg612-alertmanager/api/v2/status';
    expect(await ask(path, { admin: true })).toMatchObject({ cluster: {}, versionInfo: {} });
  });

  it('opens with the line, for everybody', async () => {
    const line = dashboards.get('hg612-line.json')!;
    // The file itself, or, from Grafana 13.1 on, where Grafana's own copy of the file is.
    const { dashboard, redirectUri = '' } = await ask<{ dashboard?: DashboardJson; redirectUri?: string }>(
      '/api/dashboards/home',
    );
    const [, uid] = /\/d\/([^/]+)/.exec(redirectUri) ?? [];
    const copy = `/apis/dashboard.grafana.app/v1/namespaces/default/dashboards/${uid}/dto`;
    const home = dashboard ?? (await ask<{ spec: DashboardJson }>(copy)).spec;
    expect(home.title).toBe(line.title);
    expect(home.panels.map(({ title }) => title)).toEqual(line.panels.map(({ title }) => title));
    expect(queriesOf(home)).toEqual(queriesOf(line));
  });

  it('shows the rules of Prometheus to everybody, as the alert list needs them', async () => {
    const { data } = await ask<{ data: { groups: { rules: { name: string }[] }[] } }>(
      '/api/prometheus/hg612-prometheus/api/v1/rules',
    );
    const names = data.groups.flatMap(({ rules }) => rules.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(['HG612SyncLost', 'Watchdog']));
  });

  describe.each([...dashboards])('%s', (_file, committed) => {
    it('is provisioned as it was committed', async () => {
      const { dashboard, meta } = await ask<{ dashboard: DashboardJson; meta: { folderTitle: string } }>(
        `/api/dashboards/uid/${committed.uid}`,
      );
      expect(meta.folderTitle).toBe('HG612');
      expect(dashboard).toMatchObject({ uid: committed.uid, title: committed.title, tags: committed.tags });
      expect(dashboard.panels.map(({ title }) => title)).toEqual(committed.panels.map(({ title }) => title));
      expect(queriesOf(dashboard)).toEqual(queriesOf(committed));
    });

    // Under another uid and name, since the provisioned one is in its place.
    const copy = (suffix: string) => ({
      ...committed,
      uid: `${committed.uid}-${suffix}`,
      title: `${committed.title} (${suffix})`,
    });

    it('can be saved through the API', async () => {
      const dashboard = { ...copy('saved'), id: null };
      const body = { dashboard, folderUid: '', overwrite: false, message: 'a test' };
      expect(await ask('/api/dashboards/db', { admin: true, body })).toMatchObject({
        status: 'success',
        uid: dashboard.uid,
      });
      // Whether everybody may see it is not the matter here, and is kept from before it was there for a minute.
      expect(await ask(`/api/dashboards/uid/${dashboard.uid}`, { admin: true })).toMatchObject({
        dashboard: { title: dashboard.title, templating: { list: [{ name: 'datasource' }, {}, {}] } },
      });
    });

    it('can be imported, with nothing to fill in', async () => {
      const dashboard = copy('imported');
      const body = { dashboard, folderUid: '', overwrite: true, inputs: [] };
      expect(await ask('/api/dashboards/import', { admin: true, body })).toMatchObject({
        imported: true,
        uid: dashboard.uid,
      });
      const { dashboard: kept } = await ask<{ dashboard: DashboardJson }>(
        `/api/dashboards/uid/${dashboard.uid}`,
        { admin: true },
      );
      expect(queriesOf(kept)).toEqual(queriesOf(committed));
    });
  });

  /** What a query answers about the last six hours of the line with telnet, at as many points as a panel is wide. */
  const valuesOf = async (query: PlacedQuery, width = 1000): Promise<unknown[]> => {
    const view = {
      from: history.end - 6 * 3600,
      to: history.end,
      job: '.+',
      instance: history.instances.telnet,
      width,
    };
    // Job and instance are filled in by the browser; all that begins with $__ is left to Grafana's backend.
    const expr = query.expr.replaceAll('$job', view.job).replaceAll('$instance', view.instance);
    const answer = await ask<QueryAnswer>('/api/ds/query', {
      body: {
        from: String(view.from * 1000),
        to: String(view.to * 1000),
        queries: [
          {
            refId: 'A',
            datasource: { type: 'prometheus', uid: 'hg612-prometheus' },
            expr,
            instant: query.instant,
            range: !query.instant,
            format: query.format,
            intervalMs: interpolate(query, view).step * 1000,
            maxDataPoints: query.maxDataPoints ?? view.width,
          },
        ],
      },
    });
    const result = answer.results['A'];
    expect(result?.error).toBeUndefined();
    return (result?.frames ?? []).flatMap(({ data }) => data.values.flat());
  };

  it.each(allQueries)('answers %s', async (name, query) => {
    const values = await valuesOf(query);
    if (isEmptyByDesign(name)) expect(values).toEqual([]);
    else expect(values).not.toEqual([]);
  });

  it.each(allQueries.filter(([name]) => name.endsWith(': annotation Alerts')))(
    '%s shows an alert of 90 s where a step is half an hour',
    async (_name, query) => expect(await valuesOf(query, 12)).not.toEqual([]),
  );
});
