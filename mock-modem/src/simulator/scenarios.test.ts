import { describe, expect, it } from 'vitest';
import { trainingStates } from '../render/snapshot.ts';
import type { LineSnapshot, TrainingState } from '../render/snapshot.ts';
import type { ParameterValues } from '../parameters.ts';
import { lineKindNames } from './line-kinds.ts';
import { findLineScenario, lineScenarios } from './scenarios.ts';
import { simulatedSource } from './source.ts';
import type { SimulatedSource } from './source.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

const startedAt = Date.UTC(2026, 10, 22, 11, 0, 3) / 1000;

/** A line that was steady for a while, and plays something else now. */
function playing(scenario: string, parameters: ParameterValues = {}, seed = 1): SimulatedSource {
  return simulatedSource({ seed, line: 'vdsl2-ginp', startedAt }).switchTo(scenario, parameters, 100);
}
const downstream = (line: LineSnapshot, kind: 'fec' | 'crc' | 'es' | 'ses' | 'uas' | 'los' | 'lom'): number =>
  line.periods.total.errors[kind].downstream;

/** The states a line goes through, second by second, each with how long it lasts. */
function course(source: SimulatedSource, seconds: number): { state: TrainingState; lasts: number }[] {
  const stages: { state: TrainingState; lasts: number }[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const { state } = source.snapshotAt(second);
    const latest = stages.at(-1);
    if (latest?.state === state) latest.lasts += 1;
    else stages.push({ state, lasts: 1 });
  }
  return stages;
}

describe('the list', () => {
  it('has a name, a line of description and readable parameters for each', () => {
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

  it('says what there is when there is no such scenario', () => {
    expect(() => findLineScenario('sunshine')).toThrow(
      /^scenario: expected one of steady, everyday, sync-drop, .*, found "sunshine"$/,
    );
  });
});

describe('switching', () => {
  it('goes on from what the line is, in every scenario', () => {
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

  it('leaves the line it came from as it was', () => {
    const source = simulatedSource({ seed: 2, line: 'vdsl2-ginp', startedAt });
    source.switchTo('flapping', {}, 50).answersAt(9000);

    expect(source.snapshotAt(9000)).toEqual(
      simulatedSource({ seed: 2, line: 'vdsl2-ginp', startedAt }).snapshotAt(9000),
    );
  });

  it('ends an outage: the line trains at once', () => {
    const cut = playing('sync-drop', { outage: DAY });
    expect(cut.snapshotAt(HOUR).state).toBe('idle');

    const back = cut.switchTo('steady', {}, HOUR);
    expect(back.snapshotAt(100).state).toBe('showtime');
  });
});

describe('sync-drop', () => {
  it('passes through all states in order, 40 to 90 s of training after the outage, and counts from there', () => {
    const order = trainingStates.slice(0, 6);
    for (let seed = 0; seed < 25; seed += 1) {
      const source = playing('sync-drop', { outage: 60 }, seed);
      const [before, ...stages] = course(source, 300);
      const training = stages.slice(0, -1).reduce((sum, { lasts }) => sum + lasts, 0) - 60;

      expect(before?.state).toBe('showtime');
      expect(stages.map(({ state }) => state)).toEqual(order);
      expect(training).toBeGreaterThanOrEqual(40);
      expect(training).toBeLessThanOrEqual(90);

      const after = source.snapshotAt(299);
      expect(after.linkUptime).toBe(stages.at(-1)?.lasts === undefined ? 0 : stages.at(-1)!.lasts - 1);
      expect(after.retrainReason).not.toBe(0);
      expect(after.periods.sinceLink.errors.los.downstream).toBe(0);
      expect(after.periods.total.errors.los.downstream).toBe(1);
      expect(after.periods.total.errors.uas.downstream - 60).toBe(training + 60);
    }
  });

  it('leaves the old rates on the page while the line is down, and no modulation', () => {
    const { page } = playing('sync-drop').answersAt(60);

    expect(page.body).toMatch(/"NoSignal","","","(10000|999\d)","(55000|5499\d)",/);
  });
});

describe('low-snr', () => {
  it.each([
    { parameters: {}, downstreamMargin: 0.5, upstreamMargin: 6.4 },
    { parameters: { margin: -0.6 }, downstreamMargin: -0.6, upstreamMargin: 6.4 },
    { parameters: { margin: 2, direction: 'upstream' }, downstreamMargin: 6.9, upstreamMargin: 2 },
    { parameters: { margin: 2, direction: 'both' }, downstreamMargin: 2, upstreamMargin: 2 },
  ])('holds the margin: $parameters', ({ parameters, downstreamMargin, upstreamMargin }) => {
    const source = playing('low-snr', parameters);
    for (let second = 3 * MINUTE; second < 10 * MINUTE; second += 10) {
      const { snrMargin } = source.snapshotAt(second);

      expect(Math.abs(snrMargin.downstream - downstreamMargin)).toBeLessThan(0.5);
      expect(Math.abs(snrMargin.upstream - upstreamMargin)).toBeLessThan(0.5);
    }
  });

  it('well below zero the line cannot hold: it trains anew for loss of margin', () => {
    expect(downstream(playing('low-snr', { margin: -2.5 }).snapshotAt(HOUR), 'lom')).toBeGreaterThan(3);
  });
});

describe('what each scenario does', () => {
  it('evening-noise takes the margin under 3 dB and the attainable rate under the sync rate, and gives it back', () => {
    const source = playing('evening-noise', { hours: 1 });
    const during = source.snapshotAt(30 * MINUTE);

    expect(during.snrMargin.downstream).toBeLessThan(3);
    expect(during.attainableRate.downstream).toBeLessThan(during.bearers[0].rate.downstream);
    expect(source.snapshotAt(HOUR + 5 * MINUTE).snrMargin.downstream).toBeGreaterThan(5.5);
    expect(source.snapshotAt(DAY + 30 * MINUTE).snrMargin.downstream).toBeLessThan(3);
    expect(during.state).toBe('showtime');
  });

  it('impulse-noise leaves errored and severely errored seconds at an unchanged margin', () => {
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

  it('flapping drops every interval, until line management steps in with a slower, safer profile', () => {
    const source = playing('flapping');

    expect(downstream(source.snapshotAt(35 * MINUTE), 'los')).toBe(6);
    const later = source.snapshotAt(2 * HOUR);
    expect(later.bearers[0].rate.downstream).toBeLessThan(50_000);
    expect(later.snrMargin.downstream).toBeGreaterThan(9);
  });

  it('rate-fault trains at 60 % and stays there until the line trains again', () => {
    const source = playing('rate-fault');
    const faulty = source.snapshotAt(10 * MINUTE).bearers[0].rate.downstream;
    expect(faulty).toBeGreaterThan(0.55 * 55_000);
    expect(faulty).toBeLessThan(0.7 * 55_000);

    const mended = source.switchTo('steady', {}, 10 * MINUTE);
    expect(mended.snapshotAt(HOUR).bearers[0].rate.downstream).toBe(faulty);
    const trained = mended.switchTo('sync-drop', {}, HOUR).snapshotAt(10 * MINUTE);
    expect(trained.bearers[0].rate.downstream).toBeGreaterThan(54_000);
  });

  it('attenuation-step adds its decibels and stays', () => {
    const source = playing('attenuation-step');
    const step = (second: number): number =>
      source.snapshotAt(second).attenuation.downstream - source.snapshotAt(0).attenuation.downstream;

    expect(step(MINUTE)).toBeCloseTo(3, 1);
    expect(Math.abs(step(3 * HOUR) - 3)).toBeLessThan(0.4);
    expect(source.snapshotAt(3 * HOUR).bands?.bands.D1.lineAttenuation).toBeGreaterThan(15.5);
  });

  it('reboot begins uptime and counters anew, trains, and measures nothing before', () => {
    const source = playing('reboot');
    const booting = source.snapshotAt(30);
    const later = source.snapshotAt(5 * MINUTE);

    expect(booting).toMatchObject({ state: 'idle', attainableRate: { downstream: 0 }, retrainReason: 0 });
    expect(later.state).toBe('showtime');
    expect(later.deviceUptime).toBeLessThan(5 * MINUTE);
    expect(downstream(later, 'fec')).toBeLessThan(2000);
  });

  it('counter-wrap: FEC and retransmissions pass 2³² at the given second, and go on at their usual pace', () => {
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
  it('steps down in the morning after too many errored seconds, and up again after quiet days', () => {
    const noisy = playing('low-snr', { margin: 0 });
    const slowed = noisy.snapshotAt(DAY);
    expect(slowed.bearers[0].rate.downstream).toBeLessThan(50_000);

    const quiet = noisy.switchTo('steady', {}, DAY);
    expect(quiet.snapshotAt(5 * DAY).bearers[0].rate.downstream).toBeGreaterThan(54_000);
  });

  it('on an interleaved line raises protection and delay', () => {
    const source = simulatedSource({ seed: 1, line: 'vdsl2-interleaved', startedAt });
    const { protection: usual, framing } = source.snapshotAt(0).bearers[0];
    const stepped = source.switchTo('flapping', {}, 0).snapshotAt(2 * HOUR).bearers[0];

    expect(stepped.protection.inp.downstream).toBeGreaterThan(usual.inp.downstream);
    expect(stepped.protection.delay.downstream).toBeGreaterThan(usual.delay.downstream);
    expect(stepped.framing.d.downstream).toBeGreaterThan(framing.d.downstream);
  });
});
