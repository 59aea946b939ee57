import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a service's image runs: the arguments of `node` in its Dockerfile's ENTRYPOINT.
 *
 * @param root the project's folder
 * @param service the service's folder below it
 */
export function entrypointOf(root: string, service: string): string[] {
  const dockerfile = readFileSync(join(root, service, 'Dockerfile'), 'utf8');
  const entrypoint = /^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1];
  if (entrypoint === undefined) throw new Error(`${service}/Dockerfile: expected an ENTRYPOINT in exec form`);
  const [, ...args] = JSON.parse(entrypoint) as string[];
  return args;
}
