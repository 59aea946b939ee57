import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTextFile, readTextFileSync, unreadableReason } from './text-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hg612-text-file-'));
  writeFileSync(path.join(folder, 'file'), 'käse\n');
  writeFileSync(path.join(folder, 'large'), '');
  truncateSync(path.join(folder, 'large'), 100 * 1024 ** 2);
  symlinkSync('file', path.join(folder, 'link'));
  symlinkSync('loop', path.join(folder, 'loop'));
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const readers = {
  readTextFileSync: async (name: string, maxBytes: number) => readTextFileSync(name, maxBytes),
  readTextFile,
};

describe.each(Object.entries(readers))('%s', (_, read) => {
  const inFolder = (name: string, maxBytes = 1000) => read(path.resolve(folder, name), maxBytes);

  it.each(['file', 'link'])('reads a %s', async (name) => {
    expect(await inFolder(name)).toBe('käse\n');
    expect(await inFolder(name, 6)).toBe('käse\n');
  });

  it.each([
    { name: 'none', reason: 'no such file' },
    { name: 'loop', reason: 'ELOOP' },
    { name: '.', reason: 'is a directory' },
    { name: 'pipe', reason: 'not a regular file' },
    { name: '/dev/zero', reason: 'not a regular file' },
    { name: 'large', reason: 'expected at most 1000 bytes, found 104857600' },
    // Its size is 0.
    { name: '/proc/kallsyms', reason: 'expected at most 1000 bytes, found more' },
  ])('refuses $name without waiting for it: $reason', async ({ name, reason }) => {
    const error: unknown = await inFolder(name).catch((thrown: unknown) => thrown);
    expect(unreadableReason(error)).toBe(reason);
  });

  it('names the user that may not read the file', () => {
    const error = Object.assign(new Error(), { code: 'EACCES' });
    expect(unreadableReason(error)).toBe(`permission denied for user ${process.getuid!()}`);
  });
});
