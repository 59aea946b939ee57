import { setTimeout as sleep } from 'node:timers/promises';
import { NOBODY, TEST_ALERT } from '../../alertmanager/src/routing.ts';
import type { AlertmanagerApi, PostableAlert } from './alertmanager.ts';
import { type Counters, type Outcome, outcomeSince, parseCounters } from './counters.ts';

/** What came of the test message at one receiver: of the message itself, and of the word that it is over. */
export interface Delivery {
  readonly receiver: string;
  readonly firing: Outcome;
  /** `undefined` where the message itself was not taken: then there is nothing to take back. */
  readonly resolved: Outcome | undefined;
}

export type TestResult =
  | { readonly kind: 'delivered'; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'silenced' }
  /** Alertmanager took the alert, and does not have it. */
  | { readonly kind: 'lost' }
  /** Alertmanager runs without the receivers' names in its metrics, so that nobody can tell who took it. */
  | { readonly kind: 'nameless' };

/** How long to wait, and how often to look. */
export interface Patience {
  /** Alertmanager gives one attempt after the other ten seconds before it counts the notification as failed. */
  readonly firingMs: number;
  readonly resolvedMs: number;
  readonly pollMs: number;
}

const PATIENCE: Patience = { firingMs: 20_000, resolvedMs: 10_000, pollMs: 250 };

/** The test alert ends by itself should nobody be left to end it. */
const LIFETIME_MS = 120_000;

/**
 * Sends a marked test alert through routing and templates to every receiver, waits for what comes of it, and ends it.
 *
 * @throws {AlertmanagerError} when Alertmanager does not answer
 */
export async function sendTestAlert(
  api: AlertmanagerApi,
  run: string,
  patience: Patience = PATIENCE,
): Promise<TestResult> {
  const alert = testAlert(run, new Date());
  const before = parseCounters(await api.metrics());
  await api.post(alert);
  try {
    const routed = await findRoute(api, run, patience);
    if (routed === undefined) return { kind: 'lost' };
    const receivers = routed.receivers.filter((name) => name !== NOBODY);
    if (receivers.length === 0) return { kind: 'nobody' };
    if (routed.silencedBy.length > 0) return { kind: 'silenced' };
    if (!receivers.every((name) => before.has(name))) return { kind: 'nameless' };

    const firing = await watch(api, receivers, before, patience.firingMs, patience.pollMs);
    const took = receivers.filter((name) => firing.outcomes.get(name)?.kind === 'took');
    await api.post(ended(alert));
    const resolved = await watch(api, took, firing.counters, patience.resolvedMs, patience.pollMs);
    return {
      kind: 'delivered',
      deliveries: receivers.map((receiver) => ({
        receiver,
        firing: firing.outcomes.get(receiver) ?? { kind: 'waiting', attempts: 0 },
        resolved: resolved.outcomes.get(receiver),
      })),
    };
  } finally {
    // Whatever happened, the alert does not stay. Ending it a second time changes nothing.
    await api.post(ended(alert)).catch(() => undefined);
  }
}

function testAlert(run: string, now: Date): PostableAlert {
  return {
    labels: { alertname: TEST_ALERT, severity: 'warning', layer: 'stack', subject: 'test', run },
    annotations: {
      summary: 'TEST: this is only a test',
      description:
        'Somebody ran "npm run test-alert". No line is in trouble: alerts of the HG612 reach you here.',
    },
    startsAt: now.toISOString(),
    endsAt: new Date(now.getTime() + LIFETIME_MS).toISOString(),
  };
}

const ended = (alert: PostableAlert): PostableAlert => ({ ...alert, endsAt: new Date().toISOString() });

async function findRoute(api: AlertmanagerApi, run: string, { firingMs, pollMs }: Patience) {
  const deadline = Date.now() + firingMs;
  for (;;) {
    const routed = await api.routed('run', run);
    if (routed !== undefined || Date.now() > deadline) return routed;
    await sleep(pollMs);
  }
}

/** Looks at the counters until every receiver has taken the message or failed, or the time is up. */
async function watch(
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
    const settled = [...outcomes.values()].every(({ kind }) => kind !== 'waiting');
    if (settled || Date.now() > deadline) return { counters, outcomes };
    await sleep(pollMs);
  }
}
