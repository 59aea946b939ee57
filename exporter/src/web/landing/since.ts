import { formatDuration } from '../../../../lib/duration.ts';
import type { Observation } from '../../../../modem/src/observation.ts';
import type { LastDay } from '../../history/last-day.ts';
import { formatMoment } from './times.ts';

/**
 * Since when the line is in its state. The modem reports that only while the line is up, and over telnet; otherwise it
 * comes from the reads that Prometheus has stored.
 */
export function sinceWhen(
  { up, line }: Observation,
  day: LastDay | undefined,
  now: Date,
): string | undefined {
  const since = (what: string, time: Date) =>
    `${what} ${formatMoment(time, now)} (${formatDuration((now.getTime() - time.getTime()) / 1000)})`;
  const sinceRead = (what: string, time: Date | undefined, never: string) => {
    if (day === undefined) return undefined;
    return time === undefined ? never : since(what, time);
  };
  if (!up) return sinceRead('Last read', day?.lastRead, 'Not read in the last 24 hours');
  if (line === undefined) return undefined;
  if (line.state !== 'up')
    return sinceRead('Last read as up', day?.lastUp, 'Not read as up in the last 24 hours');
  if (line.uptime !== undefined) return since('Up since', new Date(now.getTime() - line.uptime * 1000));
  return day?.lastDown && since('Last read as down', day.lastDown);
}
