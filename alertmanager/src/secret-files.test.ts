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

it.each(['token', './secrets/token', 'secrets/token', '/run/secrets/token'])('reads %s', (name) => {
  expect(secretFilesIn(folder)(name)).toBe('secret\n');
});

it('explains where a missing file belongs', () => {
  expect(() => secretFilesIn(folder)('password')).toThrow(
    '"password" (no such file); put the file into the directory secrets/ beside docker-compose.yml and set its name',
  );
});

it('rejects a directory', () => {
  expect(() => secretFilesIn(folder)('sub')).toThrow(
    '"sub" (is a directory); set the name of a file in secrets/',
  );
});

const root = process.getuid?.() === 0;
const reason = root ? ' [skipped: root can read every file]' : '';
it.skipIf(root)(`explains how to make a file readable for the container${reason}`, () => {
  expect(() => secretFilesIn(folder)('locked')).toThrow(
    `"locked" (permission denied for user ${process.getuid!()}); run: sudo chown 65534 secrets/<file>`,
  );
});
