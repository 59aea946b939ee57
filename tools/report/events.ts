import { retrainReasons } from '../../modem/src/line/retrain-reason.ts';
import { type Direction, directions } from '../../modem/src/line/status.ts';
import { lineManagement, rateChanges, rateChangesInShowtime } from './changes.ts';
import { gapsOf } from './coverage.ts';
import type { BootEvent, InterruptionEvent, LineEvent, PerDirection, SilenceEvent } from './event-types.ts';
import { type LineHistory, valueAt } from './history.ts';
import { bootsOf, type Interruption, interruptionsOf, isStartOf } from './interruptions.ts';
import { defined, errorsBefore, levelsAt, settledRow } from './levels.ts';

/**
 * Everything that happened to the line, oldest first, as far as the samples show it. They do not show:
 * - over HTTP alone (no uptime), an interruption between two scrapes, unless the sync rate changed;
 * - the second of two interruptions between two scrapes that found the line up;
 * - over HTTP alone, a reboot (it is a drop).
 */
export function eventsOf(history: LineHistory): LineEvent[] {
  const boots = bootsOf(history);
  const interruptions = interruptionsOf(history, boots);
  return [
    ...interruptions.flatMap((interruption, index) =>
      describeInterruption(history, interruption, interruptions[index - 1]?.rowAfter),
    ),
    ...rateChangesInShowtime(history, interruptions),
    ...boots
      .filter((boot) => !interruptions.some((each) => each.kind === 'reboot' && isStartOf(boot, each)))
      .map(({ at }): BootEvent => ({ kind: 'boot', start: at })),
    ...unreachablePeriods(history),
    ...gapsOf(history).map(({ from, to }): SilenceEvent => ({
      kind: 'no-data',
      start: { from, to: from },
      end: { from: to, to },
    })),
  ].toSorted((one, other) => one.start.to - other.start.to);
}

/** @param syncedBefore the row that found the line up after the interruption before this one */
function describeInterruption(
  history: LineHistory,
  interruption: Interruption,
  syncedBefore: number | undefined,
): LineEvent[] {
  const { kind, start, end, rowBefore, rowAfter } = interruption;
  const settled = rowAfter === undefined ? undefined : settledRow(history, rowAfter);
  const reasonCode = rowAfter === undefined ? undefined : valueAt(history, 'reasonCode', rowAfter);
  const event: InterruptionEvent = {
    kind,
    start,
    end,
    before: perDirection((direction) =>
      rowBefore === undefined
        ? undefined
        : { ...levelsAt(history, rowBefore, direction), ...errorsBefore(history, rowBefore, direction) },
    ),
    after: perDirection((direction) =>
      settled === undefined ? undefined : levelsAt(history, settled, direction),
    ),
    // A modem that has rebooted has no reason.
    reasons: kind === 'reboot' || reasonCode === undefined ? undefined : retrainReasons(reasonCode),
  };
  if (rowBefore === undefined || rowAfter === undefined || end === undefined) return [event];
  const rows = {
    before: rowBefore,
    after: rowAfter,
    trained: settled,
    trainedBefore: syncedBefore === undefined ? undefined : settledRow(history, syncedBefore),
  };
  return [event, ...rateChanges(history, rows, end), ...lineManagement(history, rows, end)];
}

/**
 * Periods in which the exporter was scraped and did not reach the modem. A gap does not end such a period: nothing is
 * known about it.
 */
function unreachablePeriods(history: LineHistory): SilenceEvent[] {
  const periods: SilenceEvent[] = [];
  let answered = -Infinity;
  let silent: { first: number; last: number } | undefined;
  for (const [row, time] of history.times.entries()) {
    if (valueAt(history, 'modemUp', row) === 0) {
      silent = { first: silent?.first ?? time, last: time };
      continue;
    }
    if (silent !== undefined) {
      const start = { from: answered, to: silent.first };
      periods.push({ kind: 'unreachable', start, end: { from: silent.last, to: time } });
    }
    silent = undefined;
    answered = time;
  }
  if (silent !== undefined) {
    periods.push({ kind: 'unreachable', start: { from: answered, to: silent.first }, end: undefined });
  }
  return periods;
}

const perDirection = <T>(read: (direction: Direction) => T | undefined): PerDirection<T> =>
  defined(Object.fromEntries(directions.map((direction) => [direction, read(direction)])));
