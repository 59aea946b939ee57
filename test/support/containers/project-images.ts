import { must } from '../../../lib/run.mjs';
import { ROOT } from '../../../tools/stack/root.mjs';
import { image } from './images.ts';

/** A target of the Dockerfile, and a service of docker-compose.yml. */
type ProjectService = 'exporter' | 'mock-modem' | 'alertmanager-config';

/** The images have names of their own: those of a running stack are not replaced. */
const PROJECT = 'hg612-test';

const builds = new Map<ProjectService, Promise<string>>();

/**
 * The image of one of the project's services, built from the working tree once per run.
 *
 * @returns its name, e.g. `hg612-test-exporter`
 */
export function projectImage(service: ProjectService): Promise<string> {
  const building = builds.get(service) ?? build(service);
  builds.set(service, building);
  return building;
}

async function build(service: ProjectService): Promise<string> {
  await must('docker', ['compose', '--project-name', PROJECT, 'build', '--quiet', service], {
    cwd: ROOT,
    env: { NODE_IMAGE: image('NODE_IMAGE') },
    timeoutMs: 600_000,
  });
  return `${PROJECT}-${service}`;
}
