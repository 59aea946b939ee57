import type { CollectorName } from '../../../modem/src/collectors/collector.ts';
import type { ModemError } from '../../../modem/src/errors.ts';
import type { Outcome } from '../../../modem/src/read.ts';

/** What failed, by cause: a login that is refused takes every command with it, and is still one thing to tell. */
export function failuresByCause(
  outcomes: ReadonlyMap<CollectorName, Outcome>,
): ReadonlyMap<ModemError, readonly CollectorName[]> {
  const causes = new Map<ModemError, CollectorName[]>();
  for (const [collector, outcome] of outcomes) {
    if (outcome.ok) continue;
    const others = causes.get(outcome.error);
    if (others === undefined) causes.set(outcome.error, [collector]);
    else others.push(collector);
  }
  return causes;
}
