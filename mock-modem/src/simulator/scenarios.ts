import type { Parameter, ParameterValues } from '../parameters.ts';
import { fallsIn, quiet, swell } from './disturbance.ts';
import type { Disturbance, ScenarioModel } from './disturbance.ts';
import { everyday } from './everyday.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

/** A scenario that the simulated line can model. */
export interface LineScenario {
  readonly name: string;
  /** One line for people who choose from a list. */
  readonly description: string;
  readonly parameters: readonly Parameter[];
  /** What it does, with parameters; those left out have their default. */
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

const always = (spoils: Partial<Disturbance>): Partial<ScenarioModel> => {
  const disturbance = { ...quiet, ...spoils };
  return { disturbance: () => disturbance };
};

/** Every scenario of the line, in the order in which people are shown them. */
export const lineScenarios: readonly LineScenario[] = [
  scenario('steady', 'the line as it is, nothing wrong', [], () => ({})),
  scenario(
    'everyday',
    'a line as people have it: mostly quiet, and every few days something happens',
    [],
    (_, seed) => everyday(seed),
  ),
  scenario(
    'sync-drop',
    'the line loses its signal, then trains through all states and comes back',
    [after, number('outage', 'seconds without a signal', 120, 0, DAY)],
    (given) => ({
      event: (sinceOn) =>
        fallsIn(given.number('after'), sinceOn)
          ? { kind: 'drop', outage: given.number('outage') }
          : undefined,
    }),
  ),
  scenario(
    'low-snr',
    'noise holds the SNR margin down, and errors follow',
    [
      number('margin', 'dB of margin that are left', 0.5, -3, 12),
      {
        name: 'direction',
        description: 'which direction suffers',
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
    'noise comes as it does of an evening, beginning now, and again every 24 hours',
    [
      number('decibels', 'dB of margin that it takes', 4.5, 0, 20),
      number('hours', 'hours that it lasts each time', 4, 0.05, 20),
      number('rise', 'minutes in which it comes and goes', 5, 0.2, 120),
    ],
    (given) => ({
      disturbance: (sinceOn) => {
        const share = swell(sinceOn % DAY, 0, given.number('hours') * HOUR, given.number('rise') * MINUTE);
        const noise = given.number('decibels') * share;
        return { ...quiet, noiseDownstream: noise, noiseUpstream: 0.3 * noise };
      },
    }),
  ),
  scenario(
    'impulse-noise',
    'bursts of impulse noise, hard enough to leave errored and severely errored seconds',
    [
      number('perMinute', 'bursts a minute', 10, 0.1, 120),
      number('strength', 'how hard a burst can hit: 1 as usual, 2 through every protection', 1.7, 0.5, 2),
    ],
    (given) =>
      always({ burstRate: given.number('perMinute') / MINUTE, burstStrength: given.number('strength') }),
  ),
  scenario(
    'fec-storm',
    'steady interference that error correction still copes with',
    [number('factor', 'how many times as many corrections as usual', 500, 1, 100_000)],
    (given) => always({ correctionFactor: given.number('factor') }),
  ),
  scenario(
    'flapping',
    'the line drops again and again',
    [
      number('interval', 'seconds from drop to drop', 300, 120, HOUR),
      number('outage', 'seconds without a signal each time', 0, 0, HOUR),
    ],
    (given) => ({
      event: (sinceOn) => {
        const interval = given.number('interval');
        const latest = Math.max(1, Math.floor(sinceOn / interval)) * interval;
        return fallsIn(latest, sinceOn) ? { kind: 'drop', outage: given.number('outage') } : undefined;
      },
    }),
  ),
  scenario(
    'rate-fault',
    'a fault on the wire: the line drops and trains at a fraction of its rate; that stays until it trains again',
    [after, number('share', 'share of the ordinary rate that is left', 0.6, 0.1, 1)],
    (given) => ({
      ...always({ rateFactor: given.number('share') }),
      event: (sinceOn) => (fallsIn(given.number('after'), sinceOn) ? { kind: 'drop', outage: 5 } : undefined),
    }),
  ),
  scenario(
    'attenuation-step',
    'the wire attenuates more than it did: a bad joint, water in a duct',
    [number('decibels', 'dB more than before', 3, -10, 20)],
    (given) => always({ attenuation: given.number('decibels') }),
  ),
  scenario('reboot', 'the modem starts anew, all its counters with it', [after], (given) => ({
    event: (sinceOn) => (fallsIn(given.number('after'), sinceOn) ? { kind: 'reboot' } : undefined),
  })),
  scenario(
    'counter-wrap',
    'the FEC and retransmission counters race to 2³² and start from 0, with nothing wrong',
    [number('seconds', 'seconds until they wrap', 120, 10, HOUR)],
    (given) => ({
      disturbance: (sinceOn) => {
        const wrapIn = given.number('seconds') - sinceOn;
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
