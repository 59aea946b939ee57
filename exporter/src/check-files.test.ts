import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebConfigFolder, type WebConfigFolder } from '../../test/support/web-config.ts';
import { checkFiles } from './check-files.ts';

let folder: WebConfigFolder;
let configFile: string;
beforeAll(async () => {
  folder = await createWebConfigFolder();
  configFile = join(folder.path, 'hg612.yml');
});
afterAll(() => folder[Symbol.asyncDispose]());

const check = async (config: string | undefined, web: string | undefined) => {
  if (config !== undefined) await writeFile(configFile, config);
  if (web !== undefined) await folder.write(web);
  return checkFiles({
    configFile: config === undefined ? undefined : configFile,
    webConfigFile: web === undefined ? undefined : folder.file,
  });
};

it('describes each valid file', async () => {
  expect(await check('targets: [192.0.2.0/24]\n', '')).toBe(
    `${configFile} is valid: modules 1, auths 1, targets 1, inventory 0\n${folder.file} is valid\n`,
  );
  expect(await check(undefined, '')).toBe(`${folder.file} is valid\n`);
});

it('rejects with the problems of both files', async () => {
  await expect(check('unknown: 1\n', 'basic_auth_users: []\n')).rejects.toThrow(
    /hg612\.yml:1:1: unknown.*\n.*web\.yml:1:19: basic_auth_users: expected/,
  );
  await expect(check('targets: [192.0.2.0/24]\n', 'other: 1\n')).rejects.toThrow(/^\S+web\.yml:1:1: other/);
  await expect(check('unknown: 1\n', undefined)).rejects.toThrow(/^\S+hg612\.yml:1:1: unknown/);
});
