import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInUse } from './data-directory.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'hg612-history-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('isInUse', () => {
  it('an empty directory is not, nor is a disk on which nothing was ever put', async () => {
    expect(await isInUse(directory)).toBe(false);
    await mkdir(path.join(directory, 'lost+found'));
    expect(await isInUse(directory)).toBe(false);
  });

  it.each(['wal', 'chunks_head', '01M826YQA9J2XWNYAN6XJFH03A', 'somebodys-notes'])(
    'with %s it is',
    async (name) => {
      await mkdir(path.join(directory, name));

      expect(await isInUse(directory)).toBe(true);
    },
  );

  it('what cannot be read is no empty directory', async () => {
    await expect(isInUse(path.join(directory, 'nowhere'))).rejects.toThrow('ENOENT');
  });
});
