import type { Receiver } from './receivers/receiver.ts';
import { severityMatcher } from './severity.ts';

/** The receiver without an integration: alerts routed to it are not sent. */
export const NO_RECEIVER = 'none';

/** The alert that `npm run test-alert` sends; it is sent to every receiver, whatever its minimum severity. */
export const TEST_ALERT = 'HG612TestMessage';

/** A node of Alertmanager's routing tree. */
interface Route {
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
 * One notification per modem, layer and severity. Severity is part of the key so that a critical alert neither waits
 * for the interval of a warning group nor appears under its title.
 */
const GROUP_BY = ['job', 'instance', 'layer', 'severity'];

/**
 * `group_wait`: alerts with one cause fire within one evaluation interval (30 s), among them the one that inhibits
 * the others. `group_interval`: the minimum time between two notifications of a group, which delays new alerts and
 * resolved messages.
 */
const TIMING = { group_wait: '30s', group_interval: '5m', repeat_interval: '24h' };

/**
 * Critical alerts share a group with whatever else is critical on the same line: a lost sync often follows a critical
 * margin. The interval is short so that such a second alert is not held back. Grouping by alert name would not do:
 * HG612SyncLost could then resolve while inhibited by HG612LineFlapping, and Alertmanager would treat the next
 * HG612SyncLost as already sent.
 */
const TIMING_CRITICAL = { group_wait: '10s', group_interval: '20s', repeat_interval: '4h' };
/**
 * A line that drops with its site: HG612SiteDown must arrive before the line's own alert is sent. It fires when most
 * lines of the site have been read, so it can be up to one scrape interval later than the first line's. A line of a
 * site is therefore reported a minute later.
 */
const LINE_OF_A_SITE = ['severity="critical"', 'site!=""', 'alertname!="HG612SiteDown"'];
const TIMING_LINE_OF_A_SITE = { ...TIMING_CRITICAL, group_wait: '1m' };
const REPEAT_INFO = '7d';

/** Alerts about an event: they resolve by themselves, and no resolved message is sent. */
const EVENTS = 'alertname=~"HG612LineRetrained|HG612DlmProfileChanged|HG612ModemRebooted"';

/** Name of the variant of a receiver that sends no resolved messages. */
export const eventsName = (receiver: string): string => `${receiver}-events`;

/**
 * One request every five minutes. Alertmanager checks the repeat interval once per group interval, so it is a little
 * less than five of them.
 */
const HEARTBEAT = { group_wait: '0s', group_interval: '1m', repeat_interval: '4m30s' };

/** The heartbeat and the test message first, then one route per receiver; each of these continues to the next. */
export function routingTree(receivers: readonly Receiver[], heartbeat: Receiver | undefined): Route {
  return {
    receiver: NO_RECEIVER,
    group_by: GROUP_BY,
    ...TIMING,
    routes: [
      {
        matchers: ['alertname="Watchdog"'],
        receiver: heartbeat?.name ?? NO_RECEIVER,
        ...HEARTBEAT,
      },
      {
        matchers: [`alertname="${TEST_ALERT}"`],
        receiver: NO_RECEIVER,
        // Each run has its own group and does not wait for the interval of an earlier one.
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
          { matchers: LINE_OF_A_SITE, ...TIMING_LINE_OF_A_SITE },
          { matchers: ['severity="critical"'], ...TIMING_CRITICAL },
          { matchers: ['severity="info"'], repeat_interval: REPEAT_INFO },
        ],
      })),
    ],
  };
}
