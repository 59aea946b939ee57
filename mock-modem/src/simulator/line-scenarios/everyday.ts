import { disturbedBy, fallsIn, quiet, swell, TICK } from '../disturbance.ts';
import type { Disturbance, LineEvent, ScenarioModel } from '../disturbance.ts';
import { uniform } from '../random.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';

/**
 * Four weeks of an ordinary line, repeated with other times and strengths: a power cut, a quiet week, a bad evening
 * after which line management acts, ordinary days, two quiet weeks later the fast profile again, a fault and its
 * repair; occasionally a distant transmitter in the evening.
 */
const CYCLE = 28 * DAY;

interface Incident {
  /** Seconds since the start of the cycle. */
  readonly from: number;
  readonly to: number;
  disturbance?(second: number): Disturbance;
  /** Drops of the line: when, and seconds without a signal. */
  readonly drops?: readonly { readonly at: number; readonly outage: number }[];
}

/** A medium-wave channel, kHz, and what a distant transmitter on it does to the line: no alert fires. */
const BROADCAST = 909;
const DISTANT = { margin: 0.4, burstRate: 0.002 };

const stream = { when: 102, howMuch: 103, howLong: 104, offset: 105 } as const;

/** The last tick at or before a moment, in seconds. */
export const toTick = (seconds: number): number => Math.floor(seconds / TICK) * TICK;

/**
 * The last power cut of a line, Unix seconds, at a tick. The state of the line depends on what happened since then and
 * on nothing before. It starts at three in the morning, so that the days of a cycle are calendar days.
 */
export function cycleStart(seed: number, wallClock: number): number {
  const offset = Math.floor(uniform(seed, 0, stream.offset) * 28) * DAY + 3 * HOUR;
  return Math.floor((wallClock - offset) / CYCLE) * CYCLE + offset;
}

/** An hour of a day of the cycle, which starts at three. */
const timeOf = (day: number, hour: number): number => day * DAY + (hour - 3) * HOUR;

/**
 * An evening of crosstalk, which lowers the margin downstream by `depth` dB, and upstream less.
 *
 * @param bursts impulse noise that comes with it
 */
function evening(
  from: number,
  hours: number,
  depth: number,
  bursts: (share: number) => Partial<Disturbance>,
): Incident {
  const length = hours * HOUR;
  return {
    from,
    to: from + length,
    disturbance(second) {
      const share = swell(second, from, length, 20 * MINUTE);
      const noise = { noiseDownstream: depth * share, noiseUpstream: 0.3 * depth * share };
      return { ...quiet, ...noise, ...bursts(share) };
    },
  };
}

/** The incidents of the cycle that starts at `start`, in order. */
function incidentsOf(seed: number, start: number): Incident[] {
  /** A number from `least` to `most` for the incident of a day. */
  const pick = (day: number, of: keyof typeof stream, least: number, most: number): number =>
    least + uniform(seed, start / TICK + day, stream[of]) * (most - least);
  const badEvening = (day: number): Incident =>
    evening(
      timeOf(day, 18.5 + pick(day, 'when', 0, 0.7)),
      pick(day, 'howLong', 4.8, 5.2),
      pick(day, 'howMuch', 3, 3.6),
      (share) => ({ burstRate: 0.5 * share, burstStrength: 1.7 }),
    );
  const noisyEvening = (day: number): Incident =>
    evening(
      timeOf(day, 18.5 + pick(day, 'when', 0, 1.5)),
      pick(day, 'howLong', 1.5, 3.5),
      pick(day, 'howMuch', 1.5, 2.4),
      () => ({}),
    );
  /** A distant transmitter that is received after sunset, on some evenings only. */
  const broadcast = (day: number): Incident => {
    const from = timeOf(day, 19);
    const length = 4 * HOUR;
    const transmitter = { kilohertz: BROADCAST, decibels: Math.round(pick(day, 'howMuch', 30, 38)) };
    return {
      from,
      to: from + length,
      disturbance: (second) => disturbedBy(transmitter, DISTANT, swell(second, from, length, 20 * MINUTE)),
    };
  };
  const thunderstorm = (day: number): Incident => {
    const from = timeOf(day, 14 + pick(day, 'when', 0, 5));
    const storm = {
      ...quiet,
      burstRate: 300 / 3600,
      burstStrength: 1.3,
      noiseDownstream: 0.6,
      noiseUpstream: 0.4,
    };
    return { from, to: from + pick(day, 'howLong', 0.5, 1.2) * HOUR, disturbance: () => storm };
  };
  const drop = (day: number): Incident => {
    const moment = timeOf(day, 8 + pick(day, 'when', 0, 12));
    const outage = Math.round(pick(day, 'howLong', 4, 120));
    return { from: moment - TICK, to: moment + TICK, drops: [{ at: moment, outage }] };
  };
  /** A joint fails: the line drops three times and trains at a lower rate, until an engineer repairs it. */
  const fault = (day: number): Incident => {
    const from = timeOf(day, 13 + pick(day, 'when', 0, 4));
    const to = timeOf(day + 2, 10 + pick(day, 'howLong', 0, 3));
    const failing = {
      ...quiet,
      attenuation: pick(day, 'howMuch', 5, 6),
      rateFactor: 0.78,
      burstRate: 0.01,
      burstStrength: 1.3,
    };
    return {
      from,
      to: to + TICK,
      disturbance: (second) => (second < to ? failing : quiet),
      drops: [
        { at: from + 5 * MINUTE, outage: 20 },
        { at: from + 50 * MINUTE, outage: 5 },
        { at: from + 21 * HOUR, outage: 40 },
        { at: to, outage: 300 },
      ],
    };
  };
  return [
    broadcast(4),
    badEvening(8),
    broadcast(10),
    drop(12),
    noisyEvening(15),
    broadcast(16),
    thunderstorm(18),
    broadcast(21),
    fault(24),
    broadcast(27),
  ];
}

/** A line as described above. It depends on the seed and the wall clock only. */
export function everyday(seed: number): ScenarioModel {
  let start = Number.NaN;
  let incidents: Incident[] = [];
  const incidentAt = (wallClock: number): Incident | undefined => {
    if (!(wallClock >= start && wallClock < start + CYCLE)) {
      start = cycleStart(seed, wallClock);
      incidents = incidentsOf(seed, start);
    }
    const second = wallClock - start;
    for (const incident of incidents) if (second >= incident.from && second <= incident.to) return incident;
    return undefined;
  };
  return {
    disturbance(_, wallClock) {
      const incident = incidentAt(wallClock);
      return incident?.disturbance?.(wallClock - start) ?? quiet;
    },
    event(_, wallClock): LineEvent | undefined {
      const incident = incidentAt(wallClock);
      if (wallClock === start) return { kind: 'power-cut' };
      const drop = incident?.drops?.find(({ at }) => fallsIn(at, wallClock - start));
      return drop && { kind: 'drop', outage: drop.outage };
    },
  };
}
