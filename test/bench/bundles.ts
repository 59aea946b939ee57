import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../../lib/run.mjs';
import { ROOT } from '../../tools/stack/root.mjs';

let folder: string | undefined;

/**
 * Builds the programs of the images as the Dockerfile does, once per run.
 *
 * @returns a folder laid out like `/app` in the images; removed when this process ends
 */
export async function bundles(): Promise<string> {
  if (folder !== undefined) return folder;
  const built = mkdtempSync(join(tmpdir(), 'hg612-bench-'));
  process.once('exit', () => rmSync(built, { recursive: true, force: true }));
  await must(process.execPath, [join(ROOT, 'scripts/bundle.ts'), built], { timeoutMs: 60_000 });
  for (const part of ['exporter/bin', 'docs/runbooks', 'mock-modem/bin', 'mock-modem/recordings']) {
    cpSync(join(ROOT, part), join(built, part), { recursive: true });
  }
  folder = built;
  return built;
}
