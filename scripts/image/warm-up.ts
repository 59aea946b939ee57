/**
 * Runs a service once while its image is built, so that Node's compile cache has its code, types stripped. Started from
 * that cache a service is up in half the time, and never loads the compiler that strips types (30 MiB).
 *
 * node scripts/image/warm-up.ts <service> <url that it answers> <folder of the cache>
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { entrypointOf } from './entrypoint.ts';

const START_MS = 30_000;

const [service, url, cache] = process.argv.slice(2);
if (service === undefined || url === undefined || cache === undefined) {
  throw new Error('expected a service, a URL that it answers, and a folder for the cache');
}

const child = spawn(process.execPath, entrypointOf('.', service), {
  env: { ...process.env, NODE_COMPILE_CACHE: cache },
  stdio: 'inherit',
});
const exit = once(child, 'exit');
const deadline = performance.now() + START_MS;
while (!(await fetch(url).catch(() => undefined))?.ok) {
  if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${url}: no answer`);
  await new Promise((resolve) => setTimeout(resolve, 100));
}
// The cache is written when the process ends by itself.
child.kill('SIGTERM');
const [code] = (await exit) as [number | null];
process.exit(code ?? 1);
