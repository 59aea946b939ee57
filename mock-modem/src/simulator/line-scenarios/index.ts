import { everyday } from './everyday.ts';
import { eveningNoise, fecStorm, impulseNoise, interferer, lowSnr } from './noise.ts';
import { attenuationStep, bridgedTap, failingJoint, rateFault, unavailableSeconds } from './line-faults.ts';
import { counterWrap, flapping, reboot, syncDrop } from './interruptions.ts';
import { type LineScenario, scenario } from './scenario.ts';

/** All scenarios of the line, in the order of the control page. */
export const lineScenarios: readonly LineScenario[] = [
  scenario('steady', 'the line without any event', [], () => ({})),
  scenario(
    'everyday',
    'an ordinary line over four weeks: quiet days, a bad evening, line management, a fault, a power cut',
    [],
    (_, seed) => everyday(seed),
  ),
  syncDrop,
  lowSnr,
  eveningNoise,
  interferer,
  bridgedTap,
  impulseNoise,
  fecStorm,
  flapping,
  rateFault,
  attenuationStep,
  failingJoint,
  unavailableSeconds,
  reboot,
  counterWrap,
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
