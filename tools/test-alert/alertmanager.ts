import * as v from 'valibot';

/** An alert as Alertmanager's API takes it. */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** What Alertmanager did with an alert. */
export interface Routed {
  readonly receivers: readonly string[];
  /** Ids of silences that hold it back. */
  readonly silencedBy: readonly string[];
}

/** The part of Alertmanager's API that the test message needs. Every call gives up after a few seconds. */
export interface AlertmanagerApi {
  metrics(): Promise<string>;
  post(alert: PostableAlert): Promise<void>;
  /** `undefined` while Alertmanager does not know the alert. */
  routed(label: string, value: string): Promise<Routed | undefined>;
}

const TIMEOUT_MS = 5000;

const gettableAlerts = v.array(
  v.object({
    receivers: v.array(v.object({ name: v.string() })),
    status: v.object({ silencedBy: v.array(v.string()) }),
  }),
);

/** Alertmanager did not answer, or not as it should. */
export class AlertmanagerError extends Error {
  override readonly name = 'AlertmanagerError';
}

/** @param baseUrl such as `http://localhost:9093` */
export function createApi(baseUrl: string): AlertmanagerApi {
  async function call(path: string, init?: RequestInit): Promise<Response> {
    const url = `${baseUrl}${path}`;
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.ok) return response;
      throw new AlertmanagerError(
        `${url} answered ${response.status}: ${(await response.text()).trim().slice(0, 300)}`,
      );
    } catch (error) {
      if (error instanceof AlertmanagerError) throw error;
      throw new AlertmanagerError(`${url} does not answer (${cause(error)})`, { cause: error });
    }
  }

  return {
    metrics: async () => (await call('/metrics')).text(),
    async post(alert) {
      const headers = { 'content-type': 'application/json' };
      await call('/api/v2/alerts', { method: 'POST', headers, body: JSON.stringify([alert]) });
    },
    async routed(label, value) {
      const filter = encodeURIComponent(`${label}="${value}"`);
      const answer: unknown = await (await call(`/api/v2/alerts?filter=${filter}`)).json();
      const alerts = v.safeParse(gettableAlerts, answer);
      if (!alerts.success) throw new AlertmanagerError(`${baseUrl} does not answer as an Alertmanager does`);
      const [alert] = alerts.output;
      return (
        alert && {
          receivers: alert.receivers.map(({ name }) => name),
          silencedBy: alert.status.silencedBy,
        }
      );
    },
  };
}

/** `fetch failed` alone helps nobody. */
function cause(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return String(inner);
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.message;
}
