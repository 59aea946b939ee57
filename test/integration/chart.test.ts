import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfigFile } from '../../exporter/src/config-file/load.ts';
import { run } from '../../lib/run.mjs';
import { CHART, manifestFiles, PROFILES, renderChart } from '../../scripts/lib/deploy.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { describeWithHelm, helm } from '../support/kubernetes/helm.ts';
import { type KubernetesObject, schemaProblems } from '../support/kubernetes/schemas.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const profileArgs = (profile: string): string[] => ['-f', path.join(ROOT, `deploy/profiles/${profile}.yaml`)];

const set = (...values: readonly string[]): string[] => values.flatMap((value) => ['--set', value]);

const ONE_MODEM = set('modems[0].name=home', 'modems[0].url=http://192.168.1.1');

const FLEET = set(
  'fleet.enabled=true',
  'fleet.inventory[0].name=Home',
  'fleet.inventory[0].target=192.168.1.1',
);

/** Every optional object and field at once. */
const EVERYTHING = [
  ...ONE_MODEM,
  ...set(
    'modems[0].telnet=192.168.1.1:23',
    'modems[0].username=admin',
    'modems[0].password=hunter2',
    'modems[0].timeoutSeconds=6',
    'modems[0].layout=auto',
    'modems[0].lineName=Front house',
    'modems[0].labels.site=attic',
    'modems[1].name=barn',
    'modems[1].url=http://10.0.0.2:8080/',
    'modems[1].telnet=modem.example:2323',
    'modems[1].existingSecret=barn-login',
    'fleet.enabled=true',
    'fleet.replicas=3',
    'fleet.modules.default.telnet=true',
    'fleet.modules.page.port=8080',
    'fleet.auths.default.username=admin',
    'fleet.auths.default.password=hunter3',
    'fleet.auths.site_b.username=root',
    'fleet.auths.site_b.existingSecret=site-b-login',
    'fleet.targets[0]=10.0.0.0/8',
    'fleet.inventory[0].name=Mill Lane 1',
    'fleet.inventory[0].target=192.168.3.1',
    'fleet.inventory[0].site=Mill Lane',
    'fleet.inventory[0].auth=site_b',
    'fleet.inventory[0].contract_down_mbit=80/55',
    'fleet.inventory[1].name=Mill Lane 2',
    'fleet.inventory[1].target=192.168.4.1:8081',
    'webConfig.existingSecret=web-config',
    'webConfig.tlsConfig.ca.secret.name=exporter-ca',
    'webConfig.tlsConfig.ca.secret.key=ca.pem',
    'webConfig.basicAuth.username.name=exporter-login',
    'webConfig.basicAuth.username.key=username',
    'webConfig.basicAuth.password.name=exporter-login',
    'webConfig.basicAuth.password.key=password',
    'mockModem.enabled=true',
    'networkPolicy.enabled=true',
    'networkPolicy.egress.enabled=true',
    'releaseLabel=prometheus',
    'additionalLabels.team=network',
    'podLabels.a=b',
    'podAnnotations.a=b',
    'priorityClassName=low',
    'imagePullSecrets[0].name=pull',
    'nodeSelector.disk=ssd',
    'tolerations[0].key=a',
    'serviceAccount.annotations.a=b',
    'service.annotations.a=b',
    'dashboards.annotations.folder=DSL',
    'serviceMonitor.jobName=dsl',
    'serviceMonitor.spectrum.enabled=true',
    'serviceMonitor.metricRelabelings[0].action=drop',
    'serviceMonitor.metricRelabelings[0].regex=nodejs_.*',
    'serviceMonitor.metricRelabelings[0].sourceLabels[0]=__name__',
    'alertmanagerConfig.enabled=true',
    'alertmanagerConfig.receivers[0].name=chat',
    'alertmanagerConfig.receivers[0].webhookConfigs[0].url=http://chat.example/hook',
  ),
];

const render = async (args: readonly string[]): Promise<KubernetesObject[]> =>
  (await renderChart(helm(), args)) as KubernetesObject[];

interface StatefulSet {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: [
          { readonly volumeMounts: { readonly name: string; readonly mountPath: string }[] },
        ];
        readonly volumes: { readonly name: string; readonly projected?: { readonly sources: unknown } }[];
      };
    };
  };
}

interface Pod {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: {
      readonly name: string;
      readonly args?: readonly string[];
      readonly livenessProbe?: object;
      readonly ports?: { readonly name: string }[];
      readonly env?: { readonly name: string; readonly value?: string }[];
    }[];
  };
}

const includes = (
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean => Object.entries(wanted).every(([name, value]) => labels[name] === value);

describeWithHelm('the Helm chart', () => {
  it.each(PROFILES)('passes helm lint --strict with the profile %s', async (profile) => {
    const args = ['lint', '--strict', path.join(ROOT, CHART), ...profileArgs(profile)];
    const result = await run(helm(), args, { timeoutMs: 60_000 });
    expect({ ok: result.ok, output: result.ok ? '' : result.stdout }).toEqual({ ok: true, output: '' });
  });

  it.each([
    ['modems[0].name=Home', 'modems/0/name'],
    ['modems[0].url=192.168.1.1', 'modems/0/url'],
    ['modems[0].telnet=telnet://192.168.1.1', 'modems/0/telnet'],
    ['modems[0].layout=guess', 'modems/0/layout'],
    ['modems[0].pasword=x', "'pasword'"],
    ['serviceMonitor.intervall=3s', "'intervall'"],
    ['serviceMonitor.interval=often', 'serviceMonitor/interval'],
    ['image.digest=latest', 'image/digest'],
    ['fleet.replicas=0', 'fleet/replicas'],
    ['fleet.inventory[0].name=Home', "missing property 'target'"],
    ['fleet.modules.default.telnett=true', "'telnett'"],
    ['fleet.auths.default.password=x', "missing property 'username'"],
    ['webConfig.secret=x', "'secret'"],
  ])('refuses %s and names it', async (value, named) => {
    await expect(render([...ONE_MODEM, ...set(value)])).rejects.toThrow(named);
  });

  it.each([
    [[], 'no modem to monitor: set `modems`'],
    [
      [...ONE_MODEM, ...set('modems[1].name=home', 'modems[1].url=http://b')],
      'the name "home" is used twice',
    ],
    [
      [...ONE_MODEM, ...set('modems[0].password=a', 'modems[0].existingSecret=b')],
      'home has both password and existingSecret',
    ],
    [
      [...ONE_MODEM, ...set('serviceMonitor.spectrum.enabled=true')],
      'home has no telnet, which serviceMonitor.spectrum needs',
    ],
    [[...ONE_MODEM, ...set('alertmanagerConfig.enabled=true')], 'at least one receiver is needed'],
    [set('fleet.enabled=true'), 'fleet.inventory: at least one line is needed'],
    [
      [
        ...FLEET,
        ...set('fleet.auths.a.username=b', 'fleet.auths.a.password=c', 'fleet.auths.a.existingSecret=d'),
      ],
      'a has both password and existingSecret',
    ],
    [[...FLEET, ...set('fleet.auths.a.username=b')], 'a has neither password nor existingSecret'],
  ])('refuses values that contradict each other: %j', async (args, message) => {
    await expect(render(args)).rejects.toThrow(message);
  });

  it.each([
    ...PROFILES.map((profile) => [profile, profileArgs(profile)] as const),
    ['every option', EVERYTHING] as const,
    ['a fleet alone', FLEET] as const,
  ])('renders objects that the API accepts, without unknown fields: %s', async (_, args) => {
    expect(await schemaProblems(await render(args))).toEqual([]);
  });

  it('reports an unknown field and a wrong value', async () => {
    const [object] = await render(ONE_MODEM);
    expect(await schemaProblems([{ ...object!, specc: {} } as KubernetesObject])).toEqual([
      expect.stringContaining('specc'),
    ]);
    expect(
      await schemaProblems([{ ...object!, metadata: { name: 7 } } as unknown as KubernetesObject]),
    ).not.toEqual([]);
  });

  describe('with every option', () => {
    let objects: KubernetesObject[];
    beforeAll(async () => {
      objects = await render(EVERYTHING);
    });

    const ofKind = <Kind>(kind: string): Kind[] => objects.filter((object) => object.kind === kind) as Kind[];
    const pods = (): Pod[] =>
      ['Deployment', 'StatefulSet'].flatMap((kind) =>
        ofKind<{ spec: { template: Pod } }>(kind).map(({ spec }) => spec.template),
      );

    it('selects the pods of one Deployment or StatefulSet with every Service, by a port that they have', () => {
      for (const { spec } of ofKind<{
        spec: { selector: Record<string, string>; ports: { targetPort: string }[] };
      }>('Service')) {
        const selected = pods().filter(({ metadata }) => includes(metadata.labels, spec.selector));
        expect(selected).toHaveLength(1);
        const ports = selected[0]!.spec.containers
          .flatMap((container) => container.ports ?? [])
          .map(({ name }) => name);
        expect(ports).toEqual(expect.arrayContaining(spec.ports.map(({ targetPort }) => targetPort)));
      }
    });

    it('gives every exporter the name of its line', () => {
      const names = pods().flatMap(({ spec }) =>
        spec.containers.flatMap(({ env = [] }) => env.filter(({ name }) => name === 'LINE_NAME')),
      );
      expect(names.map(({ value }) => value)).toEqual(['Front house', 'barn', 'Simulated line']);
    });

    it('selects the Services of all exporters, and no other, with the ServiceMonitor', () => {
      const monitors = ofKind<
        KubernetesObject & { spec: { selector: { matchLabels: Record<string, string> } } }
      >('ServiceMonitor');
      const monitor = monitors.find(({ metadata }) => metadata.name === 'hg612');
      const selected = ofKind<KubernetesObject>('Service').filter(({ metadata }) =>
        includes(metadata.labels ?? {}, monitor!.spec.selector.matchLabels),
      );
      expect(selected.map(({ metadata }) => metadata.name)).toEqual([
        'hg612-home',
        'hg612-barn',
        'hg612-mock',
      ]);
    });

    it('scrapes the spectrum in a job of its own, and gives its figures the job of the line', () => {
      interface Relabeling {
        readonly targetLabel?: string;
        readonly sourceLabels?: string[];
        readonly regex?: string;
        readonly replacement?: string;
      }
      interface Endpoint {
        readonly interval: string;
        readonly scrapeTimeout: string;
        readonly params?: Record<string, string[]>;
        readonly relabelings: Relabeling[];
        readonly metricRelabelings: Relabeling[];
      }
      const monitors = ofKind<KubernetesObject & { spec: { endpoints: Endpoint[] } }>('ServiceMonitor');
      const [line, spectrum] = monitors.find(({ metadata }) => metadata.name === 'hg612')!.spec.endpoints;
      const jobOf = ({ relabelings }: Endpoint) =>
        relabelings.find(({ targetLabel }) => targetLabel === 'job')?.replacement;
      expect([jobOf(line!), jobOf(spectrum!)]).toEqual(['dsl', 'dsl_spectrum']);
      expect(spectrum!.relabelings.slice(1)).toEqual(line!.relabelings.slice(1));
      expect(spectrum).toMatchObject({
        interval: '15m',
        scrapeTimeout: '1m',
        params: { 'collect[]': ['spectrum'] },
      });
      expect(spectrum!.metricRelabelings).toEqual([
        {
          action: 'replace',
          sourceLabels: ['__name__'],
          regex: 'hg612_dsl_spectrum_.+',
          targetLabel: 'job',
          replacement: 'dsl',
        },
        ...line!.metricRelabelings,
      ]);
    });

    it('selects the pods of all exporters with the NetworkPolicy', () => {
      const [policy] = ofKind<{ spec: { podSelector: { matchLabels: Record<string, string> } } }>(
        'NetworkPolicy',
      );
      const selected = pods().filter(({ metadata }) =>
        includes(metadata.labels, policy!.spec.podSelector.matchLabels),
      );
      expect(
        selected.map(
          ({ metadata: { labels } }) => labels['hg612/modem'] ?? labels['app.kubernetes.io/component'],
        ),
      ).toEqual(['home', 'barn', 'mock', 'exporter']);
    });

    it('has a configuration file for the fleet that the exporter accepts', async () => {
      const map = ofKind<KubernetesObject & { data: Record<string, string> }>('ConfigMap').find(
        ({ metadata }) => metadata.name === 'hg612-fleet',
      );
      await using folder = await temporaryFolder();
      const secrets = path.join(folder.path, 'secrets');
      await mkdir(secrets);
      for (const name of ['default', 'site_b']) await writeFile(path.join(secrets, name), 'secret');
      const file = path.join(folder.path, 'hg612.yml');
      await writeFile(file, map!.data['hg612.yml']!.replaceAll('/run/secrets/auths', secrets));
      expect(checkConfigFile(file)).toContain('modules 2, auths 2, targets 1, inventory 2');
    });

    it('mounts every password of the fleet where its configuration file expects it', () => {
      const [{ spec }] = ofKind<StatefulSet>('StatefulSet') as [StatefulSet];
      const { containers, volumes } = spec.template.spec;
      const mount = containers[0].volumeMounts.find(({ name }) => name === 'auths');
      const sources = volumes.find(({ name }) => name === 'auths')?.projected?.sources;
      expect(mount?.mountPath).toBe('/run/secrets/auths');
      expect(sources).toEqual([
        { secret: { name: 'hg612-fleet-auth-default', items: [{ key: 'password', path: 'default' }] } },
        { secret: { name: 'site-b-login', items: [{ key: 'password', path: 'site_b' }] } },
      ]);
    });

    it('reads exporters with TLS and a login wherever Prometheus reads them, and probes them without', () => {
      const client = {
        tlsConfig: { ca: { secret: { name: 'exporter-ca', key: 'ca.pem' } } },
        basicAuth: {
          username: { name: 'exporter-login', key: 'username' },
          password: { name: 'exporter-login', key: 'password' },
        },
      };
      const monitors = ofKind<{ spec: { endpoints: object[] } }>('ServiceMonitor');
      for (const endpoint of monitors.flatMap(({ spec }) => spec.endpoints)) {
        expect(endpoint).toMatchObject({ scheme: 'https', ...client });
      }
      const [scrape] = ofKind<{ spec: object }>('ScrapeConfig');
      expect(scrape!.spec).toMatchObject({
        scheme: 'HTTPS',
        ...client,
        httpSDConfigs: [{ url: 'https://hg612-fleet.hg612.svc:9612/targets?shards=3', ...client }],
      });
      const exporters = pods().flatMap(({ spec }) =>
        spec.containers.filter(({ name }) => name === 'exporter'),
      );
      expect(exporters).toHaveLength(4);
      for (const container of exporters) {
        expect(container.args).toContain('--web.config.file=/etc/hg612-web/web.yml');
        expect(container.livenessProbe).toMatchObject({
          exec: { command: ['http-probe', '9612', '/-/healthy'] },
        });
      }
    });

    it('restricts the egress of the fleet to its networks and ports', () => {
      const [policy] = ofKind<{ spec: { egress: { ports: { port: number }[]; to?: unknown }[] } }>(
        'NetworkPolicy',
      );
      const rule = policy!.spec.egress.at(-1)!;
      expect(rule.ports.map(({ port }) => port)).toEqual([80, 23, 8080, 8081]);
      expect(rule.to).toEqual(
        ['10.0.0.0/8', '192.168.3.1/32', '192.168.4.1/32'].map((cidr) => ({ ipBlock: { cidr } })),
      );
    });

    it('has the tested rules, with severity notice for info, a namespace on every alert, and its own watchdog', () => {
      const folder = path.join(ROOT, 'prometheus/rules');
      interface Group {
        readonly name: string;
        readonly rules: { alert?: string; labels?: Record<string, string> }[];
      }
      const expected = readdirSync(folder)
        .filter((name) => name !== 'stack.yml')
        .flatMap(
          (name) => (parse(readFileSync(path.join(folder, name), 'utf8')) as { groups: Group[] }).groups,
        )
        .map((group) => ({
          ...group,
          rules: group.rules.map((rule) => {
            if (rule.alert === undefined) return rule;
            const severity = rule.labels?.['severity'] === 'info' ? 'notice' : rule.labels?.['severity'];
            return { ...rule, labels: { ...rule.labels, severity, namespace: 'hg612' } };
          }),
        }));
      const [rule] = ofKind<{ spec: { groups: Group[] } }>('PrometheusRule');
      expect(rule!.spec.groups.slice(0, -2)).toEqual(expected);
      expect(rule!.spec.groups.at(-2)!.rules).toEqual([
        { record: 'hg612:exporter:expected', expr: 'group by (job, instance) (up{job="dsl"})' },
      ]);
      expect(rule!.spec.groups.at(-1)!.rules).toEqual([expect.objectContaining({ alert: 'HG612Watchdog' })]);
    });

    it('has dashboards as they are committed, each small enough for client-side apply', () => {
      const maps = ofKind<KubernetesObject & { data: Record<string, string> }>('ConfigMap').filter(
        ({ metadata }) => metadata.name.endsWith('-dashboard'),
      );
      const dashboards = maps.map(({ data }) => Object.entries(data)[0]!);
      const committed = path.join(ROOT, 'grafana/dashboards');
      expect(dashboards.map(([name]) => name).toSorted()).toEqual(readdirSync(committed).toSorted());
      for (const [name, text] of dashboards) {
        expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(path.join(committed, name), 'utf8')));
      }
      // Client-side apply stores the object in an annotation; all annotations together may have 256 KiB.
      for (const map of maps) expect(JSON.stringify(map).length).toBeLessThan(262_144 - 8192);
    });

    it('keeps a password out of everything but its Secret', () => {
      const others = objects.filter(({ kind }) => kind !== 'Secret');
      expect(JSON.stringify(others)).not.toMatch(/hunter[23]/);
      expect(ofKind<{ stringData: unknown }>('Secret').map(({ stringData }) => stringData)).toEqual([
        { password: 'hunter3' },
        { password: 'hunter2' },
      ]);
    });
  });

  it.each(PROFILES)('renders the committed manifests of %s (npm run generate)', async (profile) => {
    const folder = path.join(ROOT, 'deploy/manifests', profile);
    const committed = new Map(
      readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
    );
    const rendered = await manifestFiles(helm(), profile);
    expect([...committed.keys()].toSorted()).toEqual([...rendered.keys()].toSorted());
    const drifted = [...rendered]
      .filter(([name, text]) => committed.get(name) !== text)
      .map(([name]) => name);
    expect(drifted).toEqual([]);
  });
});
