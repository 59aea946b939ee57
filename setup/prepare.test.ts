import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { lookAtImages } from './machine.mjs';
import { prepare } from './prepare.mjs';

/** A docker command as on a machine with engine, compose and registry. What it pulls it has from then on. */
const DOCKER = `#!/bin/sh
here=$(dirname "$0")
for last; do :; done
case "$1" in
  version) echo 28.0.0 ;;
  compose) echo 2.40.3 ;;
  pull) echo "tag: Pulling from somewhere"; echo "$2" >> "$here/pulled" ;;
  image) [ "$2" = ls ] || grep -qxF "$last" "$here/pulled" 2> /dev/null ;;
esac
`;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'hg612-docker-'));
  await writeFile(path.join(directory, 'docker'), DOCKER, { mode: 0o755 });
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);
  for (const name of ['PROMETHEUS', 'ALERTMANAGER', 'GRAFANA', 'NODE']) vi.stubEnv(`${name}_IMAGE`, '');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

it('pulls the official images where there is a registry, and only once', async () => {
  const { official } = await lookAtImages(false);
  const said: string[] = [];
  const prepared = await prepare((line) => said.push(line));
  expect(prepared).toEqual({ images: official, missing: [], registryProblem: '', buildProblem: '' });
  expect(said.toSorted()).toEqual(
    Object.values(official)
      .map((image) => `pulling ${image.replace(/@.*/, '')}`)
      .toSorted(),
  );

  await prepare(() => {});
  const pulled = await readFile(path.join(directory, 'pulled'), 'utf8');
  expect(pulled.trim().split('\n').toSorted()).toEqual(Object.values(official).toSorted());
});
