import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The start scripts of the images' long-running services. */
const START_SCRIPTS = { exporter: 'exporter/bin/hg612', 'mock-modem': 'mock-modem/bin/mock-modem' } as const;

export type ImageService = keyof typeof START_SCRIPTS;

/**
 * Arguments of `node` that run a service from its sources as its image runs it: the flags in the image's start script,
 * followed by the service's main program.
 *
 * @param root the project's folder
 * @throws when the script does not start `main.js`
 */
export function imageCommand(root: string, service: ImageService): string[] {
  const script = START_SCRIPTS[service];
  const flags = /^exec node (.*) "\$dist\/main\.js" "\$@"$/m.exec(
    readFileSync(join(root, script), 'utf8'),
  )?.[1];
  if (flags === undefined) throw new Error(`${script}: expected a line that starts main.js`);
  return [...flags.split(' '), `${service}/src/main.ts`];
}
