import { describe, expect, it } from 'vitest';
import { ParameterError } from '../parameters.ts';
import { UnknownFleetEventError } from './events.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { DEFAULT_FLEET } from './inventory.ts';

/** 2026-11-20 12:00 UTC */
const START = 1_795_176_000;
const STATS = 'xdslcmd info --stats';

/** Fleet of three sites with 20, 20 and 5 lines, and its clock. */
function fleetWithClock(): { fleet: Fleet; wait: (seconds: number) => void } {
  let elapsed = 0;
  const fleet = createFleet({
    ...DEFAULT_FLEET,
    size: 45,
    seed: 1,
    startedAt: START,
    elapsedSeconds: () => elapsed,
  });
  return { fleet, wait: (seconds) => void (elapsed += seconds) };
}

const pageOf = (fleet: Fleet, number: number): string => String(fleet.answers(number)?.page.body);
const isUp = (fleet: Fleet, number: number): boolean => pageOf(fleet, number).includes('"Up"');
const numbers = (fleet: Fleet, matches: (number: number) => boolean): number[] =>
  fleet.modems().flatMap(({ number }) => (matches(number) ? [number] : []));
const downNow = (fleet: Fleet): number[] => numbers(fleet, (number) => !isUp(fleet, number));
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the modems of a fleet', () => {
  it('have names, sites and addresses', () => {
    const { fleet } = fleetWithClock();
    const modems = fleet.modems();
    expect(modems).toHaveLength(45);
    expect(modems[0]).toEqual({ number: 1, line: 'Mill Lane/01', site: 'Mill Lane', address: '127.1.0.1' });
    expect(modems[44]).toEqual({
      number: 45,
      line: 'Church Street/05',
      site: 'Church Street',
      address: '127.1.0.45',
    });
  });

  it('have unique names in the largest fleet', () => {
    const settings = { ...DEFAULT_FLEET, size: 10_000, siteSize: 3 };
    const modems = createFleet({ ...settings, seed: 1, startedAt: START, elapsedSeconds: () => 0 }).modems();
    expect(new Set(modems.map(({ line }) => line)).size).toBe(10_000);
    expect(new Set(modems.map(({ site }) => site)).size).toBe(3334);
    expect(modems.at(-1)).toEqual({
      number: 10_000,
      line: 'The Crescent 167/01',
      site: 'The Crescent 167',
      address: '127.1.39.16',
    });
  });

  it.each([
    { address: '127.1.0.1', number: 1 },
    { address: '::ffff:127.1.0.45', number: 45 },
    { address: '127.1.0.0', number: undefined },
    { address: '127.1.0.46', number: undefined },
    { address: '127.0.0.1', number: undefined },
    { address: '::1', number: undefined },
  ])('are found by address: $address is $number', ({ address, number }) => {
    expect(fleetWithClock().fleet.numberAt(address)).toBe(number);
  });

  it('are in sync unless something happens', () => {
    const { fleet, wait } = fleetWithClock();
    expect(downNow(fleet)).toEqual([]);
    wait(1000);
    expect(downNow(fleet)).toEqual([]);
  });
});

describe('an event at a site', () => {
  it('power-cut makes its modems unreachable, which then boot and train', () => {
    const { fleet, wait } = fleetWithClock();
    downNow(fleet);
    wait(5);
    fleet.start('power-cut', { site: 'Station Road', duration: 120 });
    expect(numbers(fleet, (number) => fleet.fault(number) === 'unreachable')).toEqual(range(21, 40));
    wait(119);
    expect(fleet.fault(21)).toBe('unreachable');
    wait(1);
    expect(fleet.fault(21)).toBeUndefined();
    wait(10);
    expect(downNow(fleet)).toEqual(range(21, 40));
    expect(Number(fleet.answers(21)?.telnet['cat /proc/uptime']?.split(' ')[0])).toBeLessThan(30);
    wait(170);
    expect(downNow(fleet)).toEqual([]);
  });

  it('cabinet-failure takes the signal from its lines while the modems respond', () => {
    const { fleet, wait } = fleetWithClock();
    downNow(fleet);
    fleet.start('cabinet-failure', { site: 'Church Street', duration: '600' });
    for (const step of [15, 300, 285]) {
      wait(step);
      expect(downNow(fleet)).toEqual(range(41, 45));
      expect(fleet.fault(41)).toBeUndefined();
      expect(fleet.answers(41)?.telnet[STATS]).toContain('Status: Idle');
    }
    wait(130);
    expect(downNow(fleet)).toEqual([]);
  });

  it('retrain makes its lines train once', () => {
    const { fleet, wait } = fleetWithClock();
    downNow(fleet);
    wait(3);
    fleet.start('retrain', { site: 'Mill Lane' });
    wait(20);
    expect(downNow(fleet)).toEqual(range(1, 20));
    wait(120);
    expect(downNow(fleet)).toEqual([]);
  });

  it('applies to a line that is read for the first time after it', () => {
    const { fleet, wait } = fleetWithClock();
    fleet.start('cabinet-failure', { site: 'Mill Lane' });
    wait(100);
    expect(isUp(fleet, 1)).toBe(false);
  });

  it('applies to a share of the lines, spread evenly', () => {
    const { fleet } = fleetWithClock();
    fleet.start('hang', { share: 10 });
    expect(numbers(fleet, (number) => fleet.fault(number) === 'hang')).toEqual([10, 20, 30, 40]);
  });

  it('ends with normal, at this site only', () => {
    const { fleet, wait } = fleetWithClock();
    downNow(fleet);
    fleet.start('cabinet-failure', { site: 'Mill Lane' });
    fleet.start('power-cut', { site: 'Church Street' });
    wait(60);
    fleet.start('normal', { site: 'Mill Lane' });
    expect(fleet.events()).toEqual([expect.objectContaining({ event: 'power-cut', site: 'Church Street' })]);
    wait(120);
    expect(numbers(fleet, (number) => number <= 20 && !isUp(fleet, number))).toEqual([]);
    expect(fleet.fault(41)).toBe('unreachable');
    fleet.start('normal', {});
    expect(fleet.events()).toEqual([]);
    expect(fleet.fault(41)).toBeUndefined();
  });

  it('aborts held responses', () => {
    const { fleet } = fleetWithClock();
    const { signal } = fleet;
    fleet.start('hang', {});
    expect([signal.aborted, fleet.signal.aborted]).toEqual([true, false]);
  });

  it.each([
    {
      event: 'flood',
      parameters: {},
      error: UnknownFleetEventError,
      message: /unknown event "flood", expected one of power-cut, /,
    },
    {
      event: 'retrain',
      parameters: { site: 'Nowhere' },
      error: ParameterError,
      message: /site: expected a site that GET \/-\/fleet lists, found "Nowhere"/,
    },
    {
      event: 'retrain',
      parameters: { share: 101 },
      error: ParameterError,
      message: /share: expected a number from 0 to 100, found 101/,
    },
    {
      event: 'retrain',
      parameters: { lines: 2 },
      error: ParameterError,
      message: /lines: unknown parameter/,
    },
  ])('is refused: $event $parameters', ({ event, parameters, error, message }) => {
    const { fleet } = fleetWithClock();
    expect(() => fleet.start(event, parameters)).toThrow(error);
    expect(() => fleet.start(event, parameters)).toThrow(message);
    expect(fleet.events()).toEqual([]);
  });
});
