import { parseExposition } from '../../lib/exposition.ts';

/** Alertmanager's counters for one receiver since its configuration was loaded. */
export interface Counters {
  /** Requests sent, successful or not. */
  readonly requests: number;
  readonly failedRequests: number;
  /** Notifications that failed for good, by Alertmanager's reason: `clientError`, `serverError`, … */
  readonly failures: Readonly<Record<string, number>>;
}

const NONE: Counters = { requests: 0, failedRequests: 0, failures: {} };

/**
 * Reads the counters from Alertmanager's `/metrics`, by receiver. Empty if Alertmanager runs without
 * `--enable-feature=receiver-name-in-metrics`.
 */
export function parseCounters(metrics: string): ReadonlyMap<string, Counters> {
  const counters = new Map<string, Counters>();
  for (const { name, labels, value } of parseExposition(metrics)) {
    const { receiver_name: receiver, reason = 'other' } = labels;
    if (receiver !== undefined) {
      counters.set(receiver, add(counters.get(receiver) ?? NONE, name, value, reason));
    }
  }
  return counters;
}

/** A receiver has one series for each of its integrations. */
function add(to: Counters, metric: string, value: number, reason: string): Counters {
  switch (metric) {
    case 'alertmanager_notification_requests_total':
      return { ...to, requests: to.requests + value };
    case 'alertmanager_notification_requests_failed_total':
      return { ...to, failedRequests: to.failedRequests + value };
    case 'alertmanager_notifications_failed_total':
      return { ...to, failures: { ...to.failures, [reason]: (to.failures[reason] ?? 0) + value } };
    default:
      return to;
  }
}

/** The result of one message at one receiver. */
export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'failed'; readonly attempts: number; readonly reason: string }
  /** No request yet, or failed ones that Alertmanager will retry. */
  | { readonly kind: 'pending'; readonly attempts: number };

/** What happened between two readings of the counters. */
export function outcomeSince(before: Counters = NONE, now: Counters = NONE): Outcome {
  const failed = now.failedRequests - before.failedRequests;
  if (now.requests - before.requests > failed) return { kind: 'accepted' };
  const reason = Object.keys(now.failures).find(
    (each) => (now.failures[each] ?? 0) > (before.failures[each] ?? 0),
  );
  return reason === undefined
    ? { kind: 'pending', attempts: failed }
    : { kind: 'failed', attempts: failed, reason };
}
