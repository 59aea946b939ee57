import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Arguments of `node` that run a service from its sources as its image runs it: the flags of the image's ENTRYPOINT,
 * followed by the service's main program.
 *
 * @param root the project's folder
 * @param service name of the folder and of the build target
 * @throws when the Dockerfile has no ENTRYPOINT for it in exec form
 */
export function imageCommand(root: string, service: string): string[] {
  const entrypoint = /^ENTRYPOINT (\[.*\])$/m.exec(buildStage(root, service))?.[1];
  if (entrypoint === undefined) throw new Error(`expected an ENTRYPOINT in exec form for ${service}`);
  // The first word is `node`, the last one the program.
  const flags = (JSON.parse(entrypoint) as string[]).slice(1, -1);
  return [...flags, `${service}/src/main.ts`];
}

/** The part of a Dockerfile that builds the service's image. */
function buildStage(root: string, service: string): string {
  const own = join(root, service, 'Dockerfile');
  if (existsSync(own)) return readFileSync(own, 'utf8');
  const stages = readFileSync(join(root, 'Dockerfile'), 'utf8').split(/^(?=FROM )/m);
  return stages.find((stage) => new RegExp(`^FROM .* AS ${service}$`, 'm').test(stage)) ?? '';
}
