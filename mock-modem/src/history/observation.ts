import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { collectorsFor } from '../../../modem/src/collectors/index.ts';
import { observe } from '../../../modem/src/observation.ts';
import type { Observation } from '../../../modem/src/observation.ts';
import { type Outcome, parseText } from '../../../modem/src/parse.ts';
import type { Answers } from '../source.ts';

/** Duration of a read of the mock modem, in seconds. */
const READ_SECONDS = 0.02;

/**
 * What the exporter reads from a modem with these answers, by its own parsers: the history has the same series as live
 * scrapes.
 *
 * @param telnet whether the exporter reads the shell
 * @throws {ModemFormatError} when the parsers cannot read the answers.
 */
export function observationOf({ page, telnet: outputs }: Answers, telnet: boolean): Observation {
  const outcomes = new Map<CollectorName, Outcome>();
  for (const collector of collectorsFor(telnet)) {
    const { name, source } = collector;
    const text = source.transport === 'http' ? page.body.toString() : (outputs[source.command] ?? '');
    const outcome = parseText(collector, text, { seconds: READ_SECONDS });
    if (!outcome.ok) throw outcome.error;
    outcomes.set(name, outcome);
  }
  return observe({ outcomes, seconds: READ_SECONDS });
}
