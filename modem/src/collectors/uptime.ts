import { ModemFormatError } from '../errors.ts';
import type { CommandCollector, Parsed } from './collector.ts';

/** `cat /proc/uptime`: how long ago the modem booted. */
export const uptime: CommandCollector = {
  name: 'uptime',
  title: 'Modem uptime (telnet)',
  source: { transport: 'telnet', command: 'cat /proc/uptime' },
  parse: parseUptime,
};

/**
 * Reads /proc/uptime: seconds since boot, seconds idle (proc(5)). Only the first is read.
 *
 * @throws {ModemFormatError} when it is anything else, or cut before its line end.
 */
export function parseUptime(output: string): Parsed {
  const seconds = /^(\d{1,12}(?:\.\d{1,6})?) \d{1,14}(?:\.\d{1,6})?[^\S\n]*\n\s*$/.exec(output)?.[1];
  if (seconds === undefined) {
    throw new ModemFormatError('/proc/uptime', 'seconds since boot and seconds idle', output.trim());
  }
  return { data: { deviceUptime: Number(seconds) }, problems: [] };
}
