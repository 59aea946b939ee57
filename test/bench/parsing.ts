import { readFileSync } from 'node:fs';
import type { CommandCollector } from '../../modem/src/collectors/collector.ts';
import { spectrumCollectors } from '../../modem/src/collectors/index.ts';
import { xdslcmdStats } from '../../modem/src/collectors/xdslcmd-stats.ts';
import { milliseconds, report } from './report.ts';
import { percentile } from './statistics.ts';

const DUMP = new URL('../../modem/testdata/xdslcmd/stats-vdsl2-ginp.txt', import.meta.url);

/** The tables of a line with 4096 tones. */
const TABLES = spectrumCollectors
  .slice(1)
  .map((collector): [CommandCollector, string] => [
    collector,
    `xdslcmd: ADSL driver and PHY status\nStatus: Showtime\nRetrain Reason:\t0\n\nTone number      value\n${Array.from(
      { length: 4096 },
      (_, tone) => `   ${tone}\t\t${collector.name === 'xdslcmd_bits' ? tone % 16 : `-${tone % 30}.0625`}\n`,
    ).join('')}`,
  ]);

/** Time to parse the largest command output, and the tables of the spectrum. */
export function measureParsing(): void {
  const dump = readFileSync(DUMP, 'utf8');
  const stats = medianTime(2000, () => xdslcmdStats.parse(dump));
  report('parsing a full --stats dump, p50', milliseconds(stats), '< 0.5 ms');
  const tables = medianTime(400, () => {
    for (const [collector, text] of TABLES) collector.parse(text);
  });
  report('parsing four tables of 4096 tones, p50', milliseconds(tables), '< 10 ms');
}

/** Median of the durations of `work` in ms, without the first quarter, in which it is not compiled yet. */
function medianTime(runs: number, work: () => void): number {
  const samples = Array.from({ length: runs }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return percentile(samples.slice(runs / 4), 0.5);
}
