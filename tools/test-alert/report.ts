import { START } from '../stack/commands.ts';
import type { Outcome } from './counters.ts';
import type { Delivery, TestResult } from './send.ts';

/** What to print, and the exit status. */
export interface Report {
  readonly lines: readonly string[];
  /** 0: every receiver accepted the message. 1: a receiver failed. 2: it was not sent, or the result is unknown. */
  readonly exitCode: 0 | 1 | 2;
}

const SEE_LOG = 'see `docker compose logs alertmanager`.';

/** Why there is no result for any receiver. */
const NOT_DELIVERED: Readonly<Record<Exclude<TestResult['kind'], 'sent'>, string>> = {
  'no-receiver': `No notification receiver is configured. Set one in .env (docs/notifications.md), then run ${START}.`,
  silenced: 'A silence in Alertmanager suppresses the test message. Expire it, then try again.',
  lost: `Alertmanager accepted the test message and no longer has it; ${SEE_LOG}`,
  'no-receiver-names':
    'The message was sent, but its result is unknown: Alertmanager runs without ' +
    '--enable-feature=receiver-name-in-metrics (docker-compose.yml sets it).',
};

/**
 * Describes the result of the test message.
 *
 * @param causes by receiver, as far as known
 */
export const report = (result: TestResult, causes: Causes = new Map()): Report =>
  result.kind === 'sent'
    ? deliveryReport(result.deliveries, causes)
    : { lines: [NOT_DELIVERED[result.kind]], exitCode: 2 };

type Causes = ReadonlyMap<string, string>;

function deliveryReport(deliveries: readonly Delivery[], causes: Causes): Report {
  const width = Math.max(...deliveries.map(({ receiver }) => receiver.length));
  const failed = deliveries.filter(isFailed);
  const lines = deliveries.map((delivery) => {
    const cause = isFailed(delivery) ? causes.get(delivery.receiver) : undefined;
    const details = cause === undefined ? '' : `: ${cause}`;
    return `${delivery.receiver.padEnd(width)}  ${describe(delivery)}${details}`;
  });
  if (failed.length === 0) {
    return {
      lines: [...lines, 'Every receiver accepted the test message. Check that it arrived.'],
      exitCode: 0,
    };
  }
  return { lines: [...lines, `${failed.length} of ${deliveries.length} failed; ${SEE_LOG}`], exitCode: 1 };
}

/** Whether the receiver did not accept both messages. */
export const isFailed = ({ firing, resolved }: Delivery): boolean =>
  firing.kind !== 'accepted' || resolved?.kind !== 'accepted';

function describe({ firing, resolved }: Delivery): string {
  if (firing.kind !== 'accepted') return `failed: ${describeFailure(firing)}`;
  if (resolved?.kind === 'accepted') return 'ok: firing and resolved message accepted';
  return `failed: firing message accepted, resolved message: ${describeFailure(resolved)}`;
}

const REASONS: Readonly<Record<string, string>> = {
  clientError: 'rejected by the receiver (check URL, token and chat ID)',
  serverError: 'error at the receiver',
  contextDeadlineExceeded: 'timed out waiting for a response',
};

function describeFailure(outcome: Outcome | undefined): string {
  if (outcome?.kind === 'failed') {
    const attempts = outcome.attempts === 1 ? '1 attempt' : `${outcome.attempts} attempts`;
    return `${REASONS[outcome.reason] ?? 'the request failed'} (${attempts})`;
  }
  if (outcome?.kind === 'pending' && outcome.attempts > 0) {
    return `the request failed (${outcome.attempts} attempts so far)`;
  }
  return 'timed out waiting for a response';
}
