import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { clearStalePidFile } from './pid-file.mjs';

const folder = await temporaryFolder();
afterAll(() => folder.remove());
const path = join(folder.path, 'program.pid');
const onLinux = process.platform === 'linux';

describe.skipIf(!onLinux)(`a pid file${onLinux ? '' : ' [skipped: there is no /proc here]'}`, () => {
  it('that does not exist counts as not running', async () => {
    expect(await clearStalePidFile(path, 'dockerd')).toBe(false);
  });

  it('of a running program is kept', async () => {
    writeFileSync(path, `${process.pid}\n`);
    expect(await clearStalePidFile(path, readFileSync('/proc/self/comm', 'utf8').trim())).toBe(true);
    expect(existsSync(path)).toBe(true);
  });

  it.each([
    ['whose number belongs to another program', String(process.pid)],
    ['whose number is not in use', '4194305'],
    ['that is empty', ''],
  ])('%s is removed', async (_name, text) => {
    writeFileSync(path, text);
    expect(await clearStalePidFile(path, 'dockerd')).toBe(false);
    expect(existsSync(path)).toBe(false);
  });
});
