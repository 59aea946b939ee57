import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from '../../tools/record/frame.ts';
import type { Clock } from '../../tools/record/record.ts';

/** The text of every file in a folder, by name. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

/** A clock that advances only by `sleep` and `advance`. */
export function createManualClock(): Clock & { advance(seconds: number): void } {
  let now = 1000;
  return {
    now: () => now,
    async sleep(seconds) {
      now += Math.max(seconds, 0);
    },
    advance(seconds) {
      now += seconds;
    },
  };
}

/** A frame with a page and optional line statistics. */
export function frameWith(page: string, stats?: string, remarks: string[] = []): Frame {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    page: { kind: 'page', text: page },
    outputs: new Map(stats === undefined ? [] : [['xdslcmd info --stats', { kind: 'stats', text: stats }]]),
    remarks,
  };
}
