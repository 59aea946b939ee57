import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GrafanaStack, startGrafana } from '../support/containers/grafana.ts';
import { describeWith } from '../support/containers/images.ts';
import {
  type DashboardJson,
  type PlacedQuery,
  queriesOf,
  readDashboards,
} from '../support/dashboards/dashboard.ts';
import { describeWithBrowser, launchBrowser } from '../support/browser.ts';
import { isEmptyByDesign } from '../support/dashboards/empty-queries.ts';
import { interpolate } from '../support/dashboards/interpolate.ts';
import { lookAt } from '../support/dashboards/look.ts';
import { MOMENT } from '../support/dashboards/moment.ts';
import { type History, makeHistory } from '../support/dashboards/sample-series.ts';
import { eventually } from '../support/eventually.ts';

const dashboards = readDashboards();
const allQueries = [...dashboards].flatMap(([file, dashboard]) =>
  queriesOf(dashboard).map((query) => [`${file}: ${query.where}`, query] as const),
);

/** Where the pictures of the dashboards are saved. */
const pictures = process.env['SCREENSHOTS'] ?? join(tmpdir(), 'hg612-grafana');

interface QueryResponse {
  results: Record<string, { status?: number; error?: string; frames?: { data: { values: unknown[][] } }[] }>;
}

describeWith(['GRAFANA_IMAGE', 'PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE'], 'Grafana', () => {
  let grafana: GrafanaStack;
  let history: History;

  const request: GrafanaStack['request'] = (path, options) => grafana.request(path, options);

  beforeAll(async () => {
    history = await makeHistory(MOMENT);
    grafana = await startGrafana(history);
    // Grafana is healthy before its data source plugin, which is a separate process.
    await eventually(
      'Prometheus through Grafana',
      () => request('/api/datasources/uid/hg612-prometheus/health', { admin: true }),
      () => true,
    );
    // Grafana caches anonymous permissions for a minute, even while there are no dashboards.
    await eventually(
      'the dashboards in Grafana',
      () => Promise.all([...dashboards.values()].map(({ uid }) => request(`/api/dashboards/uid/${uid}`))),
      () => true,
    );
    // The first start sets up a database, which takes minutes on two busy cores.
  });

  afterAll(() => grafana?.[Symbol.asyncDispose]());

  it('has both data sources with their fixed uids', async () => {
    const sources = await request<{ uid: string; type: string; isDefault: boolean; readOnly: boolean }[]>(
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
    expect(await request('/api/datasources/uid/hg612-prometheus/health', { admin: true })).toMatchObject({
      status: 'OK',
    });
  });

  it('reaches Alertmanager', async () => {
    // This data source runs in the browser and has no health endpoint. Its "Test" button sends this request.
    const path = '/api/datasources/proxy/uid/hg612-alertmanager/api/v2/status';
    expect(await request(path, { admin: true })).toMatchObject({ cluster: {}, versionInfo: {} });
  });

  it('shows the line as home dashboard to anonymous users', async () => {
    const line = dashboards.get('hg612-line.json')!;
    // The dashboard itself, or from Grafana 13.1 on, the location of Grafana's copy.
    const { dashboard, redirectUri = '' } = await request<{
      dashboard?: DashboardJson;
      redirectUri?: string;
    }>('/api/dashboards/home');
    const [, uid] = /\/d\/([^/]+)/.exec(redirectUri) ?? [];
    const copy = `/apis/dashboard.grafana.app/v1/namespaces/default/dashboards/${uid}/dto`;
    const home = dashboard ?? (await request<{ spec: DashboardJson }>(copy)).spec;
    expect(home.title).toBe(line.title);
    expect(home.panels.map(({ title }) => title)).toEqual(line.panels.map(({ title }) => title));
    expect(queriesOf(home)).toEqual(queriesOf(line));
  });

  it('shows the rules of Prometheus to anonymous users, as the alert list requires', async () => {
    const { data } = await request<{ data: { groups: { rules: { name: string }[] }[] } }>(
      '/api/prometheus/hg612-prometheus/api/v1/rules',
    );
    const names = data.groups.flatMap(({ rules }) => rules.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(['HG612SyncLost', 'Watchdog']));
  });

  describe.each([...dashboards])('%s', (_file, committed) => {
    it('is provisioned as committed', async () => {
      const { dashboard, meta } = await request<{ dashboard: DashboardJson; meta: { folderTitle: string } }>(
        `/api/dashboards/uid/${committed.uid}`,
      );
      expect(meta.folderTitle).toBe('HG612');
      expect(dashboard).toMatchObject({ uid: committed.uid, title: committed.title, tags: committed.tags });
      expect(dashboard.panels.map(({ title }) => title)).toEqual(committed.panels.map(({ title }) => title));
      expect(queriesOf(dashboard)).toEqual(queriesOf(committed));
    });

    // With another uid and title, because the provisioned dashboard has these.
    const copy = (suffix: string) => ({
      ...committed,
      uid: `${committed.uid}-${suffix}`,
      title: `${committed.title} (${suffix})`,
    });

    it('can be saved through the API', async () => {
      const dashboard = { ...copy('saved'), id: null };
      const body = { dashboard, folderUid: '', overwrite: false, message: 'a test' };
      expect(await request('/api/dashboards/db', { admin: true, body })).toMatchObject({
        status: 'success',
        uid: dashboard.uid,
      });
      // As admin, because anonymous permissions are cached for a minute.
      expect(await request(`/api/dashboards/uid/${dashboard.uid}`, { admin: true })).toMatchObject({
        dashboard: { title: dashboard.title, templating: { list: [{ name: 'datasource' }, {}, {}] } },
      });
    });

    it('can be imported without inputs', async () => {
      const dashboard = copy('imported');
      const body = { dashboard, folderUid: '', overwrite: true, inputs: [] };
      expect(await request('/api/dashboards/import', { admin: true, body })).toMatchObject({
        imported: true,
        uid: dashboard.uid,
      });
      const { dashboard: kept } = await request<{ dashboard: DashboardJson }>(
        `/api/dashboards/uid/${dashboard.uid}`,
        { admin: true },
      );
      expect(queriesOf(kept)).toEqual(queriesOf(committed));
    });
  });

  /** Values that a query returns for the last six hours of the line with telnet, at `width` points. */
  const valuesOf = async (query: PlacedQuery, width = 1000): Promise<unknown[]> => {
    const view = {
      from: history.end - 6 * 3600,
      to: history.end,
      job: '.+',
      instance: history.instances.telnet,
      width,
    };
    // The browser replaces job and instance, Grafana's backend the variables that begin with $__.
    const expr = query.expr.replaceAll('$job', view.job).replaceAll('$instance', view.instance);
    const response = await request<QueryResponse>('/api/ds/query', {
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
    const result = response.results['A'];
    expect(result?.error).toBeUndefined();
    return (result?.frames ?? []).flatMap(({ data }) => data.values.flat());
  };

  it.each(allQueries)('returns data for %s', async (name, query) => {
    const values = await valuesOf(query);
    if (isEmptyByDesign(name)) expect(values).toEqual([]);
    else expect(values).not.toEqual([]);
  });

  it.each(allQueries.filter(([name]) => name.endsWith(': annotation Alerts')))(
    '%s shows an alert of 90 s at steps of half an hour',
    async (_name, query) => expect(await valuesOf(query, 12)).not.toEqual([]),
  );

  describeWithBrowser('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
      await mkdir(pictures, { recursive: true });
    });
    afterAll(() => browser?.close());

    const screens = [...dashboards.values()].flatMap(({ uid }) =>
      [390, 1280, 1440, 1920].flatMap((width) =>
        (['light', 'dark'] as const).map((colorScheme) => ({ uid, width, colorScheme })),
      ),
    );

    it.each(screens)(
      '$uid at $width px, $colorScheme, shows all titles and values, data, and no errors',
      async ({ uid, width, colorScheme }) => {
        const range = `from=${(history.end - 6 * 3600) * 1000}&to=${history.end * 1000}`;
        const selection = `var-instance=${history.instances.telnet}&theme=${colorScheme}`;
        const look = await lookAt(browser, `${grafana.url}/d/${uid}?${range}&${selection}`, {
          width,
          colorScheme,
          settle: 3000,
          picture: join(pictures, `${uid}-${width}-${colorScheme}.png`),
        });
        expect(look).toEqual({ clipped: [], tiny: [], withoutData: [], errors: [] });
      },
    );
  });
});
