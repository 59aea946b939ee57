import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../../lib/run.mjs';
import { ROOT } from '../../tools/stack/root.mjs';
import { afterThisProcess } from './after-this-process.ts';

let built: Promise<string> | undefined;

/**
 * Builds the programs of the images as the Dockerfile does, once per process.
 *
 * @returns a folder laid out like `/app` in the images; removed when this process ends
 */
export function bundles(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hg612-app-'));
  afterThisProcess('rm -rf "$1"', folder);
  await must(process.execPath, [join(ROOT, 'scripts/bundle.ts'), folder], { timeoutMs: 60_000 });
  for (const part of ['exporter/bin', 'docs/runbooks', 'mock-modem/bin', 'mock-modem/recordings']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  return folder;
}
