import { describe, expect, it } from 'vitest';

import {
  defaultImages,
  type ImageFacts,
  type Machine,
  planCompose,
  planEngine,
  planImages,
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
    ['an engine that answers is used', { engine: 'answers' }, 'none'],
    ['root on bare Debian installs one', {}, 'install'],
    ['a client without an engine changes nothing', { engine: 'silent' }, 'install'],
    ['root starts one that is installed', { engine: 'silent', dockerd: true }, 'start'],
    ['root on another Linux starts one that is installed', { apt: false, dockerd: true }, 'start'],
  ])('%s', (_, facts, action) => {
    expect(planEngine({ ...bareDebian, ...facts })).toEqual({ action });
  });

  it.each<[string, Partial<Machine>, RegExp]>([
    ['not allowed to use it', { engine: 'forbidden', root: false }, /not for you: join its group/],
    ['not root, not installed', { root: false }, /sudo apt-get install docker\.io/],
    [
      'not root, not running',
      { root: false, dockerd: true, engine: 'silent' },
      /sudo systemctl start docker/,
    ],
    ['an engine elsewhere that is silent', { dockerHost: 'tcp://h:1' }, /answers at DOCKER_HOST=tcp:\/\/h:1/],
    ['another Linux', { apt: false }, /install one with its compose plugin/],
    ['macOS without Docker', { platform: 'darwin', apt: false }, /install and start Docker Desktop/],
    ['Windows, not started', { platform: 'win32', apt: false, engine: 'silent' }, /: start Docker Desktop/],
  ])('impossible, and what to do: %s', (_, facts, why) => {
    expect(planEngine({ ...bareDebian, ...facts })).toEqual({
      action: 'impossible',
      why: expect.stringMatching(why),
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

  it('says what is there where none can be installed', () => {
    expect(planCompose({ ...bareDebian, apt: false, composeVersion: '2.10.0' })).toEqual({
      action: 'impossible',
      why: "docker compose 2.24 or newer is needed, 2.10.0 is here: install Docker's compose plugin",
    });
  });
});

describe('planImages', () => {
  const official = { PROMETHEUS_IMAGE: 'p', ALERTMANAGER_IMAGE: 'a', NODE_IMAGE: 'n', GRAFANA_IMAGE: 'g' };
  const facts: ImageFacts = { official, given: {}, present: [], registryProblem: '', local: {}, apt: true };
  const local = { PROMETHEUS_IMAGE: 'local-p', ALERTMANAGER_IMAGE: 'local-a', NODE_IMAGE: 'local-n' };
  const nothing = { use: {}, pull: [], build: [], missing: [] };

  it('pulls the official ones where there is a registry, even with stand-ins at hand', () => {
    expect(planImages({ ...facts, local })).toEqual({ ...nothing, pull: Object.keys(official) });
  });

  it('builds stand-ins where there is none, but Grafana', () => {
    expect(planImages({ ...facts, registryProblem: 'no such host' })).toEqual({
      ...nothing,
      build: ['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'],
      missing: ['GRAFANA_IMAGE'],
    });
  });

  it('uses stand-ins that were built before', () => {
    expect(planImages({ ...facts, registryProblem: 'no such host', local })).toEqual({
      ...nothing,
      use: local,
      missing: ['GRAFANA_IMAGE'],
    });
  });

  it('uses official ones that are here without asking a registry', () => {
    const plan = planImages({ ...facts, present: ['p', 'a', 'n', 'g'], registryProblem: 'no such host' });
    expect(plan).toEqual({ ...nothing, use: official });
  });

  it('takes an image that was asked for as it is', () => {
    const plan = planImages({ ...facts, given: { GRAFANA_IMAGE: 'mine' }, present: ['p', 'a', 'n', 'g'] });
    expect(plan).toEqual({ ...nothing, use: { ...official, GRAFANA_IMAGE: 'mine' } });
  });

  it('says what is missing where nothing can be built', () => {
    const plan = planImages({ ...facts, registryProblem: 'no such host', apt: false });
    expect(plan).toEqual({ ...nothing, missing: Object.keys(official) });
  });
});

describe('defaultImages', () => {
  it('reads what a compose file falls back on', () => {
    const file =
      'image: ${PROMETHEUS_IMAGE:-prom/prometheus:v1@sha256:ab}\nNODE_IMAGE: ${NODE_IMAGE:-node:24}\nx: ${PORT:-1}';
    expect(defaultImages(file)).toEqual({
      PROMETHEUS_IMAGE: 'prom/prometheus:v1@sha256:ab',
      NODE_IMAGE: 'node:24',
    });
  });
});
