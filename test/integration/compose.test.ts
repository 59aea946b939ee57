import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { must, run } from '../../lib/run.mjs';
import { ROOT } from '../../tools/stack/root.mjs';
import { compose, type ComposeStack, composeStack } from '../support/containers/compose-stack.ts';
import { eventually } from '../support/eventually.ts';
import { describeWith, hasImageFor } from '../support/containers/images.ts';
import {
  afterRebinding,
  fromForeignPage,
  type PageRequest,
  type PageResult,
  silenceEverything,
} from '../support/foreign-page.ts';
import { startWebhookSink, type WebhookSink } from '../support/alertmanager/webhook-sink.ts';

const GRAFANA = hasImageFor('GRAFANA_IMAGE') ? ['grafana'] : [];
const SERVERS = ['mock-modem', 'exporter', 'prometheus', 'alertmanager', ...GRAFANA];

describeWith(['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'], 'docker compose up', () => {
  let sink: WebhookSink;
  let stack: ComposeStack;

  const bringUp = () =>
    stack.compose('up', '--build', '--detach', '--wait', '--wait-timeout', '540', ...SERVERS);

  beforeAll(async () => {
    sink = await startWebhookSink();
    stack = await composeStack({ ALERT_WEBHOOK_URL: sink.url, LINE_NAME: 'Büro hinten', TZ: 'Asia/Tokyo' });
    await bringUp();
  });

  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  /** Values of an instant query, one per series. */
  async function query(expression: string, time?: number): Promise<number[]> {
    const parameters = new URLSearchParams({
      query: expression,
      ...(time === undefined ? {} : { time: String(time) }),
    });
    const url = `${await stack.url('prometheus', 9090)}/api/v1/query?${parameters.toString()}`;
    const answer = (await getJson(url)) as { data: { result: { value: [number, string] }[] } };
    return answer.data.result.map(({ value }) => Number(value[1]));
  }

  it('starts every service, healthy', async () => {
    const listed = await stack.compose('ps', '--format', '{{.Service}} {{.Health}}');
    expect(listed.split('\n').toSorted()).toEqual(SERVERS.map((service) => `${service} healthy`).toSorted());
  });

  it('reads the mock modem over HTTP and telnet', async () => {
    const expected = [[1], [4], [1]];
    const found = await eventually(
      'a scrape',
      async () => [
        await query('hg612_up'),
        await query('sum(hg612_scrape_collector_success{job="hg612"})'),
        await query('min(up)'),
      ],
      (values) => isDeepStrictEqual(values, expected),
    );
    expect(found).toEqual(expected);
  });

  it('loads the rules without failures', async () => {
    const { data } = (await getJson(`${await stack.url('prometheus', 9090)}/api/v1/rules?type=alert`)) as {
      data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
    };
    const rules = data.groups.flatMap((group) => group.rules);
    expect(rules.map(({ name }) => name)).toEqual(expect.arrayContaining(['HG612SyncLost', 'Watchdog']));
    expect(rules.filter(({ health }) => health === 'err')).toEqual([]);
  });

  it('runs its containers without privileges, on loopback ports', async () => {
    for (const id of (await stack.compose('ps', '--all', '--quiet')).split('\n')) {
      const [container] = JSON.parse(await must('docker', ['inspect', id], { timeoutMs: 60_000 })) as [
        Inspected,
      ];
      const { Name: name, Config: config, HostConfig: host } = container;
      expect(config.User, name).toMatch(/^(?:nobody|node|[1-9]\d*(?::\d+)?)$/);
      expect(host.ReadonlyRootfs, name).toBe(!name.includes('grafana'));
      expect(host.CapDrop, name).toContain('ALL');
      expect(host.SecurityOpt, name).toContain('no-new-privileges:true');
      expect(host.Memory, name).toBeGreaterThan(0);
      for (const bindings of Object.values(host.PortBindings)) {
        expect(
          bindings.map(({ HostIp }) => HostIp),
          name,
        ).toEqual(['127.0.0.1']);
      }
    }
  });

  it('runs the doctor in the container of the exporter', async () => {
    const report = await stack.compose('exec', '-T', 'exporter', 'hg612', 'doctor', '--json');
    expect(JSON.parse(report)).toMatchObject({ ok: true });
  });

  it("sends a test message from the container of the exporter: Alertmanager's port is not published", async () => {
    const ports = await stack.compose('ps', 'alertmanager', '--format', '{{.Ports}}');
    expect(ports).not.toContain('->');
    expect(await stack.compose('exec', '-T', 'exporter', 'hg612', 'test-alert')).toBe(
      'webhook  ok: firing and resolved message accepted\n' +
        'Every receiver accepted the test message. Check that it arrived.',
    );
    const test = sink.alerts.filter(({ labels }) => labels['alertname'] === 'HG612TestMessage');
    expect(test.map(({ status }) => status)).toEqual(['firing', 'resolved']);
  });

  it("reaches Alertmanager from this machine through the exporter's container", async () => {
    const runTool = (tool: string, ...args: string[]) =>
      run(process.execPath, [join(ROOT, 'tools', tool, 'main.ts'), ...args], {
        // Tests do not depend on a developer's .env.
        env: { ...stack.environment, ALERTMANAGER_PORT: '', ALERTMANAGER_URL: '' },
        timeoutMs: 90_000,
      });
    const message = await runTool('test-alert');
    expect(message.stdout).toContain('webhook  ok: firing and resolved message accepted\n');
    expect(message.code).toBe(0);

    const { checks } = JSON.parse((await runTool('doctor', '--json', '--only', 'alertmanager')).stdout) as {
      checks: { name: string; status: string; message: string }[];
    };
    const found = checks.map(({ name, status, message: text }) => `${name} ${status}: ${text}`);
    expect(found.slice(0, 2)).toEqual([
      'alertmanager ok: running at http://alertmanager:9093, which is not published',
      'receivers ok: webhook',
    ]);
    expect(found.at(-1)).toMatch(/^notifications ok: \d+ sent since the start, none failed$/);
  });

  describe('a web page of another origin', () => {
    const get: PageRequest = { method: 'GET' };
    const post: PageRequest = { method: 'POST' };
    const put: PageRequest = { method: 'PUT' };
    const form: PageRequest = {
      method: 'POST',
      contentType: 'application/x-www-form-urlencoded',
      body: 'scenario=sync-drop',
    };

    it.each<[service: string, port: number, path: string, PageRequest, PageResult['status']]>([
      ['exporter', 9612, '/metrics', get, 200],
      ['exporter', 9612, '/metrics', post, 405],
      ['prometheus', 9090, '/api/v1/query?query=up', get, 200],
      ['prometheus', 9090, '/-/reload', post, 403],
      ['prometheus', 9090, '/-/quit', post, 403],
      ['prometheus', 9090, '/api/v1/write', post, 404],
      ['mock-modem', 8080, '/html/status/xdslStatus.asp', get, 200],
      ['mock-modem', 8080, '/-/scenario/sync-drop', put, 'blocked'],
      ['mock-modem', 8080, '/-/scenario/sync-drop', post, 403],
      ['mock-modem', 8080, '/-/scenario/sync-drop', form, 403],
    ])('cannot read or change anything at %s:%d%s: %j → %s', async (service, port, path, page, status) => {
      const url = (await stack.url(service, port)) + path;
      expect(await fromForeignPage(url, page)).toEqual({ status, readable: false });
    });

    it('finds no endpoint in Prometheus that stops it or changes its data', async () => {
      const { data } = (await getJson(`${await stack.url('prometheus', 9090)}/api/v1/status/flags`)) as {
        data: Record<string, string>;
      };
      expect(data).toMatchObject({
        'web.enable-lifecycle': 'false',
        'web.enable-admin-api': 'false',
        'web.enable-remote-write-receiver': 'false',
        'web.cors.origin': 'none',
      });
    });

    it.each<[service: string, port: number, path: string, PageRequest, status: number]>([
      ['exporter', 9612, '/metrics', get, 200],
      ['exporter', 9612, '/metrics', post, 405],
      ['prometheus', 9090, '/api/v1/query?query=up', get, 200],
      ['prometheus', 9090, '/-/reload', post, 403],
      ['prometheus', 9090, '/api/v1/write', post, 404],
      ['mock-modem', 8080, '/-/scenario/sync-drop', put, 403],
      ['mock-modem', 8080, '/-/scenario/sync-drop', form, 403],
    ])(
      'can read after DNS rebinding, and change nothing, at %s:%d%s: %j → %d',
      async (service, port, path, page, status) => {
        expect(await afterRebinding((await stack.url(service, port)) + path, page)).toBe(status);
      },
    );

    describeWith(['GRAFANA_IMAGE'], 'through Grafana', () => {
      it('cannot create a silence, also after DNS rebinding', async () => {
        const path = '/api/datasources/proxy/uid/hg612-alertmanager/api/v2/silences';
        const url = (await stack.url('grafana', 3000)) + path;
        const text: PageRequest = { method: 'POST', contentType: 'text/plain', body: silenceEverything() };
        const json: PageRequest = { ...text, contentType: 'application/json' };
        expect(await fromForeignPage(url, text)).toEqual({ status: 403, readable: false });
        expect(await fromForeignPage(url, json)).toEqual({ status: 'blocked', readable: false });
        expect(await afterRebinding(url, json)).toBe(403);
      });
    });
  });

  it('has no package manager in its images', async () => {
    for (const service of ['exporter', 'mock-modem']) {
      const found = await stack.compose(
        'exec',
        '-T',
        service,
        'sh',
        '-c',
        'command -v npm npx corepack yarn; true',
      );
      expect(found, service).toBe('');
    }
  });

  it('notifies when the line drops and when it is back', async () => {
    await setScenario('sync-drop?after=0&outage=600');
    const firing = await notification('firing');
    expect(firing.labels['severity']).toBe('critical');
    expect(firing.annotations['summary']).toBe('The line is down');
    expect(firing.annotations['description']).toMatch(
      /^Büro hinten: down since \w{3} \d+ \w{3} \d\d:\d\d:\d\d JST\. The modem responds, but the line is not in sync/,
    );
    await setScenario('steady');
    const { annotations } = await notification('resolved');
    expect(annotations['description']).toMatch(
      /^Büro hinten: the line is back: \d+\.\d \/ \d+\.\d Mbit\/s\. Down from .*\d\d:\d\d:\d\d to .*\d\d:\d\d:\d\d JST \([ \dmins]+\)\.$/,
    );
  });

  it('takes a changed LINE_NAME and SPECTRUM without a restart of Prometheus', async () => {
    const prometheus = () => stack.compose('ps', '--quiet', 'prometheus');
    const before = await prometheus();
    expect(await instances()).toEqual(['Büro hinten']);
    expect(await instances('hg612_spectrum')).toEqual(['Büro hinten']);

    stack.set({ LINE_NAME: 'Büro vorn', SPECTRUM: 'off' });
    await bringUp();
    await eventually('the new name', instances, ([name]) => name === 'Büro vorn');
    expect(await instances()).toEqual(['Büro vorn']);
    await eventually(
      'no target of the spectrum',
      () => instances('hg612_spectrum'),
      (names) => names.length === 0,
    );
    expect(await prometheus()).toBe(before);
  });

  it('keeps its data across down and up', async () => {
    // A scrape has the time of its start. By now, all that began until then have ended.
    const before = Date.now() / 1000 - 10;
    const [samples = 0] = await query('sum(count_over_time(hg612_up[10m]))', before);
    expect(samples).toBeGreaterThan(0);
    const comment = 'kept by the test';
    await silence(comment);

    await stack.compose('down');
    await bringUp();
    expect(await query('sum(count_over_time(hg612_up[10m]))', before)).toEqual([samples]);
    const silences = await alertmanager('/api/v2/silences');
    expect(JSON.parse(silences)).toEqual([expect.objectContaining({ comment })]);
  });

  const LOOPBACK = ['exporter 9612', 'grafana 3000', 'mock-modem 8612', 'mock-modem 2323', 'prometheus 9090'];
  it.each<[Record<string, string>, host: string, string[]]>([
    [{}, '127.0.0.1', LOOPBACK],
    [{ ALERTMANAGER_PORT: '' }, '127.0.0.1', LOOPBACK],
    [{ ALERTMANAGER_URL: 'http://nas.lan:9093' }, '127.0.0.1', LOOPBACK],
    [{ ALERTMANAGER_PORT: '9193' }, '127.0.0.1', ['alertmanager 9193', ...LOOPBACK]],
    [{ ALERTMANAGER_PORT: '9093', BIND_ADDRESS: '10.0.0.2' }, '10.0.0.2', ['alertmanager 9093', ...LOOPBACK]],
  ])('publishes these ports with %j, on %s: %j', async (env, host, expected) => {
    const { services } = JSON.parse(
      await compose('hg612-test-config', env, 'config', '--format', 'json'),
    ) as { services: Record<string, { ports?: { host_ip: string; published: string }[] }> };
    const published = Object.entries(services).flatMap(([service, { ports = [] }]) =>
      ports.map((port) => ({ host: port.host_ip, port: `${service} ${port.published}` })),
    );
    expect(published.map(({ port }) => port).toSorted()).toEqual(expected.toSorted());
    expect(new Set(published.map((port) => port.host))).toEqual(new Set([host]));
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['nothing', {}, ['mock-modem']],
    ['an empty MODEM_URL', { MODEM_URL: '' }, ['mock-modem']],
    ['other profiles', { COMPOSE_PROFILES: 'other' }, ['mock-modem']],
    ['a MODEM_URL', { MODEM_URL: 'http://192.168.1.1' }, []],
  ])('starts the mock modem unless MODEM_URL is set: %s', async (_, env, expected) => {
    const services = (await compose('hg612-test-config', env, 'config', '--services')).split('\n');
    expect(services).toEqual(expect.arrayContaining(['exporter', 'prometheus', 'alertmanager', 'grafana']));
    expect(services.filter((service) => service.startsWith('mock'))).toEqual(expected);
  });

  it.each<[Record<string, string>, Record<string, string>]>([
    [{}, { MODEM_URL: 'http://mock-modem:8080', MODEM_TELNET: 'mock-modem:2323' }],
    [{ MODEM_TELNET: '' }, { MODEM_URL: 'http://mock-modem:8080', MODEM_TELNET: '' }],
    [{ MODEM_URL: 'http://10.0.0.1' }, { MODEM_URL: 'http://10.0.0.1', MODEM_TELNET: '' }],
    [
      { MODEM_URL: 'http://10.0.0.1', MODEM_TELNET: '10.0.0.1' },
      { MODEM_URL: 'http://10.0.0.1', MODEM_TELNET: '10.0.0.1' },
    ],
  ])('passes the modem settings to the exporter: %j', async (env, expected) => {
    const { services } = JSON.parse(
      await compose('hg612-test-config', env, 'config', '--format', 'json'),
    ) as {
      services: { exporter: { environment: Record<string, string> } };
    };
    expect(services.exporter.environment).toMatchObject(expected);
  });

  /** Names of the lines that Prometheus scrapes now, by job. */
  async function instances(job = 'hg612'): Promise<string[]> {
    const url = `${await stack.url('prometheus', 9090)}/api/v1/targets?state=active&scrapePool=${job}`;
    const { data } = (await getJson(url)) as {
      data: { activeTargets: { labels: { instance: string } }[] };
    };
    return data.activeTargets.map(({ labels }) => labels.instance);
  }

  async function setScenario(name: string): Promise<void> {
    const answer = await fetch(`${await stack.url('mock-modem', 8080)}/-/scenario/${name}`, {
      method: 'PUT',
      signal: AbortSignal.timeout(60_000),
    });
    expect(answer.status).toBeLessThan(300);
  }

  /** Waits for the notification about the lost line. Alertmanager sends nothing in its first minute. */
  function notification(status: 'firing' | 'resolved') {
    const find = () =>
      sink.alerts.find((alert) => alert.labels['alertname'] === 'HG612SyncLost' && alert.status === status);
    return eventually(
      `HG612SyncLost ${status}`,
      () => find()!,
      (alert) => alert !== undefined,
    );
  }

  /** Sends a request to Alertmanager from a container, and returns its response. */
  function alertmanager(path: string, body?: object): Promise<string> {
    const init = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const script = `
      const response = await fetch(${JSON.stringify(`http://alertmanager:9093${path}`)}, ${JSON.stringify(init ?? {})});
      const text = await response.text();
      if (!response.ok) throw new Error(text);
      console.log(text);`;
    return stack.compose('exec', '-T', 'exporter', 'node', '--input-type=module', '--eval', script);
  }

  const silence = (comment: string) =>
    alertmanager('/api/v2/silences', {
      matchers: [{ name: 'alertname', value: 'Nobody', isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: 'test',
      comment,
    });
});

/** The fields of `docker inspect` that the test uses. */
interface Inspected {
  readonly Name: string;
  readonly Config: { readonly User: string };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[];
    readonly SecurityOpt: readonly string[];
    readonly Memory: number;
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>>;
  };
}

async function getJson(url: string): Promise<unknown> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  expect(answer.status, url).toBe(200);
  return await answer.json();
}
