import { dsl, firstOf, select, unless, onlyWhile } from './promql.ts';

/** Start of the current sync, from the line uptime over telnet: recorded in prometheus/rules/sync.yml. */
export const syncStart = (): string => select('hg612:sync_start:timestamp_seconds');

/** Retrains in the last 24 hours: recorded in prometheus/rules/sync.yml. */
export const retrainsLast24h = (): string => select('hg612:retrains:count1d');

/** Maximum age of the last known state. A retrain in a longer gap cannot be dated. */
const maxGap = '6h';

const lastKnown = (selector: string) => `last_over_time(${selector}[${maxGap}] offset $__interval)`;

/**
 * Has a value at the end of each step in which the line came back into sync, whatever the length of the step. Uses the
 * line uptime where telnet provides it, which also shows retrains between two scrapes, and the line state otherwise.
 * Compares with the last known value: a modem that did not respond has not retrained. By the uptime, the line retrained
 * if it came into sync after the uptime was last read; unavailable seconds, during which the uptime of older drivers
 * stands still, do not look like that.
 */
export function retrainEvents(): string {
  const byClock = `${syncStart()} > ${lastKnown(select('hg612:sync_read:timestamp_seconds'))}`;
  const wasDown = `(${lastKnown(dsl('up'))} == 0 or min_over_time(${dsl('up')}[$__interval]) == 0)`;
  const byState = unless(onlyWhile(`${dsl('up')} == 1`, wasDown), dsl('uptime_seconds'));
  return firstOf(byClock, byState);
}
