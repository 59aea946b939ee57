import type { Logger } from 'pino';
import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { failuresByCause } from '../../../modem/src/failures.ts';
import type { Outcome } from '../../../modem/src/parse.ts';

/** Logs what has changed since the previous read. */
export type FailureLog = (outcomes: ReadonlyMap<CollectorName, Outcome>) => void;

/**
 * Logs one line when a collector starts to fail, when its reason changes and when it recovers, and one when the set of
 * invalid fields changes. Collectors that fail for the same cause share a line. A modem that is off overnight causes
 * one line, not thousands.
 */
export function createFailureLog(log: Logger): FailureLog {
  const reasons = new Map<CollectorName, string>();
  const invalidFields = new Map<CollectorName, string>();

  return (outcomes) => {
    for (const [{ reason, message }, collectors] of failuresByCause(outcomes)) {
      const changed = collectors.filter((collector) => reasons.get(collector) !== reason);
      if (changed.length > 0)
        log.warn({ collectors: changed, reason, error: message }, 'cannot read the modem');
      for (const collector of changed) reasons.set(collector, reason);
    }

    const recovered: CollectorName[] = [];
    for (const [collector, outcome] of outcomes) {
      if (!outcome.ok) continue;
      if (reasons.delete(collector)) recovered.push(collector);
      const { problems } = outcome.parsed;
      const invalid = problems.map(({ field }) => field).join(', ');
      if (invalid !== '' && invalidFields.get(collector) !== invalid) {
        const errors = problems.map(({ message }) => message);
        log.warn({ collectors: [collector], errors }, 'ignored invalid values');
      }
      invalidFields.set(collector, invalid);
    }
    if (recovered.length > 0) log.info({ collectors: recovered }, 'reading the modem again');
  };
}
