import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { lookAtImages, lookAtMachine } from './machine.mjs';
import { prepare } from './prepare.mjs';

/** A docker command of a machine with engine, compose and registry. An image that it pulled is there afterwards. */
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
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

it('pulls the official images where there is a registry, once', async () => {
  const { official } = await lookAtImages(await lookAtMachine(), {});
  const lines: string[] = [];
  const prepared = await prepare({}, (line) => lines.push(line));
  expect(prepared).toEqual({
    images: official,
    substitutes: [],
    missing: [],
    registryProblem: '',
    buildProblem: '',
  });
  expect(lines.toSorted()).toEqual(
    Object.values(official)
      .map((image) => `pulling ${image.replace(/@.*/, '')}`)
      .toSorted(),
  );

  await prepare({}, () => {});
  const pulled = await readFile(path.join(directory, 'pulled'), 'utf8');
  expect(pulled.trim().split('\n').toSorted()).toEqual(Object.values(official).toSorted());
});
