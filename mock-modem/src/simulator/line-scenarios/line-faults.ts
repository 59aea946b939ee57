import { fallsIn, quiet } from '../disturbance.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';
import { averageTapLoss } from '../tones/bridged-tap.ts';
import { after, always, dropAt, number, scenario } from './scenario.ts';

export const bridgedTap = scenario(
  'bridged-tap',
  'the line drops and trains with a length of unused cable joined to it: dips at regular frequencies, a lower rate',
  [
    after,
    number('metres', 'length of the tap in metres', 30, 3, 300),
    number('share', 'share of the ordinary rate', 0.95, 0.1, 1),
  ],
  (given) => {
    const tap = { metres: given.number('metres') };
    const tapped = {
      ...quiet,
      tap,
      attenuation: averageTapLoss(tap),
      rateFactor: given.number('share'),
    };
    return {
      disturbance: (elapsed) => (elapsed < given.number('after') ? quiet : tapped),
      event: dropAt(given.number('after'), 20),
    };
  },
);

export const rateFault = scenario(
  'rate-fault',
  'a fault: the line drops and trains at a fraction of its rate until the next training without the fault',
  [after, number('share', 'share of the ordinary rate', 0.6, 0.1, 1)],
  (given) => ({
    ...always({ rateFactor: given.number('share') }),
    event: dropAt(given.number('after'), 5),
  }),
);

export const attenuationStep = scenario(
  'attenuation-step',
  'a bad joint: the line drops, and the attenuation that the modem measures when it trains is higher',
  [after, number('decibels', 'additional dB', 3, -10, 20)],
  (given) => ({
    disturbance: (elapsed) =>
      elapsed < given.number('after') ? quiet : { ...quiet, attenuation: given.number('decibels') },
    event: dropAt(given.number('after'), 20),
  }),
);

export const failingJoint = scenario(
  'failing-joint',
  'a joint that fails for hours every few days: drops, higher attenuation, lower rate, bursts of errors',
  [
    number('days', 'days from one failure to the next', 3, 1, 30),
    number('hours', 'duration of a failure in hours', 8, 1, 23),
    number('drops', 'drops in a failure', 6, 1, 60),
    number('decibels', 'additional dB of attenuation in a failure', 6, 0, 20),
  ],
  (given) => {
    const [period, length, count] = [
      given.number('days') * DAY,
      given.number('hours') * HOUR,
      given.number('drops'),
    ];
    const first = 5 * MINUTE;
    const drops = Array.from({ length: count }, (_, index) => first + (index * (length - first)) / count);
    // After the last one the line trains without the fault.
    drops.push(length);
    const failing = {
      ...quiet,
      attenuation: given.number('decibels'),
      rateFactor: 0.85,
      burstRate: 0.02,
      burstStrength: 1.4,
    };
    return {
      disturbance: (elapsed) => (elapsed % period < length ? failing : quiet),
      event: (elapsed) =>
        drops.some((at) => fallsIn(at, elapsed % period)) ? { kind: 'drop', outage: 10 } : undefined,
    };
  },
);

export const unavailableSeconds = scenario(
  'unavailable-seconds',
  'unavailable seconds while the line stays in showtime: AS stops, the time since the last sync continues',
  [
    after,
    number('seconds', 'unavailable seconds, in steps of 10', 40, 10, HOUR),
    number('interval', 'seconds from one period to the next, 0: only once', 0, 0, DAY),
  ],
  (given) => {
    const [first, length, interval] = [
      given.number('after'),
      given.number('seconds'),
      given.number('interval'),
    ];
    const unavailable = { ...quiet, unavailable: true };
    return {
      disturbance(elapsed) {
        const since = elapsed - first;
        const inPeriod = interval > 0 && since >= 0 ? since % interval : since;
        return inPeriod >= 0 && inPeriod < length ? unavailable : quiet;
      },
    };
  },
);
