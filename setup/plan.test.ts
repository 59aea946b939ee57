import { describe, expect, it } from 'vitest';

import {
  defaultImages,
  describeChanges,
  FLEET_IMAGES,
  type ImageFacts,
  type Machine,
  planCompose,
  planEngine,
  planImages,
  STACK_IMAGES,
} from './plan.mjs';

const bareDebian: Machine = {
  platform: 'linux',
  root: true,
  apt: true,
  engine: 'absent',
  dockerHost: '',
  dockerd: false,
  composeVersion: '',
};

describe('planEngine', () => {
  it.each<[string, Partial<Machine>, string]>([
    ['uses an engine that is running', { engine: 'running' }, 'none'],
    ['installs one as root on a bare Debian', {}, 'install'],
    ['installs one where there is only a client', { engine: 'silent' }, 'install'],
    ['starts an installed one as root', { engine: 'silent', dockerd: true }, 'start'],
    ['starts an installed one as root on another Linux', { apt: false, dockerd: true }, 'start'],
  ])('%s', (_, facts, action) => {
    expect(planEngine({ ...bareDebian, ...facts })).toEqual({ action });
  });

  it.each<[string, Partial<Machine>, RegExp]>([
    [
      'user without access',
      { engine: 'forbidden', root: false },
      /no access to the Docker engine: join its group/,
    ],
    ['not root, not installed', { root: false }, /sudo apt-get install docker\.io/],
    [
      'not root, not running',
      { root: false, dockerd: true, engine: 'silent' },
      /sudo systemctl start docker/,
    ],
    ['remote engine not running', { dockerHost: 'tcp://h:1' }, /responds at DOCKER_HOST=tcp:\/\/h:1/],
    ['another Linux', { apt: false }, /install one with its compose plugin/],
    ['macOS without Docker', { platform: 'darwin', apt: false }, /install and start Docker Desktop/],
    ['Windows, not started', { platform: 'win32', apt: false, engine: 'silent' }, /: start Docker Desktop/],
  ])('gives instructions: %s', (_, facts, reason) => {
    expect(planEngine({ ...bareDebian, ...facts })).toEqual({
      action: 'impossible',
      reason: expect.stringMatching(reason),
    });
  });
});

describe('planCompose', () => {
  it.each([
    ['2.40.3-3', 'none'],
    ['v2.24.0', 'none'],
    ['5.0.1', 'none'],
    ['2.23.3', 'install'],
    ['1.29.2', 'install'],
    ['', 'install'],
  ])('%s → %s', (composeVersion, action) => {
    expect(planCompose({ ...bareDebian, composeVersion })).toEqual({ action });
  });

  it.each([{ apt: false }, { root: false }])(
    'names the version found where none can be installed: %j',
    (facts) => {
      expect(planCompose({ ...bareDebian, ...facts, composeVersion: '2.10.0' })).toEqual({
        action: 'impossible',
        reason: "Docker Compose 2.24 or newer is needed, found 2.10.0: install Docker's compose plugin",
      });
    },
  );
});

describe('describeChanges', () => {
  it('names packages, directories and the log before anything is installed', () => {
    expect(describeChanges({ action: 'install' }, { action: 'install' }, 'forky')).toEqual([
      'install the Docker engine (apt-get install docker.io)',
      'start the Docker engine; without systemd it runs in the background, log /var/log/hg612-dockerd.log',
      'install Docker Compose: docker-compose and docker-buildx of Debian forky into ' +
        '/usr/local/lib/docker/cli-plugins (apt-get install mmdebstrap)',
    ]);
  });

  it('is empty where nothing changes', () => {
    expect(describeChanges({ action: 'none' }, { action: 'none' }, 'forky')).toEqual([]);
  });
});

describe('planImages', () => {
  const official = { PROMETHEUS_IMAGE: 'p', ALERTMANAGER_IMAGE: 'a', NODE_IMAGE: 'n', GRAFANA_IMAGE: 'g' };
  const facts: ImageFacts = {
    official,
    given: {},
    present: [],
    registryProblem: '',
    local: {},
    canBuild: true,
  };
  const local = { PROMETHEUS_IMAGE: 'local-p', ALERTMANAGER_IMAGE: 'local-a', NODE_IMAGE: 'local-n' };
  const nothing = { use: {}, pull: [], build: [], missing: [] };

  it('pulls the official images where there is a registry, even if there are local ones', () => {
    expect(planImages({ ...facts, local })).toEqual({ ...nothing, pull: Object.keys(official) });
  });

  it('builds local images where there is none, except Grafana', () => {
    expect(planImages({ ...facts, registryProblem: 'no such host' })).toEqual({
      ...nothing,
      build: ['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'],
      missing: ['GRAFANA_IMAGE'],
    });
  });

  it('uses local images that were built before', () => {
    expect(planImages({ ...facts, registryProblem: 'no such host', local })).toEqual({
      ...nothing,
      use: local,
      missing: ['GRAFANA_IMAGE'],
    });
  });

  it('uses official images that are here without a registry', () => {
    const plan = planImages({ ...facts, present: ['p', 'a', 'n', 'g'], registryProblem: 'no such host' });
    expect(plan).toEqual({ ...nothing, use: official });
  });

  it('uses an image from the settings as it is', () => {
    const plan = planImages({ ...facts, given: { GRAFANA_IMAGE: 'mine' }, present: ['p', 'a', 'n', 'g'] });
    expect(plan).toEqual({ ...nothing, use: { ...official, GRAFANA_IMAGE: 'mine' } });
  });

  it('lists what is missing where nothing can be built', () => {
    const plan = planImages({ ...facts, registryProblem: 'no such host', canBuild: false });
    expect(plan).toEqual({ ...nothing, missing: Object.keys(official) });
  });
});

describe('defaultImages', () => {
  it('reads the wanted default images of a compose file', () => {
    const file =
      'image: ${PROMETHEUS_IMAGE:-prom/prometheus:v1@sha256:ab}\nNODE_IMAGE: ${NODE_IMAGE:-node:24}\nx: ${PORT:-1}';
    expect(defaultImages(file, STACK_IMAGES)).toEqual({
      PROMETHEUS_IMAGE: 'prom/prometheus:v1@sha256:ab',
      NODE_IMAGE: 'node:24',
    });
    expect(defaultImages(file, FLEET_IMAGES)).toEqual({ NODE_IMAGE: 'node:24' });
  });
});
