import { type Direction, directions, type LineSide, type LineStatus } from './status.ts';

/**
 * Merges the line from two sources. Telnet values take precedence; the page fills in gauges that telnet lacks, unless
 * the two are of different syncs. Counters are never filled in: page and shell count since different moments, and a
 * change of source would look like a burst of errors.
 *
 * @param telnet whether telnet is on; if it is, the page's counters are never used
 * @param shell the line from `xdslcmd info --stats`, if it could be read
 * @param page the line from the status page, if it could be read
 */
export function mergeLine(
  telnet: boolean,
  shell: LineStatus | undefined,
  page: LineStatus | undefined,
): LineStatus | undefined {
  if (!telnet) return page;
  if (shell === undefined) return page && withSides(page, (side) => ({ gauges: side.gauges, counters: {} }));
  // The two are read a moment apart: the page's values are valid only if both show the line up, in the same sync.
  if (page === undefined || shell.state !== 'up' || page.state !== 'up') return shell;
  if (areOfDifferentSyncs(shell, page)) return shell;
  const uptime = shell.uptime ?? page.uptime;
  return {
    ...withSides(shell, (side, direction) => ({
      gauges: { ...page[direction].gauges, ...side.gauges },
      counters: side.counters,
    })),
    info: { ...page.info, ...shell.info },
    ...(uptime !== undefined && { uptime }),
  };
}

/** Sources of one sync have the same rates, apart from rounding. */
const RATE_TOLERANCE = 0.01;

/** Whether two sources that show the line up cannot be of one sync. What one of them lacks shows nothing. */
function areOfDifferentSyncs(one: LineStatus, other: LineStatus): boolean {
  const [oneIsVdsl, otherIsVdsl] = [one, other].map(({ info }) => info.modulation?.startsWith('VDSL'));
  if (oneIsVdsl !== undefined && otherIsVdsl !== undefined && oneIsVdsl !== otherIsVdsl) return true;
  return directions.some((direction) => {
    const [rate, otherRate] = [one, other].map((line) => line[direction].gauges.syncRate);
    if (rate === undefined || otherRate === undefined) return false;
    return Math.abs(rate - otherRate) > RATE_TOLERANCE * Math.max(rate, otherRate);
  });
}

function withSides(line: LineStatus, change: (side: LineSide, direction: Direction) => LineSide): LineStatus {
  return {
    ...line,
    downstream: change(line.downstream, 'downstream'),
    upstream: change(line.upstream, 'upstream'),
  };
}
