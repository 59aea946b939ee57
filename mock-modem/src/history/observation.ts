import type { CollectorName, Parsed } from '../../../modem/src/collectors/collector.ts';
import { commandCollectors } from '../../../modem/src/collectors/commands.ts';
import { parseXdslStatus } from '../../../modem/src/collectors/xdsl-status.ts';
import type { Outcome } from '../../../modem/src/read.ts';
import { observe } from '../../../modem/src/observation.ts';
import type { Observation } from '../../../modem/src/observation.ts';
import type { Answers } from '../source.ts';

/** How long a read of the mock modem takes, in seconds. The past is no slower than the present. */
const READ_SECONDS = 0.02;

const read = (parsed: Parsed): Outcome => ({ ok: true, parsed, seconds: READ_SECONDS });

/**
 * What the exporter makes of a modem that shows this answers: page and shell outputs go through its own parsers, so that
 * the past has the very series that live scrapes have.
 *
 * @param telnet whether the exporter asks the shell
 * @throws {ModemFormatError} when the exporter cannot read the answers: a defect of one of the two.
 */
export function observationOf({ page, telnet: outputs }: Answers, telnet: boolean): Observation {
  const outcomes = new Map<CollectorName, Outcome>();
  outcomes.set('xdsl_status', read(parseXdslStatus(page.body.toString(), 'auto')));
  for (const collector of telnet ? commandCollectors : []) {
    outcomes.set(collector.name, read(collector.parse(outputs[collector.command] ?? '')));
  }
  return observe({ outcomes, seconds: READ_SECONDS });
}
