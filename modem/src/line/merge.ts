import type { Direction, LineSide, LineStatus } from './status.ts';

/**
 * One line from two sources. Telnet's word counts; the page fills in gauges that telnet did not give.
 * Never counters: page and shell count since different moments, and a change of source would look like
 * a burst of errors.
 *
 * @param telnet whether the shell is asked at all; if it is, the page's counters never count
 * @param shell what `xdslcmd info --stats` told, if it could be read
 * @param page what the status page told, if it could be read
 */
export function mergeLine(
  telnet: boolean,
  shell: LineStatus | undefined,
  page: LineStatus | undefined,
): LineStatus | undefined {
  if (!telnet) return page;
  if (shell === undefined) return page && withSides(page, (side) => ({ gauges: side.gauges, counters: {} }));
  // The page may lag behind by a moment: its values are only true of a line that both see up.
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
