import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clearStalePidFile } from './pid-file.mjs';

const file = (): string => join(mkdtempSync(join(tmpdir(), 'hg612-pid-')), 'program.pid');
const onLinux = process.platform === 'linux';

describe.skipIf(!onLinux)(`a pid file${onLinux ? '' : ' [skipped: there is no /proc here]'}`, () => {
  it('that does not exist counts as not running', async () => {
    expect(await clearStalePidFile(file(), 'dockerd')).toBe(false);
  });

  it('of a running program is kept', async () => {
    const path = file();
    writeFileSync(path, `${process.pid}\n`);
    expect(await clearStalePidFile(path, readFileSync('/proc/self/comm', 'utf8').trim())).toBe(true);
    expect(existsSync(path)).toBe(true);
  });

  it.each([
    ['whose number belongs to another program', String(process.pid)],
    ['whose number is not in use', '4194305'],
    ['that is empty', ''],
  ])('%s is removed', async (_name, text) => {
    const path = file();
    writeFileSync(path, text);
    expect(await clearStalePidFile(path, 'dockerd')).toBe(false);
    expect(existsSync(path)).toBe(false);
  });
});
