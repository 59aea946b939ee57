import { dsl, otherwise, select, unless, whenever } from './promql.ts';

/** When the line came into sync, told by telnet: recorded in prometheus/rules/sync.yml. */
export const syncStart = (): string => select('hg612:sync_start:timestamp_seconds');

/** Retrains in the last 24 hours, counted by the rules. */
export const retrainsInADay = (): string => select('hg612:retrains:count1d');

/** How far back the last known state may lie. A retrain in a longer gap cannot be dated anyway. */
const memory = '6h';

const known = (selector: string) => `last_over_time(${selector}[${memory}] offset $__interval)`;

/**
 * There at the end of a step in which the line came back into sync, however long the step.
 * By the line's own clock where telnet tells it, which also sees what happened between two scrapes; by
 * the state otherwise. Compared with the last *known* value: a silent modem is no retrain.
 */
export function retrained(): string {
  const byClock = `${syncStart()} - ${known(syncStart())} > on () group_left () hg612:threshold:start_jump_seconds`;
  const wasDown = `(${known(dsl('up'))} == 0 or min_over_time(${dsl('up')}[$__interval]) == 0)`;
  const byState = unless(whenever(`${dsl('up')} == 1`, wasDown), dsl('uptime_seconds'));
  return otherwise(byClock, byState);
}
