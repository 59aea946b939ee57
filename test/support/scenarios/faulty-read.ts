import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { commandCollectors } from '../../../modem/src/collectors/commands.ts';
import { parseXdslStatus } from '../../../modem/src/collectors/xdsl-status.ts';
import { createModem, type Outcome } from '../../../modem/src/read.ts';
import { createSharedReader, type ReadResult } from '../../../exporter/src/scrape/shared-read.ts';
import { createTelnetModem } from '../../../modem/src/transport/telnet/shell.ts';
import { observe, type Observation } from '../../../modem/src/observation.ts';
import { createMockModem } from '../../../mock-modem/src/mock-modem.ts';
import type { Expectation } from '../expected-alerts.ts';
import type { Answers } from '../../../mock-modem/src/source.ts';

const TIMEOUT_SECONDS = 8;

/** One real read of a mock modem with a fault, over sockets. */
export async function readFaulty({ scenario, parameters = {} }: Expectation): Promise<ReadResult> {
  await using mock = await createMockModem({ scenario, parameters });
  const shell = { host: '127.0.0.1', port: mock.telnetPort, username: 'admin', password: 'admin' };
  const modem = createModem({
    baseUrl: new URL(mock.url),
    layout: 'auto',
    telnet: { modem: createTelnetModem(shell), commands: commandCollectors },
  });
  const reader = createSharedReader(modem, TIMEOUT_SECONDS);
  const result = await reader.read(TIMEOUT_SECONDS);
  await reader.close();
  return result;
}

/** That read at another moment: what failed fails again in the same way, the rest reads the line as it is by then. */
export function repeatRead({ outcomes, seconds }: ReadResult, { page, telnet }: Answers): Observation {
  const parsers = new Map<CollectorName, () => Extract<Outcome, { ok: true }>['parsed']>([
    ['xdsl_status', () => parseXdslStatus(page.body.toString(), 'auto')],
    ...commandCollectors.map(
      (collector) => [collector.name, () => collector.parse(telnet[collector.command] ?? '')] as const,
    ),
  ]);
  const again = new Map<CollectorName, Outcome>();
  for (const [name, outcome] of outcomes) {
    const parse = parsers.get(name);
    again.set(name, outcome.ok && parse !== undefined ? { ...outcome, parsed: parse() } : outcome);
  }
  return observe({ outcomes: again, seconds });
}
