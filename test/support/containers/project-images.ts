import { must } from '../../../lib/run.mjs';
import { ROOT } from '../../../tools/stack/root.mjs';
import { image } from './images.ts';

/** What the project itself builds: a service of docker-compose.yml with a `build`. */
export type ProjectService = 'exporter' | 'mock-modem' | 'alertmanager-config';

const builds = new Map<ProjectService, Promise<string>>();

/**
 * The image of one of the project's own services, built from the working tree once per run.
 *
 * @returns its name, e.g. `hg612-exporter`
 */
export function projectImage(service: ProjectService): Promise<string> {
  const building = builds.get(service) ?? build(service);
  builds.set(service, building);
  return building;
}

async function build(service: ProjectService): Promise<string> {
  await must('docker', ['compose', 'build', '--quiet', service], {
    cwd: ROOT,
    env: { NODE_IMAGE: image('NODE_IMAGE') },
    timeoutMs: 240_000,
  });
  return `hg612-${service}`;
}
