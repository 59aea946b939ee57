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

it('shows the files at once, and to nobody else', async () => {
  const generation = await writeGeneration(root, { 'alertmanager.yml': 'a', 'secrets/token': 's' });
  await expect(current('alertmanager.yml')).rejects.toThrow('ENOENT');
  await generation.activate();
  expect(await current('secrets/token')).toBe('s');
  expect(await mode('alertmanager.yml')).toBe('400');
  expect(await mode('secrets/token')).toBe('400');
  expect(await mode('secrets')).toBe('700');
});

it('replaces what was there, and leaves no old secret behind', async () => {
  await (await writeGeneration(root, { 'alertmanager.yml': 'a', 'secrets/token': 's' })).activate();
  const second = await writeGeneration(root, { 'alertmanager.yml': 'b' });
  expect(await current('alertmanager.yml')).toBe('a');
  await second.activate();
  await second.removeOthers();
  expect(await current('alertmanager.yml')).toBe('b');
  await expect(current('secrets/token')).rejects.toThrow('ENOENT');
  expect(await generations()).toHaveLength(1);
});

it('leaves the same content alone', async () => {
  await (await writeGeneration(root, { 'alertmanager.yml': 'a' })).activate();
  const before = await stat(join(root, 'current', 'alertmanager.yml'));
  const again = await writeGeneration(root, { 'alertmanager.yml': 'a' });
  await again.activate();
  await again.removeOthers();
  expect((await stat(join(root, 'current', 'alertmanager.yml'))).ino).toBe(before.ino);
  expect(await generations()).toHaveLength(1);
});

it('goes back to the one before', async () => {
  await (await writeGeneration(root, { 'alertmanager.yml': 'a' })).activate();
  const second = await writeGeneration(root, { 'alertmanager.yml': 'b' });
  await second.activate();
  await second.rollBack();
  expect(await current('alertmanager.yml')).toBe('a');
});

it('goes back to nothing where there was nothing', async () => {
  const first = await writeGeneration(root, { 'alertmanager.yml': 'a' });
  await first.activate();
  await first.rollBack();
  await expect(readlink(join(root, 'current'))).rejects.toThrow('ENOENT');
});
