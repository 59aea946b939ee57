import { statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../lib/run.mjs';
import { bundles } from '../support/bundles.ts';
import { PROJECT, report, skip } from './report.ts';

/** Sizes of the bundles, and of what the images add to their base. */
export async function measureImages(): Promise<void> {
  const folder = await bundles();
  for (const program of ['exporter/dist/main.js', 'mock-modem/dist/main.js', 'alertmanager/dist/main.js']) {
    report(`bundle ${program}`, `${(statSync(join(folder, program)).size / 1e6).toFixed(2)} MB`);
  }
  for (const service of ['exporter', 'mock-modem', 'alertmanager-config']) await measureImage(service);
}

async function measureImage(service: string): Promise<void> {
  const what = `image ${service}, added to its Node base`;
  const args = ['history', '--no-trunc', '--format', '{{.Size}}\t{{.CreatedBy}}', `${PROJECT}-${service}`];
  const layers = await run('docker', args, { timeoutMs: 10_000 });
  const added = layers.ok ? megabytesAdded(layers.stdout) : undefined;
  if (added === undefined) skip(what, 'not built here (docker compose build)');
  else report(what, `${added.toFixed(1)} MB`, '< 12 MB');
}

const MEGABYTES: Readonly<Record<string, number>> = { B: 1e-6, kB: 1e-3, MB: 1 };

/** Size of the layers above the Node base, or undefined if this Dockerfile did not make them. */
function megabytesAdded(history: string): number | undefined {
  const lines = history.split('\n');
  const first = lines.findIndex((line) => line.includes('rm -rf /usr/local/lib/node_modules'));
  if (first === -1) return undefined;
  return lines
    .slice(0, first + 1)
    .map((line) => /^([\d.]+)(B|kB|MB)\t/.exec(line))
    .reduce((total, size) => total + Number(size?.[1] ?? 0) * (MEGABYTES[size?.[2] ?? ''] ?? 0), 0);
}
