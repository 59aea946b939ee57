import { chmod, cp, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import { renderLineTarget } from '../../../alertmanager/src/line-target.ts';
import { ROOT } from '../../../tools/stack/root.mjs';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Shortens a duration by a factor: `1m` → `2s` by 30. At least one second. */
function shortened(duration: string, factor: number): string {
  const [, amount, unit] = /^(\d+)([smh])$/.exec(duration) ?? [];
  const seconds = Number(amount) * (SECONDS[unit ?? ''] ?? Number.NaN);
  if (Number.isNaN(seconds)) throw new Error(`expected a duration such as 1m, found ${duration}`);
  return `${Math.max(1, Math.round(seconds / factor))}s`;
}

/**
 * Copies prometheus/ with shortened waiting times (`for`, `keep_firing_for`) and intervals of one second. Expressions
 * are unchanged.
 *
 * @param factor factor by which waiting times are shortened
 * @returns the directory of the copy, readable for all users
 */
export async function acceleratedPrometheus(factor: number): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'hg612-prometheus-'));
  await chmod(directory, 0o755);
  await cp(path.join(ROOT, 'prometheus'), directory, { recursive: true });

  const configuration = path.join(directory, 'prometheus.yml');
  const config = parseDocument(await readFile(configuration, 'utf8'));
  config.setIn(['global', 'scrape_interval'], '1s');
  config.setIn(['global', 'scrape_timeout'], '1s');
  config.setIn(['global', 'evaluation_interval'], '1s');
  await writeFile(configuration, config.toString());
  // In the stack, the service alertmanager-config writes it.
  await writeFile(path.join(directory, 'targets', 'line.yml'), renderLineTarget('HG612'));

  for (const name of await readdir(path.join(directory, 'rules'))) {
    const file = path.join(directory, 'rules', name);
    const document = parseDocument(await readFile(file, 'utf8'));
    for (const group of maps(document.get('groups'))) group.delete('interval');
    for (const rule of rulesOf(document.get('groups'))) {
      for (const wait of ['for', 'keep_firing_for']) {
        const duration = rule.get(wait);
        if (typeof duration === 'string') rule.set(wait, shortened(duration, factor));
      }
    }
    await writeFile(file, document.toString());
  }
  return directory;
}

const maps = (sequence: unknown) => (isSeq(sequence) ? sequence.items.filter(isMap) : []);

function rulesOf(groups: unknown) {
  return maps(groups).flatMap((group) => maps(group.get('rules')));
}
