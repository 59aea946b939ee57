import type { CommandCollector } from './collector.ts';
import { uptime } from './uptime.ts';
import { xdslcmdPbParams } from './xdslcmd-pbparams.ts';
import { xdslcmdStats } from './xdslcmd-stats.ts';

/** What is asked in one telnet login, in this order: what matters most comes first, should time run out. */
export const commandCollectors: readonly CommandCollector[] = [xdslcmdStats, xdslcmdPbParams, uptime];
