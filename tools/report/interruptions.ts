import { type LineHistory, rowFrom, valueAt } from './history.ts';

/**
 * When something happened: after `from`, at `to` at the latest, in Unix seconds. Equal where the second is known.
 * `from` is -Infinity where it was before the first scrape.
 */
export interface Moment {
  readonly from: number;
  readonly to: number;
}

/** The line left showtime. */
export interface Interruption {
  /**
   * `drop`: at least one scrape found the line down. `retrain`: the line trained between two scrapes that both found it
   * up. `reboot`: the modem rebooted, which interrupts the line.
   */
  readonly kind: 'drop' | 'retrain' | 'reboot';
  readonly start: Moment;
  /** `undefined` if the line was still down at the last scrape. */
  readonly end: Moment | undefined;
  /** The last row that found the line up before; `undefined` if there is none. */
  readonly rowBefore: number | undefined;
  /** The first row that found the line up again. */
  readonly rowAfter: number | undefined;
}

/** The modem booted. */
interface Boot {
  readonly at: Moment;
}

/**
 * Seconds by which the start of a sync or of the modem may seem to move between two scrapes: uptimes are whole seconds,
 * and the modem takes its time to respond. A training takes longer.
 */
const JITTER = 5;

/** By how much the start of the modem must move to be another boot, as in `hg612:threshold:start_jump_seconds`. */
const START_JUMP = 30;

/** Finds every boot that the modem's uptime shows. */
export function bootsOf(history: LineHistory): Boot[] {
  const boots: Boot[] = [];
  let before: { time: number; bootedAt: number } | undefined;
  for (const [row, time] of history.times.entries()) {
    const uptime = valueAt(history, 'deviceUptime', row);
    if (uptime === undefined) continue;
    const bootedAt = time - uptime;
    if (before !== undefined && bootedAt > Math.max(before.time - JITTER, before.bootedAt + START_JUMP)) {
      boots.push({ at: { from: bootedAt, to: bootedAt } });
    }
    before = { time, bootedAt };
  }
  return boots;
}

/**
 * Finds every interruption of the line that the scrapes show, oldest first: those that a scrape found, and those
 * between two scrapes whose uptime says that the line came into sync after the first. Where the uptime was not read for a
 * while, the next one shows them. Without an uptime (HTTP alone), an interruption between two scrapes is invisible;
 * several between two scrapes that found the line up are one.
 */
export function interruptionsOf(history: LineHistory, boots: readonly Boot[]): Interruption[] {
  const found: Interruption[] = [];
  let lastUp: UpRow | undefined;
  let uptimeReadAt: number | undefined;
  let down: { first: number; last: number } | undefined;

  const add = (before: UpRow | undefined, seenDown: typeof down, end?: Moment, rowAfter?: number): void => {
    const latest = seenDown?.first ?? end?.to ?? Infinity;
    const start = { from: before?.time ?? -Infinity, to: latest };
    const isReboot = boots.some((boot) => isStartOf(boot, { start }));
    const kind = isReboot ? 'reboot' : seenDown === undefined ? 'retrain' : 'drop';
    found.push({ kind, start, end, rowBefore: before?.row, rowAfter });
  };

  /** A sync that was not in an uptime before: the end of the last drop, or of a retrain between two scrapes. */
  const addSeenLater = (synced: number): void => {
    const last = found.at(-1);
    if (last?.end !== undefined && synced > last.end.from - JITTER && synced <= last.end.to + JITTER) {
      found[found.length - 1] = { ...last, end: exactly(Math.min(synced, last.end.to)) };
      return;
    }
    const isUp = (row: number) => valueAt(history, 'lineUp', row) === 1;
    let rowAfter = rowFrom(history, synced);
    let rowBefore = rowAfter - 1;
    while (!isUp(rowAfter)) rowAfter += 1;
    while (!isUp(rowBefore)) rowBefore -= 1;
    add({ row: rowBefore, time: history.times[rowBefore]! }, undefined, exactly(synced), rowAfter);
  };

  for (const [row, time] of history.times.entries()) {
    const lineUp = valueAt(history, 'lineUp', row);
    if (lineUp === undefined) continue;
    if (lineUp === 0) {
      down = { first: down?.first ?? time, last: time };
      continue;
    }
    const uptime = valueAt(history, 'uptime', row);
    const synced = uptime === undefined ? undefined : time - uptime;
    if (down !== undefined) {
      // An uptime that does not fit (it stands still during unavailable seconds) leaves the time between two scrapes.
      const fits = synced !== undefined && synced > down.last - JITTER && synced <= time;
      add(lastUp, down, fits ? exactly(synced) : { from: down.last, to: time }, row);
    } else if (lastUp !== undefined && synced !== undefined && synced > lastUp.time + JITTER) {
      add(lastUp, undefined, exactly(synced), row);
    } else if (uptimeReadAt !== undefined && synced !== undefined && synced > uptimeReadAt + JITTER) {
      addSeenLater(synced);
    }
    if (uptime !== undefined) uptimeReadAt = time;
    down = undefined;
    lastUp = { row, time };
  }
  if (down !== undefined) add(lastUp, down);
  return found;
}

/** A row that found the line up. */
interface UpRow {
  readonly row: number;
  readonly time: number;
}

/** Whether a boot began an interruption. */
export const isStartOf = ({ at }: Boot, { start }: Pick<Interruption, 'start'>): boolean =>
  at.to > start.from && at.to <= start.to;

const exactly = (time: number): Moment => ({ from: time, to: time });

/** The middle of a moment; its latest time where it may have been before the first scrape. */
export const middleOf = ({ from, to }: Moment): number => (from === -Infinity ? to : (from + to) / 2);

/** Shortest and longest duration between two moments, in seconds. */
export const durationBetween = (start: Moment, end: Moment): { least: number; most: number } => ({
  least: Math.max(0, end.from - start.to),
  most: end.to - start.from,
});
