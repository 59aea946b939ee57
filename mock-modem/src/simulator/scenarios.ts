import type { Parameter, ParameterValues } from '../parameters.ts';
import { disturbedBy, fallsIn, quiet, swell } from './disturbance.ts';
import type { Disturbance, ScenarioModel } from './disturbance.ts';
import { everyday } from './everyday.ts';
import { averageTapLoss } from './tones/bridged-tap.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

/** A scenario that the simulated line can model. */
interface LineScenario {
  readonly name: string;
  /** One line, for lists. */
  readonly description: string;
  readonly parameters: readonly Parameter[];
  /** The model with parameters; missing ones have their default. */
  model(given: ParameterValues, seed: number): ScenarioModel;
}

interface Given {
  number(name: string): number;
  word(name: string): string;
}

const number = (
  name: string,
  description: string,
  fallback: number,
  minimum: number,
  maximum: number,
): Parameter => ({ name, description, default: fallback, minimum, maximum });

const after = number('after', 'seconds until it happens', 10, 0, 3600);

function scenario(
  name: string,
  description: string,
  parameters: readonly Parameter[],
  model: (given: Given, seed: number) => Partial<ScenarioModel>,
): LineScenario {
  const fallbacks = new Map(parameters.map((parameter) => [parameter.name, parameter.default]));
  return {
    name,
    description,
    parameters,
    model: (values, seed) => {
      const value = (key: string): number | string => values[key] ?? fallbacks.get(key) ?? '';
      const given: Given = { number: (key) => Number(value(key)), word: (key) => String(value(key)) };
      return { disturbance: () => quiet, event: () => undefined, ...model(given, seed) };
    },
  };
}

/** A drop at a moment. @param outage seconds without a signal */
const dropAt =
  (moment: number, outage: number): ScenarioModel['event'] =>
  (elapsed) =>
    fallsIn(moment, elapsed) ? { kind: 'drop', outage } : undefined;

/** 19:00 UTC, in seconds. */
const EVENING = 19 * HOUR;

const always = (influences: Partial<Disturbance>): Partial<ScenarioModel> => {
  const disturbance = { ...quiet, ...influences };
  return { disturbance: () => disturbance };
};

/** All scenarios of the line, in the order of the control page. */
export const lineScenarios: readonly LineScenario[] = [
  scenario('steady', 'the line without any event', [], () => ({})),
  scenario(
    'everyday',
    'an ordinary line over four weeks: quiet days, a bad evening, line management, a fault, a power cut',
    [],
    (_, seed) => everyday(seed),
  ),
  scenario(
    'sync-drop',
    'the line loses its signal, trains through all states and returns to showtime',
    [after, number('outage', 'seconds without a signal', 120, 0, DAY)],
    (given) => ({ event: dropAt(given.number('after'), given.number('outage')) }),
  ),
  scenario(
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
  ),
  scenario(
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
  ),
  scenario(
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
  ),
  scenario(
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
  ),
  scenario(
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
  ),
  scenario(
    'fec-storm',
    'steady interference that error correction can handle',
    [number('factor', 'factor on the rate of corrections', 500, 1, 100_000)],
    (given) => always({ correctionFactor: given.number('factor') }),
  ),
  scenario(
    'flapping',
    'the line drops repeatedly',
    [
      number('interval', 'seconds from drop to drop', 300, 120, HOUR),
      number('outage', 'seconds without a signal each time', 0, 0, HOUR),
    ],
    (given) => ({
      event: (elapsed) => {
        const interval = given.number('interval');
        const latest = Math.max(1, Math.floor(elapsed / interval)) * interval;
        return fallsIn(latest, elapsed) ? { kind: 'drop', outage: given.number('outage') } : undefined;
      },
    }),
  ),
  scenario(
    'rate-fault',
    'a fault: the line drops and trains at a fraction of its rate until the next training without the fault',
    [after, number('share', 'share of the ordinary rate', 0.6, 0.1, 1)],
    (given) => ({
      ...always({ rateFactor: given.number('share') }),
      event: dropAt(given.number('after'), 5),
    }),
  ),
  scenario(
    'attenuation-step',
    'a bad joint: the line drops, and the attenuation that the modem measures when it trains is higher',
    [after, number('decibels', 'additional dB', 3, -10, 20)],
    (given) => ({
      disturbance: (elapsed) =>
        elapsed < given.number('after') ? quiet : { ...quiet, attenuation: given.number('decibels') },
      event: dropAt(given.number('after'), 20),
    }),
  ),
  scenario(
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
  ),
  scenario(
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
  ),
  scenario('reboot', 'the modem reboots; all its counters restart', [after], (given) => ({
    event: (elapsed) => (fallsIn(given.number('after'), elapsed) ? { kind: 'reboot' } : undefined),
  })),
  scenario(
    'counter-wrap',
    'the FEC and retransmission counters wrap at 2³² on a healthy line',
    [number('seconds', 'seconds until the wrap', 120, 10, HOUR)],
    (given) => ({
      disturbance: (elapsed) => {
        const wrapIn = given.number('seconds') - elapsed;
        return wrapIn <= 0 ? quiet : { ...quiet, wrapIn };
      },
    }),
  ),
];

/** The names of {@link lineScenarios}. */
export const lineScenarioNames: readonly string[] = lineScenarios.map(({ name }) => name);

/** @throws {RangeError} when the line can model no such scenario; the message lists those it can. */
export function findLineScenario(name: string): LineScenario {
  const found = lineScenarios.find((candidate) => candidate.name === name);
  if (found === undefined) {
    throw new RangeError(
      `scenario: expected one of ${lineScenarioNames.join(', ')}, found ${JSON.stringify(name)}`,
    );
  }
  return found;
}
