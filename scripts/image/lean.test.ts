import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const lean = fileURLToPath(new URL('lean.ts', import.meta.url));

/** Runs a program that serves HTTP and tells which of Node's own modules that took. */
function modulesLoaded(flags: readonly string[]): string[] {
  const program = `
    import { createServer } from 'node:http';
    createServer();
    console.log(JSON.stringify(process.moduleLoadList));`;
  const args = [...flags, '--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })) as string[];
}

it('keeps the second HTTP client out of a program that serves HTTP, and nothing else', () => {
  const client = 'NativeModule internal/deps/undici/undici';
  expect(modulesLoaded([])).toContain(client);
  const loaded = modulesLoaded(['--import', lean]);
  expect(loaded).not.toContain(client);
  expect(loaded).toContain('NativeModule _http_server');
});
