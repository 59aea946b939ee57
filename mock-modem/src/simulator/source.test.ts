import { describe, expect, it } from 'vitest';
import { renderXdslStatus } from '../render/page.ts';
import { renderStats } from '../render/stats.ts';
import { cycleStart } from './line-scenarios/everyday.ts';
import { lineKindNames } from './line-kinds/kind.ts';
import { simulatedSource } from './source.ts';
import type { SimulatedSource } from './source.ts';
import { DAY, HOUR } from './time.ts';

/** A Sunday in November, eleven in the morning, between two ticks. */
const startedAt = Date.UTC(2026, 10, 22, 11, 0, 3) / 1000;
const ginp = (scenario = 'steady', seed = 1): SimulatedSource =>
  simulatedSource({ seed, line: 'vdsl2-ginp', scenario, startedAt });

describe('a simulated line', () => {
  it('can be read at earlier moments', () => {
    const source = ginp('sync-drop');
    const up = [source.courseAt(5), source.courseAt(60), source.courseAt(5)].map(({ state }) => state);

    expect(up).toEqual(['showtime', 'idle', 'showtime']);
    expect(source.snapshotAt(60)).toMatchObject(source.courseAt(60));
  });

  it('differs by seed', () => {
    const margins = Array.from(
      { length: 30 },
      (_, seed) => ginp('steady', seed).snapshotAt(0).snrMargin.downstream,
    );

    expect(new Set(margins).size).toBeGreaterThan(8);
  });

  it('returns the same object within a second', () => {
    const source = ginp();
    const answers = source.answersAt(10.2);

    expect(source.answersAt(10.9)).toBe(answers);
    expect(source.answersAt(10.9).page).toBe(answers.page);
    expect(source.answersAt(11)).not.toBe(answers);
  });

  it('renders page and shell from the same values', () => {
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
        'xdslcmd info --Bits',
        'xdslcmd info --SNR',
        'xdslcmd info --QLN',
        'xdslcmd info --Hlog',
        'xdslcmd info --show',
        'xdslcmd info --state',
        'cat /proc/uptime',
      ]);
    }
  });
});

describe('levels and rates', () => {
  it.each([
    // Rates of public recordings with such an attenuation, within 10 %.
    { line: 'vdsl2-ginp' as const, attenuation: 17, attainable: 57_000, sync: 56_000 },
    { line: 'vdsl2-interleaved' as const, attenuation: 21.6, attainable: 45_300, sync: 44_300 },
    { line: 'adsl2plus' as const, attenuation: 32.4, attainable: 13_900, sync: 12_288 },
    { line: 'vdsl2-ginp-3db' as const, attenuation: 17, attainable: 63_900, sync: 62_000 },
  ])('$line: $attenuation dB and $sync kbit/s', ({ line, attenuation, attainable, sync }) => {
    for (let seed = 0; seed < 40; seed += 1) {
      const snapshot = simulatedSource({ seed, line, startedAt }).snapshotAt(0);

      expect(Math.abs(snapshot.attenuation.downstream - attenuation)).toBeLessThan(2);
      expect(Math.abs(snapshot.attainableRate.downstream / attainable - 1)).toBeLessThan(0.1);
      expect(Math.abs(snapshot.bearers[0].rate.downstream / sync - 1)).toBeLessThan(0.1);
    }
  });

  it('has a margin that is lower in the evening and varies in the short term', () => {
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

  it('reports 0 dB for what the driver does not measure: upstream on VDSL2, both on the older driver', () => {
    expect(ginp().snapshotAt(0).attenuation.upstream).toBe(0);
    expect(simulatedSource({ seed: 1, line: 'vdsl2-older', startedAt }).snapshotAt(0).attenuation).toEqual({
      downstream: 0,
      upstream: 0,
    });
  });

  it('a decibel of margin is worth 1.87 Mbit/s at 40 Mbit/s', () => {
    const line = simulatedSource({ seed: 1, line: 'vdsl2-interleaved', startedAt });
    const noisy = line.switchTo('evening-noise', { decibels: 3, hours: 5 }, 0);
    const [before, after] = [noisy.snapshotAt(0), noisy.snapshotAt(HOUR)];
    const lost = before.snrMargin.downstream - after.snrMargin.downstream;

    expect((before.attainableRate.downstream - after.attainableRate.downstream) / lost).toBeGreaterThan(1600);
    expect((before.attainableRate.downstream - after.attainableRate.downstream) / lost).toBeLessThan(2000);
  });

  it.each([
    { line: 'vdsl2-ginp' as const, target: 6 },
    { line: 'vdsl2-ginp-3db' as const, target: 3 },
    { line: 'vdsl2-interleaved' as const, target: 6 },
  ])('$line trains to its target margin of $target dB, at another rate each time', ({ line, target }) => {
    const source = simulatedSource({
      seed: 1,
      line,
      scenario: 'flapping',
      parameters: { interval: 600 },
      startedAt,
    });
    const trained = Array.from({ length: 6 }, (_, index) => source.snapshotAt(600 * (index + 1) + 200));

    for (const { snrMargin } of trained) {
      expect(snrMargin.downstream).toBeGreaterThan(target - 0.3);
      expect(snrMargin.downstream).toBeLessThan(target + 1.6);
    }
    expect(new Set(trained.map(({ bearers }) => bearers[0].rate.downstream)).size).toBe(6);
  });

  it.each(['vdsl2-ginp', 'vdsl2-ginp-3db', 'vdsl2-interleaved'] as const)(
    '%s has the error ratios of public recordings',
    (line) => {
      const source = simulatedSource({ seed: 1, line, startedAt });
      const [before, after] = [source.snapshotAt(0), source.snapshotAt(10 * DAY)];
      const grown = (kind: 'fec' | 'crc' | 'es' | 'ses', side: 'downstream' | 'upstream'): number =>
        after.periods.total.errors[kind][side] - before.periods.total.errors[kind][side];
      const erroredSeconds = grown('es', 'upstream') / 10;

      expect(erroredSeconds).toBeGreaterThan(130);
      expect(erroredSeconds).toBeLessThan(230);
      expect(grown('es', 'downstream')).toBeLessThan(grown('es', 'upstream'));
      expect(grown('ses', 'upstream') / grown('es', 'upstream')).toBeGreaterThan(0.004);
      expect(grown('ses', 'upstream') / grown('es', 'upstream')).toBeLessThan(0.12);
      if (before.ginp === undefined || after.ginp === undefined) return;
      const corrected = after.ginp.corrected.downstream - before.ginp.corrected.downstream;
      expect(grown('fec', 'upstream')).toBe(0);
      expect(corrected / grown('fec', 'downstream')).toBeGreaterThan(0.003);
      expect(corrected / grown('fec', 'downstream')).toBeLessThan(0.18);
    },
  );

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
  const withPast = (at: number, scenario = 'everyday'): SimulatedSource =>
    simulatedSource({ seed: 1, line: 'vdsl2-ginp', scenario, startedAt: at, past: true });

  it('equals the line that is simulated continuously', () => {
    for (const days of [0.3, 11]) {
      expect(withPast(startedAt).snapshotAt(0)).toEqual(
        withPast(startedAt - days * DAY).snapshotAt(days * DAY),
      );
    }
  });

  it('equals the continuously simulated line across a power cut', () => {
    const powerCut = cycleStart(1, startedAt);
    const before = withPast(powerCut - 90);

    expect(before.snapshotAt(80).deviceUptime).toBeGreaterThan(27 * DAY);
    expect(before.snapshotAt(97).deviceUptime).toBe(7);
    expect(before.snapshotAt(5 * HOUR)).toEqual(withPast(powerCut + 5 * HOUR - 90).snapshotAt(0));
  });

  it('continues in any scenario', () => {
    const past = withPast(startedAt).snapshotAt(0);

    expect(withPast(startedAt, 'low-snr').snapshotAt(0)).toEqual(past);
  });
});
