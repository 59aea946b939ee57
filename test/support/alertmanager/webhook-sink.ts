import { startHttpSink } from './http-sink.ts';

/** An alert in Alertmanager's webhook; only the fields that tests use. */
export interface ReceivedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A webhook receiver inside the test process. */
export interface WebhookSink extends AsyncDisposable {
  /** URL for containers, which need the extra host `host.docker.internal:host-gateway`. */
  readonly url: string;
  /** The alerts of all requests, in order of arrival. */
  readonly alerts: readonly ReceivedAlert[];
}

/** Listens on a free port of all addresses, so that containers can reach it. */
export async function startWebhookSink(): Promise<WebhookSink> {
  const sink = await startHttpSink();
  return {
    url: `${sink.url}/`,
    get alerts() {
      return sink.requests.flatMap(({ body }) => (body as { alerts: ReceivedAlert[] }).alerts);
    },
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  };
}
