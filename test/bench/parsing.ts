import { readFileSync } from 'node:fs';
import { xdslcmdStats } from '../../modem/src/collectors/xdslcmd-stats.ts';
import { milliseconds, report } from './report.ts';
import { percentile } from './statistics.ts';

const DUMP = new URL('../../modem/testdata/xdslcmd/stats-vdsl2-ginp.txt', import.meta.url);

/** Time to parse the largest command output. */
export function measureParsing(): void {
  const dump = readFileSync(DUMP, 'utf8');
  const samples = Array.from({ length: 2000 }, () => {
    const startedAt = performance.now();
    xdslcmdStats.parse(dump);
    return performance.now() - startedAt;
  });
  report('parsing a full --stats dump, p50', milliseconds(percentile(samples.slice(500), 0.5)), '< 0.5 ms');
}
