import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface LockedPackage {
  readonly integrity?: string;
  readonly resolved?: string;
}

it('locks every package by its hash, and to no registry', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
  const locked = Object.entries(packages).filter(([path]) => path !== '');
  expect(locked.length).toBeGreaterThan(100);
  const faulty = locked.filter(
    ([, { integrity, resolved }]) => !integrity?.startsWith('sha512-') || resolved !== undefined,
  );
  expect(faulty.map(([path]) => path)).toEqual([]);
});

it('has every direct dependency at an exact version', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const versions = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] });
  expect(versions.filter(([, version]) => !/^(?:npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

it('pins every GitHub action to a commit, with its version in a comment', () => {
  const uses = globSync('.github/workflows/*.yml', { cwd: root }).flatMap((file) =>
    Array.from(read(file).matchAll(/^.*\buses:.*$/gm), ([line]) => line.trim()),
  );
  expect(uses.length).toBeGreaterThan(5);
  const pinned = /^(?:- )?uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
  expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
});

/** The default images of a compose file: variable and image. */
const defaultImagesOf = (file: string) =>
  Array.from(
    read(file).matchAll(/\$\{(\w+_IMAGE):-([^}]*)\}/g),
    ([, variable, image]) => [variable!, image!] as const,
  );
const digest = /@sha256:[0-9a-f]{64}$/;

it('pins every image of the compose file and of the Dockerfile to a digest', () => {
  const defaults = defaultImagesOf('docker-compose.yml');
  expect(defaults.map(([variable]) => variable).toSorted()).toEqual([
    'ALERTMANAGER_IMAGE',
    'GRAFANA_IMAGE',
    'NODE_IMAGE',
    'PROMETHEUS_IMAGE',
  ]);
  expect(defaults.filter(([, image]) => !digest.test(image))).toEqual([]);
  // Built with and without compose, an image has the same base.
  const base = /^ARG NODE_IMAGE=(.*)$/m.exec(read('Dockerfile'))?.[1];
  expect(base).toBe(Object.fromEntries(defaults)['NODE_IMAGE']);
});

describe.each(['docker-compose.yml', 'compose/fleet/services.yml'])('%s', (file) => {
  interface Service {
    readonly image?: string;
    readonly build?: { readonly target: string };
    readonly pull_policy?: string;
  }
  const { services } = parse(read(file), { merge: true }) as { services: Record<string, Service> };
  const built = Object.entries(services).filter(([, { build }]) => build !== undefined);

  it('builds the images of the checkout on every up, so that none runs the code of another one', () => {
    expect(built.length).toBeGreaterThan(0);
    expect(built.filter(([, service]) => service.pull_policy !== 'build').map(([name]) => name)).toEqual([]);
  });

  it('builds each image for one service, whose name Docker Compose adds to it, and pulls none of them', () => {
    const targets = built.map(([, { build }]) => build!.target);
    expect(targets).toEqual([...new Set(targets)]);
    const own = Object.values(services).filter(({ image }) => image?.startsWith('${COMPOSE_PROJECT_NAME}-'));
    const shared = own.filter(({ build }) => build === undefined);
    expect(shared.length).toBeGreaterThan(0);
    for (const service of shared) expect(service.pull_policy).toBe('never');
  });
});

it('pins the images of the fleet to one version, and to their digests where known', () => {
  const defaults = Object.fromEntries(defaultImagesOf('compose/fleet/services.yml'));
  const { NODE_IMAGE, ...victoriaMetrics } = defaults;
  expect(NODE_IMAGE).toBe(Object.fromEntries(defaultImagesOf('docker-compose.yml'))['NODE_IMAGE']);
  expect(Object.values(victoriaMetrics).map((image) => image.replace(digest, ''))).toEqual([
    'victoriametrics/vmagent:v1.145.0',
    'victoriametrics/victoria-metrics:v1.145.0',
    'victoriametrics/vmalert:v1.145.0',
  ]);
  const unpinned = Object.entries(defaults).filter(([, image]) => !digest.test(image));
  expect(unpinned.map(([variable]) => variable)).toEqual(['VMAGENT_IMAGE']);
});

it('publishes every image that the compose file builds', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, { build?: { target: string } }>;
  };
  const release = parse(read('.github/workflows/release.yml')) as {
    jobs: { images: { strategy: { matrix: { target: string[] } } } };
  };
  const built = new Set(Object.values(compose.services).flatMap(({ build }) => build?.target ?? []));
  expect(release.jobs.images.strategy.matrix.target.toSorted()).toEqual([...built].toSorted());
});
