import { fallsIn, quiet, swell, TICK } from './disturbance.ts';
import type { Disturbance, LineEvent, ScenarioModel } from './disturbance.ts';
import { uniform } from './random.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

type Incident = (seed: number, day: number, second: number) => Effects;

interface Effects {
  readonly spoils?: Disturbance;
  readonly event?: LineEvent;
}

const nothing: Effects = {};

/** Streams of chance, one for each thing that is left to it. */
const stream = { incident: 101, when: 102, howMuch: 103, howLong: 104, era: 105 } as const;

/** A power cut every four weeks. */
const ERA = 28 * DAY;

/**
 * When the power was last cut in this line's street, Unix seconds, at a tick. What the line is like now hangs on what
 * happened since then and on nothing before: that is as far as one has to go back to know a line in the middle of its
 * life.
 */
export function eraStart(seed: number, wallClock: number): number {
  const offset = Math.floor((uniform(seed, 0, stream.era) * ERA) / TICK) * TICK;
  return Math.floor((wallClock - offset) / ERA) * ERA + offset;
}

const noisyEvening: Incident = (seed, day, second) => {
  const from = 18.5 * HOUR + uniform(seed, day, stream.when) * 1.5 * HOUR;
  const length = 1.5 * HOUR + uniform(seed, day, stream.howLong) * 2.2 * HOUR;
  const depth = 2.4 + uniform(seed, day, stream.howMuch) * 1.2;
  const share = swell(second, from, length, 20 * MINUTE);
  return { spoils: { ...quiet, noiseDownstream: depth * share, noiseUpstream: 0.3 * depth * share } };
};

const thunderstorm: Incident = (seed, day, second) => {
  const from = 14 * HOUR + uniform(seed, day, stream.when) * 5 * HOUR;
  const length = 0.5 * HOUR + uniform(seed, day, stream.howLong) * HOUR;
  if (second < from || second > from + length) return nothing;
  return {
    spoils: { ...quiet, burstRate: 500 / 3600, burstStrength: 1.4, noiseDownstream: 0.6, noiseUpstream: 0.4 },
  };
};

const damp: Incident = (seed, day, second) => {
  const depth = 0.5 + uniform(seed, day, stream.howMuch) * 0.6;
  return { spoils: { ...quiet, attenuation: depth * swell(second, 2 * HOUR, 20 * HOUR, 4 * HOUR) } };
};

/** One drop, or three within the hour: somebody is working at the cabinet. */
const drops =
  (count: number): Incident =>
  (seed, day, second) => {
    const first = 8 * HOUR + uniform(seed, day, stream.when) * 12 * HOUR;
    const outage = Math.round(4 + uniform(seed, day, stream.howLong) ** 3 * 300);
    for (let index = 0; index < count; index += 1) {
      if (fallsIn(first + index * 14 * MINUTE, second)) return { event: { kind: 'drop', outage } };
    }
    return nothing;
  };

/** What can come, and on how many days of a hundred. */
const incidents: readonly (readonly [days: number, incident: Incident])[] = [
  [13, noisyEvening],
  [9, thunderstorm],
  [9, damp],
  [11, drops(1)],
  [3, drops(3)],
];

function incidentOf(seed: number, day: number): Incident | undefined {
  let rest = uniform(seed, day, stream.incident) * 100;
  for (const [days, incident] of incidents) {
    if (rest < days) return incident;
    rest -= days;
  }
  return undefined;
}

/** The life of a line: quiet days, and every third one or so on which something happens. A matter of the date alone. */
export function everyday(seed: number): ScenarioModel {
  const today = (wallClock: number): Effects => {
    const day = Math.floor(wallClock / DAY);
    return incidentOf(seed, day)?.(seed, day, wallClock - day * DAY) ?? nothing;
  };
  return {
    disturbance: (_, wallClock) => today(wallClock).spoils ?? quiet,
    event: (_, wallClock) =>
      eraStart(seed, wallClock) === wallClock ? { kind: 'power-cut' } : today(wallClock).event,
  };
}
