import type { Receiver } from './receivers/receiver.ts';
import { severityMatcher } from './severity.ts';

/** Where alerts go that nobody is to hear of. */
export const NOBODY = 'none';

/** The alert that `npm run test-alert` sends; it goes to every receiver whatever its least severity. */
export const TEST_ALERT = 'HG612TestMessage';

/** A node of Alertmanager's routing tree. */
export interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}

/**
 * One message for what goes wrong at one place of one modem at a time. By severity too, so that what is critical
 * neither waits for the next round of a warning's group nor hides under its title.
 */
const GROUP_BY = ['job', 'instance', 'layer', 'severity'];

/**
 * `group_wait`: alerts of one cause come within one round of evaluations (30 s), the one that silences the others
 * among them. `group_interval`: how late a resolved message may be, and how often a group can write at most.
 * `repeat_interval`: a reminder, by how much it hurts to forget.
 */
const TIMING = { group_wait: '30s', group_interval: '5m', repeat_interval: '24h' };
const REPEAT_CRITICAL = '4h';
const REPEAT_INFO = '7d';

/** Alerts that tell of a moment: they go away by themselves, and that they did is no news. */
const EVENTS = 'alertname=~"HG612LineRetrained|HG612ModemRebooted"';

/** The entry in `receivers` that tells of events: as the receiver, but without resolved messages. */
export const eventsName = (receiver: string): string => `${receiver}-events`;

/**
 * A call every five minutes. The repeat interval is looked at once per group interval and must have passed by
 * then, so it stays below the fifth of them.
 */
const HEARTBEAT = { group_wait: '0s', group_interval: '1m', repeat_interval: '4m30s' };

/** The tree: the heartbeat and the test message first, then every receiver in turn, each passing the alert on. */
export function routingTree(receivers: readonly Receiver[], heartbeat: Receiver | undefined): Route {
  return {
    receiver: NOBODY,
    group_by: GROUP_BY,
    ...TIMING,
    routes: [
      {
        matchers: ['alertname="Watchdog"'],
        receiver: heartbeat?.name ?? NOBODY,
        ...HEARTBEAT,
      },
      {
        matchers: [`alertname="${TEST_ALERT}"`],
        receiver: NOBODY,
        // Every run is a group of its own: it never waits for the round of an earlier one.
        group_by: ['alertname', 'run'],
        group_wait: '0s',
        group_interval: '1s',
        routes: receivers.map(({ name }) => ({ receiver: name, continue: true })),
      },
      ...receivers.map(({ name, minSeverity }) => ({
        matchers: [severityMatcher[minSeverity]],
        receiver: name,
        continue: true,
        routes: [
          { matchers: [EVENTS], receiver: eventsName(name) },
          { matchers: ['severity="critical"'], repeat_interval: REPEAT_CRITICAL },
          { matchers: ['severity="info"'], repeat_interval: REPEAT_INFO },
        ],
      })),
    ],
  };
}
