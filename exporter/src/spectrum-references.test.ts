import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, type TemporaryFolder } from '../../test/support/temporary-folder.ts';
import { spectrumReferences } from './spectrum-references.ts';

describe('saved readings', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const file = (name: string, text: string) => writeFile(path.join(folder.path, name), text);
    await file('2026-11.json', '{}');
    await file('after repair.json', '{}');
    await file('notes.txt', 'secret');
    await file('Summer_2026.json', '{}');
    await file('large.json', ' '.repeat(512 * 1024 + 1));
    await mkdir(path.join(folder.path, 'folder.json'));
    await symlink('2026-11.json', path.join(folder.path, 'link.json'));
    execFileSync('mkfifo', [path.join(folder.path, 'pipe.json')]);
  });
  afterAll(() => folder.remove());

  it('are listed by name', async () => {
    expect(await spectrumReferences(folder.path).names()).toEqual([
      '2026-11',
      'folder',
      'large',
      'link',
      'pipe',
      'Summer_2026',
    ]);
  });

  it('are read by name, also through a link', async () => {
    expect(await spectrumReferences(folder.path).read('2026-11')).toBe('{}');
    expect(await spectrumReferences(folder.path).read('link')).toBe('{}');
  });

  it.each([
    '../secret',
    '..',
    '/etc/passwd',
    'a/b',
    'http://host/a',
    'a\0b',
    'after repair',
    '',
    '.hidden',
    'x'.repeat(101),
  ])('are not read from %j', async (name) => {
    await expect(spectrumReferences(folder.path).read(name)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('expected the name of a saved reading') as string,
    });
  });

  it.each([
    ['missing', 'reference missing: no such file'],
    ['folder', 'reference folder: is a directory'],
    ['pipe', 'reference pipe: not a regular file'],
    ['large', expect.stringMatching(/^reference large: expected at most 524288 bytes, found \d+$/)],
    ['notes.txt', 'reference notes.txt: no such file'],
  ])('that cannot be read, such as %s, are reported', async (name, message) => {
    await expect(spectrumReferences(folder.path).read(name)).rejects.toMatchObject({ status: 404, message });
  });

  it('are listed once for all requests at a time', async () => {
    const references = spectrumReferences(folder.path);
    const [one, other] = [references.names(), references.names()];
    expect(await one).toBe(await other);
  });

  it('are none when the folder does not exist', async () => {
    const none = spectrumReferences(path.join(folder.path, 'absent'));
    expect(await none.names()).toEqual([]);
    await expect(none.read('2026-11')).rejects.toMatchObject({ status: 404 });
  });
});
