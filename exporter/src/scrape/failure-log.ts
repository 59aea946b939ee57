import type { Logger } from 'pino';
import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import { failuresByCause } from '../../../modem/src/failures.ts';
import type { Outcome } from '../../../modem/src/read.ts';

/** Tells the log what changed since the read before, and nothing else. */
export type FailureLog = (outcomes: ReadonlyMap<CollectorName, Outcome>) => void;

/**
 * One line when a collector begins to fail, one when the reason changes, one when it recovers; the same for
 * single fields that cannot be read. Collectors that fail of one cause share a line. A modem that is away for a
 * night is one line, not thousands.
 */
export function createFailureLog(log: Logger): FailureLog {
  const reasons = new Map<CollectorName, string>();
  const fields = new Map<CollectorName, string>();

  return (outcomes) => {
    for (const [{ reason, message }, collectors] of failuresByCause(outcomes)) {
      const news = collectors.filter((collector) => reasons.get(collector) !== reason);
      if (news.length > 0) log.warn({ collectors: news, reason, error: message }, 'cannot read the modem');
      for (const collector of news) reasons.set(collector, reason);
    }

    const recovered: CollectorName[] = [];
    for (const [collector, outcome] of outcomes) {
      if (!outcome.ok) continue;
      if (reasons.delete(collector)) recovered.push(collector);
      const { problems } = outcome.parsed;
      const unreadable = problems.map(({ field }) => field).join(', ');
      if (unreadable !== '' && fields.get(collector) !== unreadable) {
        const errors = problems.map(({ message }) => message);
        log.warn({ collectors: [collector], errors }, 'left out values that cannot be read');
      }
      fields.set(collector, unreadable);
    }
    if (recovered.length > 0) log.info({ collectors: recovered }, 'can read the modem again');
  };
}
