import type { Logger } from 'pino';
import type { CollectorName } from './collectors/collector.ts';
import type { ModemError } from './errors.ts';
import type { Outcome } from './modem/modem.ts';

/** Tells the log what changed since the read before, and nothing else. */
export type FailureLog = (outcomes: ReadonlyMap<CollectorName, Outcome>) => void;

/**
 * One line when a collector begins to fail, one when the reason changes, one when it recovers; the same for
 * single fields that cannot be read. Collectors that fail of one cause (a login that is refused takes every command
 * with it) share a line. A modem that is away for a night is one line, not thousands.
 */
export function createFailureLog(log: Logger): FailureLog {
  const reasons = new Map<CollectorName, string>();
  const fields = new Map<CollectorName, string>();

  return (outcomes) => {
    const failing = new Map<ModemError, CollectorName[]>();
    const recovered: CollectorName[] = [];
    for (const [collector, outcome] of outcomes) {
      if (!outcome.ok) {
        const { error } = outcome;
        if (reasons.get(collector) !== error.reason) {
          failing.set(error, [...(failing.get(error) ?? []), collector]);
        }
        reasons.set(collector, error.reason);
        continue;
      }
      if (reasons.delete(collector)) recovered.push(collector);

      const { problems } = outcome.parsed;
      const unreadable = problems.map(({ field }) => field).join(', ');
      if (unreadable !== '' && fields.get(collector) !== unreadable) {
        const errors = problems.map(({ message }) => message);
        log.warn({ collectors: [collector], errors }, 'left out values that cannot be read');
      }
      fields.set(collector, unreadable);
    }
    for (const [{ reason, message }, collectors] of failing) {
      log.warn({ collectors, reason, error: message }, 'cannot read the modem');
    }
    if (recovered.length > 0) log.info({ collectors: recovered }, 'can read the modem again');
  };
}
