import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const readYaml = (file: string): unknown => parse(read(file), { merge: true });

interface Service {
  readonly build?: object;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly extends?: { readonly file: string };
  readonly ports?: readonly string[];
  readonly volumes?: readonly unknown[];
  readonly [option: string]: unknown;
}

const { services } = readYaml('compose/fleet/services.yml') as { services: Record<string, Service> };
const named = (prefix: string): string[] => Object.keys(services).filter((name) => name.startsWith(prefix));

/** Services that are not those of docker-compose.yml, whose options have tests of their own. */
const own = Object.entries(services).filter(([, service]) => service.extends?.file !== 'docker-compose.yml');
/** Those whose images are not this project's, which have a user of their own. */
const foreign = own.filter(
  ([, { build, image }]) => build === undefined && image?.startsWith('${COMPOSE_PROJECT_NAME}') !== true,
);

describe.each(own)('%s', (_, service) => {
  it('has no privileges, a read-only root file system, and bounds', () => {
    expect(service).toMatchObject({
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      read_only: true,
      pids_limit: 256,
      restart: 'unless-stopped',
      logging: { options: { 'max-size': '5m', 'max-file': '3' } },
    });
    expect(service['mem_limit']).toMatch(/^\d+[mg]$/);
    expect(service['healthcheck']).toHaveProperty('test');
  });

  it('publishes ports on 127.0.0.1 only, unless BIND_ADDRESS is set', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:/);
  });
});

it.each(foreign)('%s runs as another user than root', (_, service) => {
  expect(service['user']).toBe('65534:65534');
});

describe('the shares of exporters and vmagents', () => {
  interface Relabeling {
    readonly modulus?: number;
    readonly regex?: string;
    readonly target_label?: string;
    readonly replacement?: string;
  }
  const { scrape_configs: jobs } = readYaml('compose/fleet/lines.yml') as {
    scrape_configs: { job_name: string; relabel_configs: Relabeling[] }[];
  };
  const relabelings = jobs.flatMap(({ relabel_configs: each }) => each);

  it('is one shard per exporter', () => {
    const exporters = named('exporter-');
    expect(relabelings.find(({ modulus }) => modulus !== undefined)?.modulus).toBe(exporters.length);
    const shards = relabelings.filter(({ target_label: label }) => label === '__address__');
    expect(shards.map(({ regex, replacement }) => [regex, replacement])).toEqual(
      exporters.map((name, index) => [
        String(index),
        `${name}:${(services[name]!['environment'] as { LISTEN_PORT: number }).LISTEN_PORT}`,
      ]),
    );
  });

  it('is one member per vmagent', () => {
    const vmagents = named('vmagent-');
    for (const [index, name] of vmagents.entries()) {
      expect(services[name]?.command).toContain(`-promscrape.cluster.membersCount=${vmagents.length}`);
      expect(services[name]?.['environment']).toEqual({ MEMBER: index });
    }
  });
});

it('scrapes every service that has metrics', () => {
  const { scrape_configs: jobs } = readYaml('compose/fleet/stack.yml') as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const targets = jobs.flatMap(({ static_configs: each }) => each.flatMap((config) => config.targets));
  const withoutMetrics = new Set(['mock-modem', 'alertmanager-config', 'grafana']);
  const expected = Object.keys(services).filter((name) => !withoutMetrics.has(name));
  expect(targets.map((target) => target.replace(/:\d+$/, '')).toSorted()).toEqual(expected.toSorted());
});

it('keeps the uids of the data sources', () => {
  const sources = (file: string) =>
    (readYaml(file) as { datasources: { uid: string; type: string }[] }).datasources.map(({ uid, type }) => [
      uid,
      type,
    ]);
  expect(readdirSync(join(root, 'compose/fleet/datasources'))).toEqual(['hg612.yml']);
  expect(sources('compose/fleet/datasources/hg612.yml')).toEqual(
    sources('grafana/provisioning/datasources/hg612.yml'),
  );
});

it('explains each of its alerts in docs/scaling.md', () => {
  const { groups } = readYaml('compose/fleet/rules.yml') as {
    groups: { rules: { alert: string; labels: object; annotations: Record<string, string> }[] }[];
  };
  const page = 'https://github.com/hg612-observability/hg612-observability/blob/main/docs/scaling.md';
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(3);
  for (const { alert, labels, annotations } of rules) {
    expect(read('docs/scaling.md')).toContain(`\n### ${alert}\n`);
    expect(annotations['runbook_url']).toBe(`${page}#${alert.toLowerCase()}`);
    expect(Object.keys(labels).toSorted()).toEqual(['layer', 'severity', 'subject']);
    expect(annotations['summary']).not.toContain('{{');
    expect(annotations['description']).toContain('{{ $labels.instance }}');
  }
});
