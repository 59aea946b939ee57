import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretFilesIn } from './secret-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  await writeFile(join(folder, 'token'), 'secret\n');
  await writeFile(join(folder, 'locked'), 'secret\n');
  await chmod(join(folder, 'locked'), 0o000);
  await mkdir(join(folder, 'sub'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(['token', './secrets/token', 'secrets/token', '/run/secrets/token'])('finds %s', (name) => {
  expect(secretFilesIn(folder)(name)).toBe('secret\n');
});

it('says where to put a file that is not there', () => {
  expect(() => secretFilesIn(folder)('password')).toThrow(
    '"password" (ENOENT); put it into the folder secrets beside docker-compose.yml and give its name',
  );
});

it('says that a folder is no file', () => {
  expect(() => secretFilesIn(folder)('sub')).toThrow(
    '"sub" (EISDIR); that is a folder; give the name of a file in secrets',
  );
});

const root = process.getuid?.() === 0;
const why = root ? ' [skipped: root reads every file]' : '';
it.skipIf(root)(`says how to let the container read a file${why}`, () => {
  expect(() => secretFilesIn(folder)('locked')).toThrow(
    '"locked" (EACCES); let user 65534 read it: sudo chown 65534 secrets/<file>',
  );
});
