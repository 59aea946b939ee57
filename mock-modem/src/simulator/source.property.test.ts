import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorKinds } from '../render/snapshot.ts';
import type { LineSnapshot } from '../render/snapshot.ts';
import { lineKindNames } from './line-kinds/kind.ts';
import { lineScenarioNames } from './line-scenarios/index.ts';
import { simulatedSource } from './source.ts';
import { DAY } from './time.ts';

const anyLine = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  line: fc.constantFrom(...lineKindNames),
  scenario: fc.constantFrom(...lineScenarioNames),
  startedAt: fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
});

/** All that only ever grows between two boots, or two resyncs. */
function counters(line: LineSnapshot): number[] {
  const errors = errorKinds.flatMap((kind) => Object.values(line.periods.total.errors[kind]));
  return [...errors, line.deviceUptime];
}
function linkCounters({
  periods,
  bearers,
  ginp: retransmissions,
  bitswaps,
  linkUptime,
}: LineSnapshot): number[] {
  const errors = errorKinds.flatMap((kind) => Object.values(periods.sinceLink.errors[kind]));
  const [{ counts }] = bearers;
  const pairs = [
    counts.hec,
    counts.rsWords,
    counts.rsCorrected,
    counts.overheadFrames,
    counts.overheadFrameErrors,
    bitswaps.done,
    ...(retransmissions === undefined ? [] : [retransmissions.retransmitted, retransmissions.uncorrected]),
  ];
  return [...errors, ...pairs.flatMap((pair) => Object.values(pair)), linkUptime];
}

describe('a simulated line', () => {
  it('is identical for the same seed, whatever the order of reads', () => {
    fc.assert(
      fc.property(
        anyLine,
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 8 }),
        (options, moments) => {
          const asked = simulatedSource(options);
          for (const moment of moments) asked.answersAt(moment);
          const readOnce = simulatedSource(options);

          expect(asked.courseAt(14_000)).toMatchObject(readOnce.courseAt(14_000));
          expect(asked.answersAt(15_000).telnet).toEqual(readOnce.answersAt(15_000).telnet);
          expect(asked.answersAt(15_000).page).toEqual(readOnce.answersAt(15_000).page);
        },
      ),
    );
  });

  it('never decreases a counter except at boot or resync', () => {
    fc.assert(
      fc.property(anyLine, fc.integer({ min: 7, max: 900 }), (options, step) => {
        const source = simulatedSource(options);
        let before = source.snapshotAt(0);
        for (let second = step; second < 60 * step; second += step) {
          const now = source.snapshotAt(second);
          const booted = now.deviceUptime < before.deviceUptime;
          const watched = before.state === 'showtime' && now.linkUptime === before.linkUptime + step;
          const smaller = (of: (line: LineSnapshot) => number[]): number[] =>
            of(now).filter((value, index) => value < (of(before)[index] ?? 0));

          if (!booted) expect(smaller(counters)).toEqual([]);
          if (watched) expect(smaller(linkCounters)).toEqual([]);
          if (now.state === 'showtime') {
            expect(Math.min(...Object.values(now.bearers[0].rate))).toBeGreaterThan(0);
            expect(Math.min(...Object.values(now.attainableRate))).toBeGreaterThan(0);
          } else expect(now.linkUptime).toBe(0);
          before = now;
        }
      }),
    );
  });

  it('has consistent error tables: periods within totals, FEC ≫ CRC ≥ ES ≥ SES', () => {
    fc.assert(
      fc.property(anyLine, fc.integer({ min: 0, max: 2 * DAY }), (options, moment) => {
        const { periods } = simulatedSource(options).snapshotAt(moment);
        for (const side of ['downstream', 'upstream'] as const) {
          for (const kind of errorKinds) {
            expect(periods.latestQuarterHour.errors[kind][side]).toBeLessThanOrEqual(
              periods.total.errors[kind][side],
            );
            expect(periods.latestDay.errors[kind][side]).toBeLessThanOrEqual(
              periods.total.errors[kind][side],
            );
            expect(periods.sinceLink.errors[kind][side]).toBeLessThanOrEqual(
              periods.total.errors[kind][side],
            );
          }
          const { fec, crc, es, ses } = periods.total.errors;
          expect(crc[side]).toBeGreaterThanOrEqual(es[side]);
          expect(es[side]).toBeGreaterThanOrEqual(ses[side]);
          if (side === 'downstream' && options.scenario !== 'flapping' && es[side] > 50) {
            expect(fec[side]).toBeGreaterThan(crc[side]);
          }
        }
      }),
    );
  });
});
