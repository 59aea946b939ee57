import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeGeneration } from './generation.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'generation-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const current = (path: string) => readFile(join(root, 'current', path), 'utf8');
const mode = async (path: string) => ((await stat(join(root, 'current', path))).mode & 0o777).toString(8);
const generations = async () => (await readdir(root)).filter((name) => name.startsWith('generation-'));

it('shows all files at once, readable for their owner only', async () => {
  const generation = await writeGeneration(root, { 'alertmanager.yml': 'a', 'secrets/token': 's' });
  await expect(current('alertmanager.yml')).rejects.toThrow('ENOENT');
  await generation.activate();
  expect(await current('secrets/token')).toBe('s');
  expect(await mode('alertmanager.yml')).toBe('400');
  expect(await mode('secrets/token')).toBe('400');
  expect(await mode('secrets')).toBe('700');
});

it('replaces the previous generation and removes its secrets', async () => {
  await (await writeGeneration(root, { 'alertmanager.yml': 'a', 'secrets/token': 's' })).activate();
  const second = await writeGeneration(root, { 'alertmanager.yml': 'b' });
  expect(await current('alertmanager.yml')).toBe('a');
  await second.activate();
  await second.removeOthers();
  expect(await current('alertmanager.yml')).toBe('b');
  await expect(current('secrets/token')).rejects.toThrow('ENOENT');
  expect(await generations()).toHaveLength(1);
});

it('keeps the files when the content is the same', async () => {
  await (await writeGeneration(root, { 'alertmanager.yml': 'a' })).activate();
  const before = await stat(join(root, 'current', 'alertmanager.yml'));
  const again = await writeGeneration(root, { 'alertmanager.yml': 'a' });
  await again.activate();
  await again.removeOthers();
  expect((await stat(join(root, 'current', 'alertmanager.yml'))).ino).toBe(before.ino);
  expect(await generations()).toHaveLength(1);
});

it('rolls back to the previous generation', async () => {
  await (await writeGeneration(root, { 'alertmanager.yml': 'a' })).activate();
  const second = await writeGeneration(root, { 'alertmanager.yml': 'b' });
  await second.activate();
  await second.rollBack();
  expect(await current('alertmanager.yml')).toBe('a');
});

it('rolls back to no configuration where there was none', async () => {
  const first = await writeGeneration(root, { 'alertmanager.yml': 'a' });
  await first.activate();
  await first.rollBack();
  await expect(readlink(join(root, 'current'))).rejects.toThrow('ENOENT');
});
