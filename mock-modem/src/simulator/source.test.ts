import { describe, expect, it } from 'vitest';
import { renderXdslStatus } from '../render/page.ts';
import { renderStats } from '../render/stats.ts';
import { eraStart } from './everyday.ts';
import { lineKindNames } from './line-kinds.ts';
import { simulatedSource } from './source.ts';
import type { SimulatedSource } from './source.ts';
import { DAY, HOUR } from './time.ts';

/** A Sunday in November, eleven in the morning, between two ticks. */
const startedAt = Date.UTC(2026, 10, 22, 11, 0, 3) / 1000;
const ginp = (scenario = 'steady', seed = 1): SimulatedSource =>
  simulatedSource({ seed, line: 'vdsl2-ginp', scenario, startedAt });

describe('a simulated line', () => {
  it('can be asked about what was, too', () => {
    const source = ginp('sync-drop');
    const up = [source.courseAt(5), source.courseAt(60), source.courseAt(5)].map(({ state }) => state);

    expect(up).toEqual(['showtime', 'idle', 'showtime']);
    expect(source.snapshotAt(60)).toMatchObject(source.courseAt(60));
  });

  it('is another line for another seed', () => {
    const margins = Array.from(
      { length: 30 },
      (_, seed) => ginp('steady', seed).snapshotAt(0).snrMargin.downstream,
    );

    expect(new Set(margins).size).toBeGreaterThan(8);
  });

  it('gives the same answers within a second and renders it once', () => {
    const source = ginp();
    const answers = source.answersAt(10.2);

    expect(source.answersAt(10.9)).toBe(answers);
    expect(source.answersAt(10.9).page).toBe(answers.page);
    expect(source.answersAt(11)).not.toBe(answers);
  });

  it('tells the same by page and by shell', () => {
    for (const line of lineKindNames) {
      const source = simulatedSource({ seed: 4, line, startedAt });
      const snapshot = source.snapshotAt(500);
      const { page, telnet } = source.answersAt(500);

      expect(page.body).toBe(
        renderXdslStatus(snapshot, { layout: line === 'adsl2plus' ? 'documented' : 'shifted' }),
      );
      expect(telnet['xdslcmd info --stats']).toBe(
        renderStats(snapshot, { driver: line === 'vdsl2-older' ? 'older' : 'newer' }),
      );
      expect(Object.keys(telnet)).toEqual([
        'xdslcmd info --stats',
        'xdslcmd info --pbParams',
        'xdslcmd info --show',
        'xdslcmd info --state',
        'cat /proc/uptime',
      ]);
    }
  });
});

describe('levels and rates', () => {
  it.each([
    // What lines of the real world with such an attenuation reach, give or take 10 %.
    { line: 'vdsl2-ginp' as const, attenuation: 17, attainable: 59_000, sync: 55_000 },
    { line: 'vdsl2-interleaved' as const, attenuation: 21.6, attainable: 46_500, sync: 43_900 },
    { line: 'adsl2plus' as const, attenuation: 32.4, attainable: 13_900, sync: 12_288 },
  ])('$line: $attenuation dB and $sync kbit/s go together', ({ line, attenuation, attainable, sync }) => {
    for (let seed = 0; seed < 40; seed += 1) {
      const snapshot = simulatedSource({ seed, line, startedAt }).snapshotAt(0);

      expect(Math.abs(snapshot.attenuation.downstream - attenuation)).toBeLessThan(2);
      expect(Math.abs(snapshot.attainableRate.downstream / attainable - 1)).toBeLessThan(0.1);
      expect(snapshot.bearers[0].rate.downstream).toBeLessThanOrEqual(sync);
      expect(snapshot.bearers[0].rate.downstream).toBeGreaterThan(0.9 * sync);
    }
  });

  it('the margin has a daily rhythm: lower in the evening, and it flickers in between', () => {
    const source = simulatedSource({ seed: 1, line: 'vdsl2-ginp', startedAt: startedAt - 11 * HOUR });
    const margins = (from: number): number[] =>
      Array.from({ length: 60 }, (_, minute) => source.snapshotAt(from + minute * 60).snrMargin.downstream);
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const morning = margins(10 * HOUR);
    const evening = margins(20 * HOUR);

    expect(mean(morning) - mean(evening)).toBeGreaterThan(0.6);
    expect(new Set(morning).size).toBeGreaterThan(1);
    expect(Math.min(...evening)).toBeGreaterThan(3);
  });

  it('what the driver does not measure is 0: upstream on VDSL2, both on the older driver', () => {
    expect(ginp().snapshotAt(0).attenuation.upstream).toBe(0);
    expect(simulatedSource({ seed: 1, line: 'vdsl2-older', startedAt }).snapshotAt(0).attenuation).toEqual({
      downstream: 0,
      upstream: 0,
    });
  });

  it('errors follow the margin', () => {
    const errors = (margin: number): number[] => {
      const source = simulatedSource({
        seed: 1,
        line: 'vdsl2-ginp',
        scenario: 'low-snr',
        parameters: { margin },
        startedAt,
      });
      const { errors: before } = source.snapshotAt(120).periods.total;
      const { errors: after } = source.snapshotAt(120 + 6 * HOUR).periods.total;
      return (['fec', 'es', 'ses'] as const).map((kind) => after[kind].downstream - before[kind].downstream);
    };
    const [fec6 = 0, es6 = 0] = errors(6);
    const [fec3 = 0, es3 = 0] = errors(3);
    const [fec1 = 0, es1 = 0, ses1 = 0] = errors(1);

    expect(fec3).toBeGreaterThan(4 * fec6);
    expect(fec1).toBeGreaterThan(2 * fec3);
    expect(es3).toBeGreaterThan(es6);
    expect(es1).toBeGreaterThan(4 * es3);
    expect(ses1).toBeGreaterThan(0);
  });
});

describe('a line with a past', () => {
  const lived = (at: number, scenario = 'everyday'): SimulatedSource =>
    simulatedSource({ seed: 1, line: 'vdsl2-ginp', scenario, startedAt: at, past: true });

  it('is the line that it would be, had one watched it all the time', () => {
    for (const days of [0.3, 11]) {
      expect(lived(startedAt).snapshotAt(0)).toEqual(lived(startedAt - days * DAY).snapshotAt(days * DAY));
    }
  });

  it('goes through a power cut as if it had been watched from the other side', () => {
    const cut = eraStart(1, startedAt);
    const before = lived(cut - 90);

    expect(before.snapshotAt(80).deviceUptime).toBeGreaterThan(27 * DAY);
    expect(before.snapshotAt(97).deviceUptime).toBe(7);
    expect(before.snapshotAt(5 * HOUR)).toEqual(lived(cut + 5 * HOUR - 90).snapshotAt(0));
  });

  it('goes on from there in whatever scenario it is to play', () => {
    const past = lived(startedAt).snapshotAt(0);

    expect(lived(startedAt, 'low-snr').snapshotAt(0)).toEqual(past);
  });

  it('has had things happen to it, and quiet days', () => {
    const start = eraStart(1, startedAt) - 28 * DAY;
    const source = lived(start);
    let drops = 0;
    let quietDays = 0;
    let lowest = Infinity;
    for (let day = 1; day < 27; day += 1) {
      const before = source.snapshotAt((day - 1) * DAY + 600).periods.total.errors;
      for (let second = 600; second < DAY; second += 900) {
        lowest = Math.min(lowest, source.snapshotAt((day - 1) * DAY + second).snrMargin.downstream);
      }
      const after = source.snapshotAt(day * DAY + 600).periods.total.errors;
      drops += after.los.downstream - before.los.downstream;
      if (after.los.downstream === before.los.downstream && after.ses.downstream === before.ses.downstream) {
        quietDays += 1;
      }
    }

    expect(drops).toBeGreaterThan(0);
    expect(drops).toBeLessThan(20);
    expect(quietDays).toBeGreaterThan(10);
    expect(lowest).toBeLessThan(4.5);
  });
});
