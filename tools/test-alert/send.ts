import { setTimeout as sleep } from 'node:timers/promises';
import { NO_RECEIVER, TEST_ALERT } from '../../alertmanager/src/routing.ts';
import type { AlertmanagerApi, PostableAlert } from './alertmanager.ts';
import { type Counters, type Outcome, outcomeSince, parseCounters } from './counters.ts';

/** The result at one receiver. */
export interface Delivery {
  readonly receiver: string;
  readonly firing: Outcome;
  /** `undefined` if the firing message was not accepted: then there is nothing to resolve. */
  readonly resolved: Outcome | undefined;
}

/** What became of the test message. */
export type TestResult =
  | { readonly kind: 'sent'; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'no-receiver' }
  | { readonly kind: 'silenced' }
  /** Alertmanager accepted the alert and does not list it. */
  | { readonly kind: 'lost' }
  /** Alertmanager's metrics have no receiver names, so the result is unknown. */
  | { readonly kind: 'no-receiver-names' };

/** How long to wait for a result, and how often to check. */
interface Timeouts {
  /** Alertmanager retries a notification for ten seconds before it counts it as failed. */
  readonly firingMs: number;
  readonly resolvedMs: number;
  readonly pollMs: number;
}

const TIMEOUTS: Timeouts = { firingMs: 20_000, resolvedMs: 10_000, pollMs: 250 };

/** The alert resolves by itself after this time if this program is killed. */
const LIFETIME_MS = 120_000;

/**
 * Explains the test message. It is not a runbook of the line, so that a problem with a receiver does not look like one
 * with the line.
 */
export const TEST_MESSAGE_URL =
  'https://github.com/hg612-observability/hg612-observability/blob/main/docs/notifications.md#test-message';

/**
 * Sends a test alert through Alertmanager's routing and templates to every receiver, waits for the result, and
 * resolves the alert.
 *
 * @param run unique label value of this run
 * @throws {RequestError} if Alertmanager does not respond
 */
export async function sendTestAlert(
  api: AlertmanagerApi,
  run: string,
  timeouts: Timeouts = TIMEOUTS,
): Promise<TestResult> {
  const alert = testAlert(run, new Date());
  const before = parseCounters(await api.metrics());
  await api.post(alert);
  try {
    const routing = await waitForRouting(api, run, timeouts);
    if (routing === undefined) return { kind: 'lost' };
    const receivers = routing.receivers.filter((name) => name !== NO_RECEIVER);
    if (receivers.length === 0) return { kind: 'no-receiver' };
    if (routing.silencedBy.length > 0) return { kind: 'silenced' };
    if (!receivers.every((name) => before.has(name))) return { kind: 'no-receiver-names' };

    const firing = await waitForOutcomes(api, receivers, before, timeouts.firingMs, timeouts.pollMs);
    const accepted = receivers.filter((name) => firing.outcomes.get(name)?.kind === 'accepted');
    await api.post(resolve(alert));
    const resolved = await waitForOutcomes(
      api,
      accepted,
      firing.counters,
      timeouts.resolvedMs,
      timeouts.pollMs,
    );
    return {
      kind: 'sent',
      deliveries: receivers.map((receiver) => ({
        receiver,
        firing: firing.outcomes.get(receiver) ?? { kind: 'pending', attempts: 0 },
        resolved: resolved.outcomes.get(receiver),
      })),
    };
  } finally {
    // Also after a failure. Resolving the alert a second time changes nothing.
    await api.post(resolve(alert)).catch(() => undefined);
  }
}

function testAlert(run: string, now: Date): PostableAlert {
  return {
    labels: { alertname: TEST_ALERT, severity: 'warning', layer: 'stack', subject: 'test', run },
    annotations: {
      summary: 'TEST: this is only a test',
      description:
        'Sent by the command "test-alert". The line is not affected: alerts of the HG612 stack reach this receiver.',
      runbook_url: TEST_MESSAGE_URL,
    },
    startsAt: now.toISOString(),
    endsAt: new Date(now.getTime() + LIFETIME_MS).toISOString(),
  };
}

const resolve = (alert: PostableAlert): PostableAlert => ({ ...alert, endsAt: new Date().toISOString() });

async function waitForRouting(api: AlertmanagerApi, run: string, { firingMs, pollMs }: Timeouts) {
  const deadline = Date.now() + firingMs;
  for (;;) {
    const routing = await api.findRouting('run', run);
    if (routing !== undefined || Date.now() > deadline) return routing;
    await sleep(pollMs);
  }
}

/** Polls the counters until every receiver has accepted the message or failed, or the time is up. */
async function waitForOutcomes(
  api: AlertmanagerApi,
  receivers: readonly string[],
  before: ReadonlyMap<string, Counters>,
  timeoutMs: number,
  pollMs: number,
) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const counters = parseCounters(await api.metrics());
    const outcomes = new Map(
      receivers.map((name) => [name, outcomeSince(before.get(name), counters.get(name))]),
    );
    const isSettled = [...outcomes.values()].every(({ kind }) => kind !== 'pending');
    if (isSettled || Date.now() > deadline) return { counters, outcomes };
    await sleep(pollMs);
  }
}
