import { disturbedBy, fallsIn, quiet, swell } from '../disturbance.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';
import { always, number, scenario } from './scenario.ts';

/** 19:00 UTC, in seconds. */
const EVENING = 19 * HOUR;

export const lowSnr = scenario(
  'low-snr',
  'noise holds the SNR margin at a low value; errors follow',
  [
    number('margin', 'remaining margin in dB', 0.5, -3, 12),
    {
      name: 'direction',
      description: 'the affected direction',
      default: 'downstream',
      choices: ['downstream', 'upstream', 'both'],
    },
  ],
  (given) => {
    const margin = given.number('margin');
    const direction = given.word('direction');
    return always({
      ...(direction === 'upstream' ? {} : { holdDownstream: margin }),
      ...(direction === 'downstream' ? {} : { holdUpstream: margin }),
    });
  },
);

export const eveningNoise = scenario(
  'evening-noise',
  'evening noise, starting now and again every 24 hours',
  [
    number('decibels', 'dB of margin lost', 5.5, 0, 20),
    number('hours', 'duration in hours', 4, 0.05, 20),
    number('rise', 'minutes of rise and fall', 5, 0.2, 120),
  ],
  (given) => ({
    disturbance: (elapsed) => {
      const share = swell(elapsed % DAY, 0, given.number('hours') * HOUR, given.number('rise') * MINUTE);
      const noise = given.number('decibels') * share;
      return { ...quiet, noiseDownstream: noise, noiseUpstream: 0.3 * noise };
    },
  }),
);

export const interferer = scenario(
  'interferer',
  'a broadcast transmitter disturbs a few tones, from now on or every evening at seven (UTC)',
  [
    number('kilohertz', 'carrier frequency in kHz', 909, 50, 17_600),
    number('decibels', 'dB above the noise at its own tone', 40, 0, 70),
    number('margin', 'dB of margin lost', 3, 0, 20),
    {
      name: 'starts',
      description: 'now, or every evening at 19:00 UTC',
      default: 'now',
      choices: ['now', 'evening'],
    },
    number('hours', 'duration of an evening in hours', 4, 0.5, 12),
    number('drop', 'seconds until the line drops and trains with it, 0: it stays up', 120, 0, HOUR),
  ],
  (given) => {
    const everyEvening = given.word('starts') === 'evening';
    const length = everyEvening ? given.number('hours') * HOUR : Infinity;
    const transmitter = { kilohertz: given.number('kilohertz'), decibels: given.number('decibels') };
    const secondOf = (elapsed: number, wallClock: number): number =>
      everyEvening ? (wallClock - EVENING + DAY) % DAY : elapsed;
    return {
      disturbance: (elapsed, wallClock) =>
        disturbedBy(
          transmitter,
          { margin: given.number('margin'), burstRate: 0.02 },
          swell(secondOf(elapsed, wallClock), 0, length, MINUTE),
        ),
      event(elapsed, wallClock) {
        const drop = given.number('drop');
        const second = secondOf(elapsed, wallClock);
        // A scenario that is selected during an evening starts without a drop.
        if (drop === 0 || elapsed < second || !fallsIn(drop, second)) return undefined;
        return { kind: 'drop', outage: 0 };
      },
    };
  },
);

export const impulseNoise = scenario(
  'impulse-noise',
  'bursts of impulse noise that cause errored and severely errored seconds',
  [
    number('perMinute', 'bursts per minute', 10, 0.1, 120),
    number(
      'strength',
      'strength of the strongest burst: 1 is ordinary, 2 exceeds every protection',
      1.7,
      0.5,
      2,
    ),
  ],
  (given) =>
    always({ burstRate: given.number('perMinute') / MINUTE, burstStrength: given.number('strength') }),
);

export const fecStorm = scenario(
  'fec-storm',
  'steady interference that error correction can handle',
  [number('factor', 'factor on the rate of corrections', 500, 1, 100_000)],
  (given) => always({ correctionFactor: given.number('factor') }),
);
