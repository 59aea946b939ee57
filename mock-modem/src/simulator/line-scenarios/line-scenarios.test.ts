import { describe, expect, it } from 'vitest';
import { trainingStates } from '../../render/snapshot.ts';
import type { LineSnapshot, TrainingState } from '../../render/snapshot.ts';
import type { ParameterValues } from '../../parameters.ts';
import { lineKindNames } from '../line-kinds/kind.ts';
import { findLineScenario, lineScenarios } from './index.ts';
import { simulatedSource } from '../source.ts';
import type { SimulatedSource } from '../source.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';

const startedAt = Date.UTC(2026, 10, 22, 11, 0, 3) / 1000;

/** A line that was steady for a while, in another scenario. */
function playing(scenario: string, parameters: ParameterValues = {}, seed = 1): SimulatedSource {
  return simulatedSource({ seed, line: 'vdsl2-ginp', startedAt }).switchTo(scenario, parameters, 100);
}
const downstream = (line: LineSnapshot, kind: 'fec' | 'crc' | 'es' | 'ses' | 'uas' | 'los' | 'lom'): number =>
  line.periods.total.errors[kind].downstream;

/** The states of a line, second by second, each with its duration. */
function course(source: SimulatedSource, seconds: number): { state: TrainingState; lasts: number }[] {
  const phases: { state: TrainingState; lasts: number }[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const { state } = source.snapshotAt(second);
    const latest = phases.at(-1);
    if (latest?.state === state) latest.lasts += 1;
    else phases.push({ state, lasts: 1 });
  }
  return phases;
}

describe('lineScenarios', () => {
  it('has a name, a description and valid parameters for each', () => {
    for (const { name, description, parameters } of lineScenarios) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(description.length).toBeLessThan(120);
      for (const parameter of parameters) {
        if ('choices' in parameter) expect(parameter.choices).toContain(parameter.default);
        else {
          expect(parameter.default).toBeGreaterThanOrEqual(parameter.minimum);
          expect(parameter.default).toBeLessThanOrEqual(parameter.maximum);
        }
      }
    }
  });

  it('lists the known scenarios for an unknown one', () => {
    expect(() => findLineScenario('sunshine')).toThrow(
      /^scenario: expected one of steady, everyday, sync-drop, .*, found "sunshine"$/,
    );
  });
});

describe('switching', () => {
  it('continues from the current state in every scenario', () => {
    for (const line of lineKindNames) {
      const source = simulatedSource({ seed: 2, line, startedAt });
      for (const { name } of lineScenarios) {
        const next = source.switchTo(name, {}, 5003.4);

        expect(next.snapshotAt(0), `${line} ${name}`).toEqual(source.snapshotAt(5003.4));
        const [before, after] = [next.snapshotAt(0), next.snapshotAt(8)];
        expect(Math.abs(after.snrMargin.downstream - before.snrMargin.downstream)).toBeLessThan(1.5);
        expect(Math.abs(after.attenuation.downstream - before.attenuation.downstream)).toBeLessThan(1.2);
      }
    }
  });

  it('does not change the source that it was called on', () => {
    const source = simulatedSource({ seed: 2, line: 'vdsl2-ginp', startedAt });
    source.switchTo('flapping', {}, 50).answersAt(9000);

    expect(source.snapshotAt(9000)).toEqual(
      simulatedSource({ seed: 2, line: 'vdsl2-ginp', startedAt }).snapshotAt(9000),
    );
  });

  it('ends an outage', () => {
    const cut = playing('sync-drop', { outage: DAY });
    expect(cut.snapshotAt(HOUR).state).toBe('idle');

    const back = cut.switchTo('steady', {}, HOUR);
    expect(back.snapshotAt(100).state).toBe('showtime');
  });
});

describe('sync-drop', () => {
  it('passes through all states in order, trains for 40 to 90 s after the outage, and restarts the link counters', () => {
    const order = trainingStates.slice(0, 6);
    for (let seed = 0; seed < 25; seed += 1) {
      const source = playing('sync-drop', { outage: 60 }, seed);
      const [before, ...phases] = course(source, 300);
      const training = phases.slice(0, -1).reduce((sum, { lasts }) => sum + lasts, 0) - 60;

      expect(before?.state).toBe('showtime');
      expect(phases.map(({ state }) => state)).toEqual(order);
      expect(training).toBeGreaterThanOrEqual(40);
      expect(training).toBeLessThanOrEqual(90);

      const after = source.snapshotAt(299);
      expect(after.linkUptime).toBe(phases.at(-1)?.lasts === undefined ? 0 : phases.at(-1)!.lasts - 1);
      expect(after.retrainReason).toBe(0x1);
      expect(after.periods.sinceLink.errors.los.downstream).toBe(0);
      expect(after.periods.total.errors.los.downstream).toBe(1);
      expect(after.periods.total.errors.uas.downstream - 60).toBe(training + 60);
    }
  });

  it('keeps the last rates but no modulation on the page while the line is down', () => {
    const { page } = playing('sync-drop').answersAt(60);

    expect(page.body).toMatch(/"NoSignal","","","\d{4,5}","5\d{4}",/);
  });
});

describe('low-snr', () => {
  it.each([
    { parameters: {}, downstreamMargin: 0.5, upstreamMargin: undefined },
    { parameters: { margin: -0.6 }, downstreamMargin: -0.6, upstreamMargin: undefined },
    { parameters: { margin: 2, direction: 'upstream' }, downstreamMargin: undefined, upstreamMargin: 2 },
    { parameters: { margin: 2, direction: 'both' }, downstreamMargin: 2, upstreamMargin: 2 },
  ])('holds the margin: $parameters', ({ parameters, downstreamMargin, upstreamMargin }) => {
    const source = playing('low-snr', parameters);
    const before = source.snapshotAt(0).snrMargin;
    for (let second = 3 * MINUTE; second < 10 * MINUTE; second += 10) {
      const { snrMargin } = source.snapshotAt(second);

      expect(Math.abs(snrMargin.downstream - (downstreamMargin ?? before.downstream))).toBeLessThan(0.5);
      expect(Math.abs(snrMargin.upstream - (upstreamMargin ?? before.upstream))).toBeLessThan(0.5);
    }
  });

  it('drops repeatedly for loss of margin well below 0 dB, with the reason negative margin', () => {
    const line = playing('low-snr', { margin: -2.5 }).snapshotAt(HOUR);

    expect(downstream(line, 'lom')).toBeGreaterThan(3);
    expect(line.retrainReason).toBe(0x4);
  });
});

describe('what each scenario does', () => {
  it('evening-noise lowers the margin below 3 dB and the attainable rate below the sync rate, and ends', () => {
    const source = playing('evening-noise', { hours: 1 });
    const during = source.snapshotAt(30 * MINUTE);

    expect(during.snrMargin.downstream).toBeLessThan(3);
    expect(during.attainableRate.downstream).toBeLessThan(during.bearers[0].rate.downstream);
    expect(source.snapshotAt(HOUR + 5 * MINUTE).snrMargin.downstream).toBeGreaterThan(5.5);
    expect(source.snapshotAt(DAY + 30 * MINUTE).snrMargin.downstream).toBeLessThan(3);
    expect(during.state).toBe('showtime');
  });

  it('impulse-noise causes errored and severely errored seconds at an unchanged margin', () => {
    const source = playing('impulse-noise');
    const [before, after] = [source.snapshotAt(0), source.snapshotAt(HOUR)];

    expect(downstream(after, 'es') - downstream(before, 'es')).toBeGreaterThan(150);
    expect(downstream(after, 'ses') - downstream(before, 'ses')).toBeGreaterThan(60);
    expect(downstream(after, 'crc') - downstream(before, 'crc')).toBeGreaterThan(2000);
    expect(Math.abs(after.snrMargin.downstream - before.snrMargin.downstream)).toBeLessThan(0.6);
  });

  it('fec-storm multiplies corrections and nothing else', () => {
    const steady = playing('steady').snapshotAt(HOUR);
    const storm = playing('fec-storm').snapshotAt(HOUR);
    const before = playing('fec-storm').snapshotAt(0);

    expect(downstream(storm, 'fec') - downstream(before, 'fec')).toBeGreaterThan(
      200 * (downstream(steady, 'fec') - downstream(before, 'fec')),
    );
    expect(downstream(storm, 'es')).toBe(downstream(steady, 'es'));
  });

  it('flapping drops every interval, until line management selects a slower, safer profile', () => {
    const source = playing('flapping');

    expect(downstream(source.snapshotAt(35 * MINUTE), 'los')).toBe(6);
    const later = source.snapshotAt(2 * HOUR);
    expect(later.bearers[0].rate.downstream).toBeLessThanOrEqual(51_500);
    expect(later.bearers[0].rate.downstream).toBeGreaterThan(50_000);
    expect(later.snrMargin.downstream).toBeGreaterThan(7.5);
  });

  it('rate-fault trains at 60 % until the line trains without the fault', () => {
    const source = playing('rate-fault');
    const faulty = source.snapshotAt(10 * MINUTE).bearers[0].rate.downstream;
    expect(faulty).toBeGreaterThan(0.55 * 55_000);
    expect(faulty).toBeLessThan(0.7 * 55_000);

    const repaired = source.switchTo('steady', {}, 10 * MINUTE);
    expect(repaired.snapshotAt(HOUR).bearers[0].rate.downstream).toBe(faulty);
    const trained = repaired.switchTo('sync-drop', {}, HOUR).snapshotAt(10 * MINUTE);
    expect(trained.bearers[0].rate.downstream).toBeGreaterThan(52_000);
  });

  it('attenuation-step drops the line, and the attenuation changes when it trains, not before', () => {
    const source = playing('attenuation-step', { after: 60 });
    const before = source.snapshotAt(0);
    const during = source.snapshotAt(75);
    const after = source.snapshotAt(10 * MINUTE);

    expect(during.state).toBe('idle');
    expect(during.attenuation).toEqual(before.attenuation);
    expect(after.attenuation.downstream - before.attenuation.downstream).toBeCloseTo(3, 0);
    expect(after.bands?.bands.D1.lineAttenuation).toBeGreaterThan(15.5);
    expect(source.snapshotAt(20 * HOUR).attenuation).toEqual(after.attenuation);
  });

  it('failing-joint drops the line and slows it down for hours every few days, and recovers each time', () => {
    const source = playing('failing-joint', { days: 2, hours: 6, drops: 3 });
    const before = source.snapshotAt(0);
    for (const day of [0, 2]) {
      const failing = source.snapshotAt(day * DAY + 5 * HOUR);
      const repaired = source.snapshotAt(day * DAY + 7 * HOUR);

      expect(failing.attenuation.downstream - before.attenuation.downstream).toBeGreaterThan(5);
      expect(failing.bearers[0].rate.downstream).toBeLessThan(0.8 * before.bearers[0].rate.downstream);
      expect(Math.abs(repaired.attenuation.downstream - before.attenuation.downstream)).toBeLessThan(1);
      expect(repaired.bearers[0].rate.downstream).toBeGreaterThan(0.95 * before.bearers[0].rate.downstream);
    }
    // Three drops and the end of the fault, twice.
    expect(downstream(source.snapshotAt(3 * DAY), 'los') - downstream(before, 'los')).toBe(8);
  });

  it('unavailable-seconds stops AS and counts UAS in showtime, while the link time continues', () => {
    const source = playing('unavailable-seconds', { seconds: 40 });
    const [before, after] = [source.snapshotAt(0), source.snapshotAt(5 * MINUTE)];
    const linkTime = after.periods.sinceLink.seconds - before.periods.sinceLink.seconds;

    expect(linkTime).toBe(5 * MINUTE);
    expect(after.linkUptime - before.linkUptime).toBe(5 * MINUTE - 40);
    expect(downstream(after, 'uas') - downstream(before, 'uas')).toBe(40);
    for (let second = 0; second < 5 * MINUTE; second += 1) {
      const line = source.snapshotAt(second);
      expect(line.state).toBe('showtime');
      expect(source.snapshotAt(second + 1).linkUptime).toBeGreaterThanOrEqual(line.linkUptime);
    }
  });

  it('unavailable-seconds repeats at its interval', () => {
    const source = playing('unavailable-seconds', { seconds: 20, interval: 600 });

    expect(downstream(source.snapshotAt(HOUR), 'uas') - downstream(source.snapshotAt(0), 'uas')).toBe(120);
  });

  it('reboot restarts uptime and counters, and measures nothing before the line has trained', () => {
    const source = playing('reboot');
    const booting = source.snapshotAt(30);
    const later = source.snapshotAt(5 * MINUTE);

    expect(booting).toMatchObject({ state: 'idle', attainableRate: { downstream: 0 }, retrainReason: 0 });
    expect(later.state).toBe('showtime');
    expect(later.deviceUptime).toBeLessThan(5 * MINUTE);
    expect(downstream(later, 'fec')).toBeLessThan(2000);
  });

  it('counter-wrap takes FEC and retransmissions past 2³² at the given second, then to their ordinary rate', () => {
    const source = playing('counter-wrap', { seconds: 60 });
    const total = (second: number): number => downstream(source.snapshotAt(second), 'fec');

    expect(total(40)).toBeLessThan(2 ** 32);
    expect(total(70)).toBeGreaterThanOrEqual(2 ** 32);
    expect(total(HOUR) - total(70)).toBeLessThan(20_000);
    expect(source.answersAt(HOUR).telnet['xdslcmd info --stats']).toMatch(/^FEC:\t\t\d{1,5}\t\t/m);
    expect(source.snapshotAt(HOUR).state).toBe('showtime');
  });
});

describe('line management', () => {
  it('selects a slower profile in the morning after too many errored seconds, and the faster one after two quiet weeks', () => {
    const noisy = playing('low-snr', { margin: 0 });
    const slowed = noisy.snapshotAt(DAY);
    expect(slowed.bearers[0].rate.downstream).toBeLessThanOrEqual(51_500);

    const quiet = noisy.switchTo('sync-drop', {}, DAY);
    expect(quiet.snapshotAt(12 * DAY).bearers[0].rate.downstream).toBeLessThanOrEqual(51_500);
    const restored = quiet.snapshotAt(32 * DAY);
    expect(restored.bearers[0].rate.downstream).toBeGreaterThan(52_000);
    expect(restored.retrainReason).toBe(0x2);
  });

  it('interleaves upstream on a G.INP line after many drops', () => {
    const source = playing('flapping');
    const { protection: usual, framing } = source.snapshotAt(0).bearers[0];
    const stepped = source.snapshotAt(2 * HOUR).bearers[0];

    expect([usual.inp.upstream, usual.delay.upstream, framing.d.upstream]).toEqual([0, 0, 1]);
    expect([stepped.protection.inp.upstream, stepped.protection.delay.upstream]).toEqual([3, 8]);
    expect(stepped.framing.d.upstream).toBeGreaterThan(1);
  });

  it('differs in INP or interleaver depth by a few percent after a training with the same profile', () => {
    for (const line of ['vdsl2-ginp', 'vdsl2-interleaved'] as const) {
      const source = simulatedSource({ seed: 1, line, startedAt });
      const before = source.snapshotAt(0).bearers[0];
      const after = source.switchTo('sync-drop', { outage: 0 }, 0).snapshotAt(HOUR).bearers[0];
      const values = ({ framing: { d }, protection: { inp } }: typeof before) => [
        d.downstream,
        inp.downstream,
      ];

      expect(values(after)).not.toEqual(values(before));
      for (const [index, value] of values(after).entries()) {
        expect(Math.abs(value / values(before)[index]! - 1)).toBeLessThan(0.1);
      }
    }
  });

  it('raises impulse noise protection, delay and depth on an interleaved line', () => {
    const source = simulatedSource({ seed: 1, line: 'vdsl2-interleaved', startedAt });
    const { protection: usual, framing } = source.snapshotAt(0).bearers[0];
    const stepped = source.switchTo('flapping', {}, 0).snapshotAt(2 * HOUR).bearers[0];

    expect(stepped.protection.inp.downstream).toBeGreaterThan(usual.inp.downstream);
    expect(stepped.protection.delay.downstream).toBeGreaterThan(usual.delay.downstream);
    expect(stepped.framing.d.downstream).toBeGreaterThan(framing.d.downstream);
  });
});
