import type { Logger } from 'pino';
import type { CollectorName } from './collectors/collector.ts';
import type { Outcome } from './modem/modem.ts';

/** Tells the log what changed since the read before, and nothing else. */
export type FailureLog = (outcomes: ReadonlyMap<CollectorName, Outcome>) => void;

/**
 * One line when a collector begins to fail, one when the reason changes, one when it recovers; the same for
 * single fields that cannot be read. A modem that is away for a night is one line, not thousands.
 */
export function createFailureLog(log: Logger): FailureLog {
  const reasons = new Map<CollectorName, string>();
  const fields = new Map<CollectorName, string>();

  return (outcomes) => {
    for (const [collector, outcome] of outcomes) {
      if (!outcome.ok) {
        const { reason, message } = outcome.error;
        if (reasons.get(collector) !== reason) {
          log.warn({ collector, reason, error: message }, 'cannot read the modem');
        }
        reasons.set(collector, reason);
        continue;
      }
      if (reasons.delete(collector)) log.info({ collector }, 'can read the modem again');

      const { problems } = outcome.parsed;
      const unreadable = problems.map(({ field }) => field).join(', ');
      if (unreadable !== '' && fields.get(collector) !== unreadable) {
        const errors = problems.map(({ message }) => message);
        log.warn({ collector, errors }, 'left out values that cannot be read');
      }
      fields.set(collector, unreadable);
    }
  };
}
