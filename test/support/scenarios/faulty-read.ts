import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { collectorNamed, collectorsFor } from '../../../modem/src/collectors/index.ts';
import { type Outcome, parseText } from '../../../modem/src/parse.ts';
import { createModem, type ReadResult } from '../../../modem/src/read.ts';
import { createSharedReader } from '../../../exporter/src/scrape/shared-read.ts';
import { observe, type Observation } from '../../../modem/src/observation.ts';
import { createMockModem } from '../../../mock-modem/src/mock-modem.ts';
import type { Expectation } from '../expected-alerts.ts';
import type { Answers } from '../../../mock-modem/src/source.ts';
import { targetAt } from '../../support/target.ts';

const TIMEOUT_SECONDS = 8;

/** Reads a mock modem with a fault once, over sockets. */
export async function readFaulty({ scenario, parameters = {} }: Expectation): Promise<ReadResult> {
  await using mock = await createMockModem({ scenario, parameters });
  const target = targetAt(mock.url, { telnetPort: mock.telnetPort, timeoutSeconds: TIMEOUT_SECONDS });
  const reader = createSharedReader(
    createModem(target),
    collectorsFor(target.telnet !== undefined),
    TIMEOUT_SECONDS,
  );
  const result = await reader.read(TIMEOUT_SECONDS);
  await reader.close();
  return result;
}

/** The same read at another moment: collectors that failed fail again, the others read the current line. */
export function repeatRead({ outcomes, seconds }: ReadResult, { page, telnet }: Answers): Observation {
  const again = new Map<CollectorName, Outcome>();
  for (const [name, outcome] of outcomes) {
    const collector = collectorNamed(name);
    const { source } = collector;
    const text = source.transport === 'http' ? page.body.toString() : (telnet[source.command] ?? '');
    again.set(name, outcome.ok ? parseText(collector, text, { seconds: outcome.seconds }) : outcome);
  }
  return observe({ outcomes: again, seconds });
}
