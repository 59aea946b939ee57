import { describe, expect, it } from 'vitest';
import type { LineSnapshot } from '../../render/snapshot.ts';
import { simulatedSource } from '../source.ts';
import { DAY, MINUTE } from '../time.ts';

const startedAt = Date.UTC(2026, 10, 22, 11, 0, 3) / 1000;
const STEP = 10 * MINUTE;

/** Thirty days of a line, sampled every ten minutes, those in showtime only. */
function month(seed: number, from: number): LineSnapshot[] {
  const source = simulatedSource({
    seed,
    line: 'vdsl2-ginp',
    scenario: 'everyday',
    startedAt: from,
    past: true,
  });
  return Array.from({ length: (30 * DAY) / STEP }, (_, index) => source.snapshotAt(index * STEP)).filter(
    ({ state }) => state === 'showtime',
  );
}

/** The first sample of every link, with the last one of the link before. */
function retrains(samples: readonly LineSnapshot[]): { before: LineSnapshot; after: LineSnapshot }[] {
  return samples
    .slice(1)
    .map((after, index) => ({ before: samples[index] ?? after, after }))
    .filter(({ before, after }) => after.linkUptime < before.linkUptime);
}

const rate = ({ bearers: [{ rate: both }] }: LineSnapshot): number => both.downstream;

describe('30 days of everyday', () => {
  const cases = [1, 2, 3, 4].map((seed) => ({ seed, samples: month(seed, startedAt - seed * 6 * DAY) }));

  it.each(cases)('seed $seed has a quiet week', ({ samples }) => {
    const longest = Math.max(...samples.map(({ linkUptime }) => linkUptime));

    expect(longest).toBeGreaterThan(7 * DAY);
  });

  it.each(cases)(
    'seed $seed has a bad evening and a step of line management, undone two weeks later',
    ({ samples }) => {
      const byManagement = retrains(samples).filter(({ after }) => after.retrainReason === 0x2);
      const change = byManagement.map(({ before, after }) => {
        const protection = (line: LineSnapshot): number => line.bearers[0].protection.inp.upstream;
        return Math.sign(protection(after) - protection(before));
      });
      const worstDay = Math.max(...samples.map(({ periods }) => periods.previousDay.errors.es.downstream));

      expect(worstDay).toBeGreaterThan(2880);
      expect(change).toContain(1);
      expect(change).toContain(-1);
    },
  );

  it.each(cases)('seed $seed has a power cut', ({ samples }) => {
    const reboots = retrains(samples).filter(({ before, after }) => after.deviceUptime < before.deviceUptime);

    expect(reboots.length).toBeGreaterThan(0);
    expect(reboots.map(({ after }) => after.retrainReason)).toContain(0);
  });

  it.each(cases)(
    'seed $seed has a fault with more attenuation and a lower rate, and its repair',
    ({ samples }) => {
      const steps = retrains(samples).map(({ before, after }) => ({
        attenuation: after.attenuation.downstream - before.attenuation.downstream,
        rate: rate(after) / rate(before),
      }));

      expect(steps.some((step) => step.attenuation > 4 && step.rate < 0.8)).toBe(true);
      expect(steps.some((step) => step.attenuation < -4 && step.rate > 1.2)).toBe(true);
    },
  );

  it.each(cases)('seed $seed changes its attenuation at trainings only', ({ samples }) => {
    const unexpected = samples.slice(1).filter((after, index) => {
      const before = samples[index] ?? after;
      return (
        after.linkUptime > before.linkUptime && after.attenuation.downstream !== before.attenuation.downstream
      );
    });

    expect(unexpected).toEqual([]);
  });
});
