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
  it('returns false for an empty directory and an empty file system', async () => {
    expect(await isInUse(directory)).toBe(false);
    await mkdir(path.join(directory, 'lost+found'));
    expect(await isInUse(directory)).toBe(false);
  });

  it.each(['wal', 'chunks_head', '01M826YQA9J2XWNYAN6XJFH03A', 'unknown-file'])(
    'returns true for a directory with %s',
    async (name) => {
      await mkdir(path.join(directory, name));

      expect(await isInUse(directory)).toBe(true);
    },
  );

  it('rejects if the directory cannot be read', async () => {
    await expect(isInUse(path.join(directory, 'nowhere'))).rejects.toThrow('ENOENT');
  });
});
