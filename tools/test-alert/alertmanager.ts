import * as v from 'valibot';
import { request, RequestError, requestJson } from '../../lib/http.ts';

/** An alert as Alertmanager's API expects it. */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Where Alertmanager routed an alert. */
interface Routing {
  readonly receivers: readonly string[];
  /** IDs of the silences that suppress it. */
  readonly silencedBy: readonly string[];
}

/** The part of Alertmanager's API that the test message needs. Every call times out after a few seconds. */
export interface AlertmanagerApi {
  metrics(): Promise<string>;
  post(alert: PostableAlert): Promise<void>;
  /** @returns `undefined` if Alertmanager has no alert with this label */
  findRouting(label: string, value: string): Promise<Routing | undefined>;
}

const timeout = (): AbortSignal => AbortSignal.timeout(5000);

const GettableAlerts = v.array(
  v.object({
    receivers: v.array(v.object({ name: v.string() })),
    status: v.object({ silencedBy: v.array(v.string()) }),
  }),
);

/**
 * The API of an Alertmanager. Its methods throw {@link RequestError}.
 *
 * @param baseUrl such as `http://localhost:9093`
 */
export function createApi(baseUrl: string): AlertmanagerApi {
  return {
    async metrics() {
      const { status, text } = await request(baseUrl, '/metrics', timeout());
      if (status === 200) return text;
      throw new RequestError(`${baseUrl}/metrics: HTTP status ${status}`);
    },
    async post(alert) {
      const { status, text } = await request(baseUrl, '/api/v2/alerts', timeout(), { json: [alert] });
      if (status === 200) return;
      throw new RequestError(`${baseUrl}/api/v2/alerts: HTTP status ${status}: ${text.trim().slice(0, 300)}`);
    },
    async findRouting(label, value) {
      const filter = encodeURIComponent(`${label}="${value}"`);
      const body = await requestJson(baseUrl, `/api/v2/alerts?filter=${filter}`, timeout());
      const alerts = v.safeParse(GettableAlerts, body);
      if (!alerts.success) throw new RequestError(`${baseUrl}: not the response of an Alertmanager`);
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
