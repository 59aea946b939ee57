import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The start scripts of the images' long-running services. */
const START_SCRIPTS = { exporter: 'exporter/bin/hg612', 'mock-modem': 'mock-modem/bin/mock-modem' } as const;

export type ImageService = keyof typeof START_SCRIPTS;

/** A program and its arguments, as `spawn` takes them. */
export type Command = readonly [program: string, args: readonly string[]];

/**
 * Runs a service from its sources with the flags of its image: those of `node` in the image's start script.
 *
 * @param root the project's folder
 * @param args arguments that will follow, on which the script's heap limit depends
 * @throws when the script does not start `main.js`
 */
export function sourceCommand(root: string, service: ImageService, args: readonly string[] = []): Command {
  const script = START_SCRIPTS[service];
  const text = readFileSync(join(root, script), 'utf8');
  const flags = /^exec node (.*) "\$dist\/main\.js" "\$@"$/m.exec(text)?.[1];
  if (flags === undefined) throw new Error(`${script}: expected a line that starts main.js`);
  const branch = args.some((arg) => arg.startsWith('--config.file'))
    ? /--config\.file'\*\) heap='(.*)' ;;/
    : /^\s+\*\) heap='(.*)' ;;/m;
  const heap = branch.exec(text)?.[1] ?? '';
  const given = flags.replace('$heap', heap).split(' ');
  return [process.execPath, [...given, `${service}/src/main.ts`]];
}

/**
 * Runs a service as its image does.
 *
 * @param bundles a folder laid out like `/app` in the images
 */
export const bundledCommand = (bundles: string, service: ImageService): Command => [
  join(bundles, START_SCRIPTS[service]),
  [],
];
