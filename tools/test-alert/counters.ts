/** What Alertmanager's own metrics say of one receiver, since its configuration was read. */
export interface Counters {
  /** Requests that went out, good or not. */
  readonly requests: number;
  readonly failedRequests: number;
  /** Notifications given up, by Alertmanager's word for why: `clientError`, `serverError`, … */
  readonly givenUp: Readonly<Record<string, number>>;
}

const NONE: Counters = { requests: 0, failedRequests: 0, givenUp: {} };

const LINE =
  /^alertmanager_(notification_requests_total|notification_requests_failed_total|notifications_failed_total)\{([^}]*)\} (\S+)$/;

/**
 * Reads the counters out of Alertmanager's `/metrics`, by receiver. Empty when Alertmanager runs without
 * `--enable-feature=receiver-name-in-metrics`.
 */
export function parseCounters(metrics: string): ReadonlyMap<string, Counters> {
  const counters = new Map<string, Counters>();
  for (const line of metrics.split('\n')) {
    const [, metric, labels = '', text] = LINE.exec(line) ?? [];
    const receiver = label(labels, 'receiver_name');
    if (metric === undefined || receiver === undefined) continue;
    const before = counters.get(receiver) ?? NONE;
    counters.set(receiver, add(before, metric, Number(text), label(labels, 'reason') ?? 'other'));
  }
  return counters;
}

const label = (labels: string, name: string): string | undefined =>
  new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1];

/** A receiver has a series for each of its integrations. */
function add(to: Counters, metric: string, value: number, reason: string): Counters {
  if (metric === 'notification_requests_total') return { ...to, requests: to.requests + value };
  if (metric === 'notification_requests_failed_total') {
    return { ...to, failedRequests: to.failedRequests + value };
  }
  return { ...to, givenUp: { ...to.givenUp, [reason]: (to.givenUp[reason] ?? 0) + value } };
}

/** What came of one message at one receiver. */
export type Outcome =
  | { readonly kind: 'took' }
  | { readonly kind: 'failed'; readonly attempts: number; readonly reason: string }
  /** Nothing yet, or attempts that failed and will be made again. */
  | { readonly kind: 'waiting'; readonly attempts: number };

/** What happened between two readings. */
export function outcomeSince(before: Counters = NONE, now: Counters = NONE): Outcome {
  const failed = now.failedRequests - before.failedRequests;
  if (now.requests - before.requests > failed) return { kind: 'took' };
  const reason = Object.keys(now.givenUp).find(
    (word) => (now.givenUp[word] ?? 0) > (before.givenUp[word] ?? 0),
  );
  return reason === undefined
    ? { kind: 'waiting', attempts: failed }
    : { kind: 'failed', attempts: failed, reason };
}
