import { afterAll, beforeAll, expect, it } from 'vitest';

import { must } from '../../lib/run.mjs';
import { compose, type ComposeStack, composeStack } from '../support/containers/compose-stack.ts';
import { eventually } from '../support/eventually.ts';
import { describeWith, hasImageFor } from '../support/containers/images.ts';
import { startWebhookSink, type WebhookSink } from '../support/containers/webhook-sink.ts';

const GRAFANA = hasImageFor('GRAFANA_IMAGE') ? ['grafana'] : [];
const SERVERS = ['mock-modem', 'exporter', 'prometheus', 'alertmanager', ...GRAFANA];
/** Alertmanager sends nothing in its first minute. */
const NOTIFICATION_MS = 120_000;

describeWith(['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'], 'docker compose up', () => {
  let sink: WebhookSink;
  let stack: ComposeStack;

  const bringUp = () =>
    stack.compose('up', '--build', '--detach', '--wait', '--wait-timeout', '270', ...SERVERS);

  beforeAll(async () => {
    sink = await startWebhookSink();
    stack = await composeStack({ ALERT_WEBHOOK_URL: sink.url, LINE_NAME: 'Büro hinten' });
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
    const [up] = await eventually(
      'a scrape',
      () => query('hg612_up'),
      (values) => values.length === 1,
      30_000,
    );
    expect(up).toBe(1);
    expect(await query('sum(hg612_scrape_collector_success)')).toEqual([4]);
    expect(await query('min(up)')).toEqual([1]);
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
      const [container] = JSON.parse(await must('docker', ['inspect', id], { timeoutMs: 10_000 })) as [
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
    await setScenario('steady');
    await notification('resolved');
  });

  it('names the line as LINE_NAME says, and takes a changed name without a restart of Prometheus', async () => {
    const prometheus = () => stack.compose('ps', '--quiet', 'prometheus');
    const before = await prometheus();
    expect(await instances()).toEqual(['Büro hinten']);

    stack.set({ LINE_NAME: 'Büro vorn' });
    await bringUp();
    await eventually('the new name', instances, ([name]) => name === 'Büro vorn', 60_000);
    expect(await instances()).toEqual(['Büro vorn']);
    expect(await prometheus()).toBe(before);
  });

  it('keeps its data across down and up', async () => {
    const before = Date.now() / 1000;
    const [samples = 0] = await query('sum(count_over_time(hg612_up[10m]))', before);
    expect(samples).toBeGreaterThan(0);
    const comment = 'kept by the test';
    await silence(comment);

    await stack.compose('down');
    await bringUp();
    expect(await query('sum(count_over_time(hg612_up[10m]))', before)).toEqual([samples]);
    const silences = await getJson(`${await stack.url('alertmanager', 9093)}/api/v2/silences`);
    expect(silences).toEqual([expect.objectContaining({ comment })]);
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

  /** Names of the lines that Prometheus scrapes now. */
  async function instances(): Promise<string[]> {
    const url = `${await stack.url('prometheus', 9090)}/api/v1/targets?state=active&scrapePool=hg612`;
    const { data } = (await getJson(url)) as {
      data: { activeTargets: { labels: { instance: string } }[] };
    };
    return data.activeTargets.map(({ labels }) => labels.instance);
  }

  async function setScenario(name: string): Promise<void> {
    const answer = await fetch(`${await stack.url('mock-modem', 8080)}/-/scenario/${name}`, {
      method: 'PUT',
      signal: AbortSignal.timeout(5000),
    });
    expect(answer.status).toBeLessThan(300);
  }

  /** Waits for the notification about the lost line. */
  function notification(status: 'firing' | 'resolved') {
    const find = () =>
      sink.alerts.find((alert) => alert.labels['alertname'] === 'HG612SyncLost' && alert.status === status);
    return eventually(
      `HG612SyncLost ${status}`,
      () => find()!,
      (alert) => alert !== undefined,
      NOTIFICATION_MS,
    );
  }

  async function silence(comment: string): Promise<void> {
    const answer = await fetch(`${await stack.url('alertmanager', 9093)}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        matchers: [{ name: 'alertname', value: 'Nobody', isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
        createdBy: 'test',
        comment,
      }),
      signal: AbortSignal.timeout(5000),
    });
    expect(answer.status).toBe(200);
  }
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
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  expect(answer.status, url).toBe(200);
  return await answer.json();
}
