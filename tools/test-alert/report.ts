import type { Outcome } from './counters.ts';
import type { Delivery, TestResult } from './send.ts';

/** What to print, and the exit status for scripts. */
export interface Report {
  readonly lines: readonly string[];
  /** 0: everybody took the message. 1: somebody did not. 2: there was nobody to send it to, or no way to tell. */
  readonly exitCode: 0 | 1 | 2;
}

const LOGS = 'docker compose logs alertmanager says why.';

/** What stood in the way of sending it to anybody. */
const OBSTACLES: Readonly<Record<Exclude<TestResult['kind'], 'delivered'>, string>> = {
  nobody:
    'No receiver is set, so an alert reaches nobody. Set one in .env (docs/notifications.md), then npm start.',
  silenced: 'A silence in Alertmanager holds the test message back. End it there, then try again.',
  lost: `Alertmanager took the test message and does not have it any more; ${LOGS}`,
  nameless:
    'The message was sent, but Alertmanager does not tell who took it: start it with ' +
    '--enable-feature=receiver-name-in-metrics, as docker-compose.yml does.',
};

/** Puts what came of the test message into words. */
export const report = (result: TestResult): Report =>
  result.kind === 'delivered'
    ? deliveryReport(result.deliveries)
    : { lines: [OBSTACLES[result.kind]], exitCode: 2 };

function deliveryReport(deliveries: readonly Delivery[]): Report {
  const width = Math.max(...deliveries.map(({ receiver }) => receiver.length));
  const lines = deliveries.map((delivery) => `${delivery.receiver.padEnd(width)}  ${words(delivery)}`);
  const failed = deliveries.filter(
    ({ firing, resolved }) => firing.kind !== 'took' || resolved?.kind !== 'took',
  );
  if (failed.length === 0) {
    return {
      lines: [...lines, 'Every receiver took it. Look whether it came through on your side.'],
      exitCode: 0,
    };
  }
  const count = `${failed.length} of ${deliveries.length}`;
  return { lines: [...lines, `${count} failed; ${LOGS}`], exitCode: 1 };
}

function words({ firing, resolved }: Delivery): string {
  if (firing.kind !== 'took') return `did not take the test message: ${whyNot(firing)}`;
  if (resolved?.kind === 'took') return 'took the test message, and the word that it is over';
  return `took the test message, but not the word that it is over: ${whyNot(resolved)}`;
}

const REASONS: Readonly<Record<string, string>> = {
  clientError: 'it was refused, so address, key or chat may be wrong',
  serverError: 'the other side has a problem',
  contextDeadlineExceeded: 'no answer in time',
};

function whyNot(outcome: Outcome | undefined): string {
  if (outcome?.kind === 'failed') {
    const tries = outcome.attempts === 1 ? '1 attempt' : `${outcome.attempts} attempts`;
    return `${REASONS[outcome.reason] ?? 'no good answer'} (${tries})`;
  }
  if (outcome?.kind === 'waiting' && outcome.attempts > 0) {
    return `no good answer (${outcome.attempts} attempts so far)`;
  }
  return 'no answer in time';
}
