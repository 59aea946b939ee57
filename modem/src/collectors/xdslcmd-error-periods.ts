import type { CommandCollector } from './collector.ts';
import { parseErrorPeriods } from './xdslcmd-periods.ts';
import { parseStats, xdslcmdStats } from './xdslcmd-stats.ts';

/**
 * The driver's own periods in `xdslcmd info --stats`, with the state of the line. It is read on demand and no part of
 * other reads.
 */
export const xdslcmdErrorPeriods: CommandCollector = {
  name: xdslcmdStats.name,
  title: 'Error periods of the driver (telnet)',
  source: xdslcmdStats.source,
  parse(output) {
    const { line } = parseStats(output).data;
    const { periods, problems } = parseErrorPeriods(output);
    return { data: { ...(line !== undefined && { line }), errorPeriods: periods }, problems };
  },
};
