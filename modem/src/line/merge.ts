import type { Direction, LineSide, LineStatus } from './status.ts';

/**
 * Merges the line from two sources. Telnet values take precedence; the page fills in gauges that telnet lacks. Counters
 * are never filled in: page and shell count since different moments, and a change of source would look like a burst of
 * errors.
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
  // The two are read a moment apart: the page's values are valid only if both show the line up.
  if (page === undefined || shell.state !== 'up' || page.state !== 'up') return shell;
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

function withSides(line: LineStatus, change: (side: LineSide, direction: Direction) => LineSide): LineStatus {
  return {
    ...line,
    downstream: change(line.downstream, 'downstream'),
    upstream: change(line.upstream, 'upstream'),
  };
}
