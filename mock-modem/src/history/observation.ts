import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { collectorsFor } from '../../../modem/src/collectors/index.ts';
import { observe } from '../../../modem/src/observation.ts';
import type { Observation } from '../../../modem/src/observation.ts';
import { type Outcome, parseText } from '../../../modem/src/parse.ts';
import type { Answers } from '../source.ts';

/** How long a read of the mock modem takes, in seconds. The past is no slower than the present. */
const READ_SECONDS = 0.02;

/**
 * What the exporter makes of a modem that sends these answers: page and shell outputs go through its own parsers, so that
 * the past has the very series that live scrapes have.
 *
 * @param telnet whether the exporter asks the shell
 * @throws {ModemFormatError} when the exporter cannot read the answers: a defect of one of the two.
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
