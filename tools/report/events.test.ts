import { describe, expect, it } from 'vitest';
import { sampleTimes } from '../../mock-modem/src/history/sample-times.ts';
import { directions } from '../../modem/src/line/status.ts';
import {
  historyOf,
  silent,
  type SimulatedPeriod,
  sourceOf,
  type Sync,
  type Truth,
  truthOf,
  without,
} from '../../test/support/simulated-history.ts';
import { type Period } from './coverage.ts';
import {
  interruptionEvents,
  type LineEvent,
  type LineManagementEvent,
  type RateChangeEvent,
  type SilenceEvent,
} from './event-types.ts';
import { eventsOf } from './events.ts';
import {
  type Column,
  type ColumnSamples,
  createHistoryBuilder,
  type LineHistory,
  valueAt,
} from './history.ts';

const DAY = 86_400;
const to = Date.UTC(2026, 10, 26) / 1000;

/** An interruption as the scrapes must show it. */
interface Visible {
  from: number;
  to: number | undefined;
  /** Indexes of the syncs before and after. */
  before: number;
  after: number;
}

/**
 * The interruptions that scrapes can show: those that a scrape found, or with an uptime all between two scrapes.
 * Several between two scrapes that found the line up are one.
 */
function visibleIn(truth: Truth, reads: readonly number[], telnet: boolean): Visible[] {
  const visible: Visible[] = [];
  const isUp = (time: number) =>
    truth.interruptions.every((each) => time < each.from || (each.to !== undefined && time >= each.to));
  let merged: (Visible & { isSeen: boolean }) | undefined;
  for (const [index, { from, to: end }] of truth.interruptions.entries()) {
    if (reads[0] === undefined || reads[0] >= from) continue;
    const isSeen = reads.some((read) => read >= from && (end === undefined || read < end));
    merged = {
      from: merged?.from ?? from,
      to: end,
      before: merged?.before ?? index,
      after: index + 1,
      isSeen: isSeen || merged?.isSeen === true,
    };
    const next = truth.interruptions[index + 1]?.from ?? Infinity;
    const upAgain = reads.find((read) => end !== undefined && read >= end && isUp(read));
    if (next < (upAgain ?? Infinity)) continue;
    if (merged.isSeen || (telnet && upAgain !== undefined)) {
      visible.push({ ...merged, to: upAgain === undefined ? undefined : end });
    }
    merged = undefined;
  }
  return visible;
}

const readsOf = (history: LineHistory): number[] =>
  [...history.times].filter((_, row) => valueAt(history, 'lineUp', row) !== undefined);

/** Compares the events with what happened: as many, each at its time. */
function expectTruth(history: LineHistory, truth: Truth, telnet: boolean): LineEvent[] {
  const events = eventsOf(history);
  const found = interruptionEvents(events);
  const expected = visibleIn(truth, readsOf(history), telnet);
  expect(found.map(({ start }) => start.to)).toHaveLength(expected.length);
  for (const [index, { from, to: end }] of expected.entries()) {
    const event = found[index]!;
    expect(from).toBeGreaterThan(event.start.from);
    expect(from).toBeLessThanOrEqual(event.start.to);
    expect(event.end === undefined).toBe(end === undefined);
    if (event.end === undefined || end === undefined) continue;
    if (telnet) expect(Math.abs(event.end.to - end)).toBeLessThanOrEqual(1);
    else expect(end).toBeGreaterThan(event.end.from);
    expect(end).toBeLessThanOrEqual(event.end.to + 1);
  }
  if (telnet) {
    const reboots = events.filter(({ kind }) => kind === 'reboot' || kind === 'boot');
    expect(reboots).toHaveLength(truth.boots.filter((boot) => boot > history.times[0]!).length);
    expectSettings(events, truth, expected);
  }
  return events;
}

/** Compares rate changes and steps of line management with the rates and settings of each sync. */
function expectSettings(events: readonly LineEvent[], truth: Truth, visible: readonly Visible[]): void {
  const changed = (before: Sync, after: Sync, of: 'rate' | 'inp' | 'delay', ratio: number) =>
    directions.filter((direction) => {
      const [one, other] = [before[of][direction], after[of][direction]];
      return Math.abs(other - one) > ratio * one;
    });
  const pairs = visible
    .filter((each) => each.to !== undefined)
    .map(({ before, after, to: end }) => ({ end, before: truth.syncs[before]!, after: truth.syncs[after]! }));
  const rateChanges = events.filter((event): event is RateChangeEvent => event.kind === 'rate-change');
  expect(rateChanges.map(({ direction, resync }) => [direction, resync])).toEqual(
    pairs.flatMap(({ before, after }) =>
      changed(before, after, 'rate', 0.05).map((direction) => [direction, true]),
    ),
  );
  const steps = events.filter((event): event is LineManagementEvent => event.kind === 'line-management');
  const changes = pairs
    .map(({ end, before, after }) => ({
      end,
      settings: (['inp', 'delay'] as const).flatMap((setting) =>
        changed(before, after, setting, 0.2).map((direction) => `${direction} ${setting}`),
      ),
    }))
    .filter(({ settings }) => settings.length > 0);
  expect(steps).toHaveLength(changes.length);
  for (const [index, step] of steps.entries()) {
    const { end = 0, settings } = changes[index]!;
    expect(Math.abs(step.start.to - end)).toBeLessThanOrEqual(1);
    const found = step.changes
      .filter(({ setting }) => setting === 'inp' || setting === 'delay')
      .map(({ direction, setting }) => `${direction} ${setting}`);
    expect(found.toSorted()).toEqual(settings.toSorted());
  }
}

const silences = (events: readonly LineEvent[], kind: SilenceEvent['kind']): SilenceEvent[] =>
  events.filter((event): event is SilenceEvent => event.kind === kind);

const number = (seed: number, index: number): number => {
  const product = Math.imul(seed * 1000 + index, 2_654_435_761) >>> 0;
  return (Math.imul(product ^ (product >>> 15), 2_246_822_519) >>> 0) / 2 ** 32;
};

/** Periods of 10 minutes to 6 hours; every second one hides the start, the end or all of an interruption. */
function periodsFor(seed: number, { from }: SimulatedPeriod, truth: Truth): Period[] {
  const periods = Array.from({ length: 10 }, (_, index) => {
    const length = 600 + number(seed, index * 3) * 21_000;
    const hidden = truth.interruptions[Math.floor(number(seed, index * 3 + 1) * truth.interruptions.length)];
    const start =
      index % 2 === 0 && hidden !== undefined
        ? hidden.from - number(seed, index * 3 + 2) * length
        : from + DAY + number(seed, index * 3 + 2) * 28 * DAY;
    return { from: start, to: start + length };
  }).toSorted((one, other) => one.from - other.from);
  return periods.filter((period, index) => period.from > (periods[index - 1]?.to ?? 0) + 3600);
}

describe.each([1, 2, 3])('thirty days of a simulated line, seed %i', (seed) => {
  const period = { seed, from: to - 30 * DAY, to };
  const truth = truthOf(period);
  const times = [...sampleTimes(sourceOf(period), period.from, to)];

  it('have interruptions, a reboot, and steps of line management', () => {
    expect(truth.interruptions.length).toBeGreaterThan(5);
    expect(truth.boots.length).toBeGreaterThan(0);
  });

  describe.each([true, false])('read with telnet: %s', (telnet) => {
    const history = historyOf(period, { times, telnet });
    const periods = periodsFor(seed, period, truth);

    it('show every event at its time, and no other', () => {
      const events = expectTruth(history, truth, telnet);
      expect(events.filter(({ kind }) => kind === 'no-data' || kind === 'unreachable')).toEqual([]);
    });

    it('with gaps show every event that the remaining scrapes can show', () => {
      const events = expectTruth(without(history, periods), truth, telnet);
      const gaps = silences(events, 'no-data');
      // A gap is seen if it is longer than the distances of the scrapes around it.
      for (const { from, to: end } of periods.filter((each) => each.to - each.from > 1000)) {
        expect(gaps.some(({ start, end: until }) => start.from <= from && (until?.to ?? 0) >= end)).toBe(
          true,
        );
      }
      for (const { start, end } of gaps) {
        expect(periods.some((each) => each.from < (end?.to ?? 0) && each.to > start.from)).toBe(true);
      }
    });

    it('with a modem that does not respond show every event that the other scrapes can show', () => {
      const seen = silent(history, periods);
      const events = expectTruth(seen, truth, telnet);
      const unreachable = silences(events, 'unreachable');
      const scraped = periods.filter(({ from, to: end }) =>
        seen.times.some((time) => time > from && time < end),
      );
      expect(unreachable).toHaveLength(scraped.length);
      for (const [index, { from, to: end }] of scraped.entries()) {
        expect(unreachable[index]!.start.from).toBeLessThanOrEqual(from);
        expect(unreachable[index]!.start.to).toBeGreaterThan(from);
        expect(unreachable[index]!.end?.to).toBeGreaterThanOrEqual(end);
      }
    });
  });
});

describe('a line that', () => {
  const every = (seconds: number, { from, to: end }: SimulatedPeriod): number[] =>
    Array.from({ length: Math.floor((end - from) / seconds) }, (_, index) => from + 7 + index * seconds);

  it.each([
    ['flaps', { scenario: 'flapping', seed: 4 }, 30, true, DAY],
    ['flaps, read over HTTP alone', { scenario: 'flapping', seed: 4 }, 30, false, DAY],
    [
      'flaps faster than it is scraped',
      { scenario: 'flapping', seed: 4, parameters: { interval: 120 } },
      300,
      true,
      DAY,
    ],
    ['has a failing joint', { scenario: 'failing-joint', seed: 5 }, 60, true, 4 * DAY],
    ['runs an older driver and flaps', { scenario: 'flapping', line: 'vdsl2-older', seed: 6 }, 30, true, DAY],
  ] as const)('%s has every interruption that the scrapes can show', (_, what, step, telnet, length) => {
    const period = { ...what, from: to - length, to };
    const truth = truthOf(period);
    expect(truth.interruptions.length).toBeGreaterThan(5);
    expectTruth(historyOf(period, { times: every(step, period), telnet }), truth, telnet);
  });

  it('has unavailable seconds while its uptime is frozen has no event', () => {
    const period = {
      scenario: 'unavailable-seconds',
      parameters: { seconds: 600, interval: 3600 },
      line: 'vdsl2-older',
      seed: 7,
      from: to - DAY / 2,
      to,
    } as const;
    expect(eventsOf(historyOf(period, { times: every(30, period), telnet: true }))).toEqual([]);
  });
});

describe('a line whose uptime is not read for an hour', () => {
  const times = Array.from({ length: 400 }, (_, row) => row * 30);
  const outage = (time: number) => time > 3000 && time < 6600;

  /** Interruptions of a line that came into sync at these times, was read as down at others, and not read at others. */
  const interruptionsWith = (
    syncs: readonly number[],
    down: readonly number[] = [],
    unread: readonly number[] = [],
  ) => {
    const column = (name: Column, value: (time: number) => number | undefined): ColumnSamples => {
      const known = times.filter((time) => value(time) !== undefined);
      return { column: name, times: known, values: known.map((time) => value(time)!) };
    };
    const builder = createHistoryBuilder();
    builder.append([
      column('modemUp', (time) => Number(!unread.includes(time))),
      column('lineUp', (time) => (unread.includes(time) ? undefined : Number(!down.includes(time)))),
      column('uptime', (time) =>
        outage(time) || down.includes(time)
          ? undefined
          : time - Math.max(-9000, ...syncs.filter((sync) => sync <= time)),
      ),
    ]);
    return interruptionEvents(eventsOf(builder.build())).map(({ kind, start, end }) => ({
      kind,
      start,
      end,
    }));
  };

  it('has the retrain that the next uptime shows', () => {
    expect(interruptionsWith([4505])).toEqual([
      { kind: 'retrain', start: { from: 4500, to: 4505 }, end: { from: 4505, to: 4505 } },
    ]);
  });

  it('has a drop that was read once, at the time of sync that the next uptime shows', () => {
    expect(interruptionsWith([4550], [4500, 4530])).toEqual([
      { kind: 'drop', start: { from: 4470, to: 4500 }, end: { from: 4550, to: 4550 } },
    ]);
  });

  it('has the drop that was read and a later retrain that the next uptime shows', () => {
    expect(interruptionsWith([4550, 5015], [4500, 4530])).toEqual([
      { kind: 'drop', start: { from: 4470, to: 4500 }, end: { from: 4530, to: 4560 } },
      { kind: 'retrain', start: { from: 5010, to: 5015 }, end: { from: 5015, to: 5015 } },
    ]);
  });

  it('has a retrain while the modem did not respond, before the shell failed', () => {
    expect(interruptionsWith([4505], [], [4410, 4440, 4470, 4500, 4530, 4560])).toEqual([
      { kind: 'retrain', start: { from: 4380, to: 4505 }, end: { from: 4505, to: 4505 } },
    ]);
  });

  it('has no retrain when the uptime continues', () => {
    expect(interruptionsWith([])).toEqual([]);
  });
});
