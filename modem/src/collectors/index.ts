import type { Collector, CollectorName, CommandCollector, PageCollector } from './collector.ts';
import { uptime } from './uptime.ts';
import { xdslStatus } from './xdsl-status.ts';
import { xdslcmdBits } from './xdslcmd-bits.ts';
import { xdslcmdHlog } from './xdslcmd-hlog.ts';
import { xdslcmdPbParams } from './xdslcmd-pbparams.ts';
import { xdslcmdQln } from './xdslcmd-qln.ts';
import { xdslcmdSnr } from './xdslcmd-snr.ts';
import { xdslcmdStats } from './xdslcmd-stats.ts';

/**
 * What every read of a modem reads. Commands run in this order in one telnet session: the most important one
 * comes first, in case the time runs out.
 */
export const collectors: readonly Collector[] = [xdslStatus, xdslcmdStats, xdslcmdPbParams, uptime];

/**
 * What a read of the spectrum reads: the band plan, then the tables per tone. They take a real modem seconds, and are
 * no part of other reads.
 */
export const spectrumCollectors: readonly CommandCollector[] = [
  xdslcmdPbParams,
  xdslcmdBits,
  xdslcmdSnr,
  xdslcmdQln,
  xdslcmdHlog,
];

/** Whether a collector reads a page. */
export const isPage = (collector: Collector): collector is PageCollector =>
  collector.source.transport === 'http';

/** Whether a collector runs a command. */
export const isCommand = (collector: Collector): collector is CommandCollector =>
  collector.source.transport === 'telnet';

/** The pages and the commands of every read. */
export const pageCollectors: readonly PageCollector[] = collectors.filter(isPage);
export const commandCollectors: readonly CommandCollector[] = collectors.filter(isCommand);

/** The collectors that can run with telnet on or off. */
export const collectorsFor = (telnet: boolean): readonly Collector[] =>
  telnet ? collectors : pageCollectors;

/** The collector of a name. */
export function collectorNamed(name: CollectorName): Collector {
  const found = [...collectors, ...spectrumCollectors].find((collector) => collector.name === name);
  if (found === undefined) throw new Error(`no collector is named ${name}`);
  return found;
}

/** The path or command line of a collector, for people. */
export const sourceText = ({ source }: Collector): string =>
  source.transport === 'http' ? source.path : source.command;
