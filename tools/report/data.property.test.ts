import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderCsv } from './csv.ts';
import { reportData } from './data.ts';
import type { StateSeconds } from './report-data.ts';
import { interruptionEvents } from './event-types.ts';
import { type Column, createHistoryBuilder, type LineHistory } from './history.ts';
import { summaryOf } from './sentences.ts';
import { createZone } from './zone.ts';

const START = Date.UTC(2026, 9, 24) / 1000;
const zone = createZone('Europe/London');

/** A scrape: seconds since the one before, and what it found. */
const scrape = fc.record({
  after: fc.oneof(
    { weight: 8, arbitrary: fc.constant(30) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 40_000 }) },
  ),
  found: fc.oneof(
    { weight: 6, arbitrary: fc.constant('up' as const) },
    { weight: 2, arbitrary: fc.constant('down' as const) },
    { weight: 1, arbitrary: fc.constantFrom('unreachable' as const, 'unknown' as const) },
  ),
  uptime: fc.option(fc.integer({ min: 0, max: 2_000_000 }), { nil: undefined }),
  deviceUptime: fc.option(fc.integer({ min: 0, max: 2_000_000 }), { nil: undefined }),
  margin: fc.option(fc.double({ min: -5, max: 20, noNaN: true }), { nil: undefined }),
  erroredSeconds: fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { nil: undefined }),
  syncRate: fc.option(fc.integer({ min: 0, max: 20_000_000 }), { nil: undefined }),
});

function historyOf(
  scrapes: readonly (typeof scrape extends fc.Arbitrary<infer T> ? T : never)[],
): LineHistory {
  let time = START;
  const timed = scrapes.map(({ after, ...each }) => ({ ...each, time: (time += after) }));
  const column = (name: Column, value: (each: (typeof timed)[number]) => number | undefined) => {
    const known = timed.filter((each) => value(each) !== undefined);
    return { column: name, times: known.map((each) => each.time), values: known.map((each) => value(each)!) };
  };
  const builder = createHistoryBuilder();
  const ifUp = (each: (typeof timed)[number], value: number | undefined) =>
    each.found === 'up' ? value : undefined;
  builder.append([
    column('modemUp', ({ found }) => (found === 'unreachable' ? 0 : 1)),
    column('lineUp', ({ found }) => (found === 'up' ? 1 : found === 'down' ? 0 : undefined)),
    column('uptime', (each) => ifUp(each, each.uptime)),
    column('deviceUptime', ({ found, deviceUptime }) => (found === 'unreachable' ? undefined : deviceUptime)),
    column('margin.downstream', (each) => ifUp(each, each.margin)),
    column('erroredSeconds.upstream', (each) => ifUp(each, each.erroredSeconds)),
    column('syncRate.downstream', (each) => ifUp(each, each.syncRate)),
  ]);
  return builder.build();
}

const total = (seconds: StateSeconds): number => Object.values(seconds).reduce((sum, each) => sum + each, 0);

it('every second of the range has one state, and every day is part of it, whatever was scraped', () => {
  fc.assert(
    fc.property(
      fc.array(scrape, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 30 }),
      (scrapes, days) => {
        const history = historyOf(scrapes);
        const to = history.times.at(-1)!;
        const data = reportData(history, {
          lineName: 'HG612',
          range: { from: to - days * 86_400, to },
          zone,
          createdAt: to,
          contract: { downstream: { guaranteed: 5_000_000 } },
          marginLimits: {},
          method: {},
        });
        const length = data.range.to - data.range.from;
        expect(total(data.seconds)).toBeCloseTo(length, 3);
        expect(data.days.reduce((sum, day) => sum + total(day.seconds), 0)).toBeCloseTo(length, 3);
        let at = data.range.from;
        for (const segment of data.strip) {
          expect(segment.from).toBe(at);
          expect(segment.to).toBeGreaterThan(segment.from);
          at = segment.to;
        }
        if (data.strip.length > 0) expect(at).toBe(data.range.to);
        if (data.availability !== undefined) {
          expect(data.availability).toBeGreaterThanOrEqual(0);
          expect(data.availability).toBeLessThanOrEqual(1);
        }
        for (const { start, end } of interruptionEvents(data.events)) {
          expect(start.from).toBeLessThanOrEqual(start.to);
          if (end === undefined) continue;
          expect(end.from).toBeLessThanOrEqual(end.to);
          expect(end.to).toBeGreaterThanOrEqual(start.from);
        }
        const texts = [...summaryOf(data, zone), renderCsv(data, zone)].join(' ');
        expect(texts).not.toMatch(/NaN|undefined|Infinity/);
      },
    ),
  );
});
