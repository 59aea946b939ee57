import type { CollectorName } from './collectors/collector.ts';
import type { ModemError } from './errors.ts';
import type { Outcome, Reply } from './parse.ts';

/** Failed collectors by cause: a refused login fails every command, and is still one cause. */
export function failuresByCause(
  outcomes: ReadonlyMap<CollectorName, Outcome | Reply>,
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
