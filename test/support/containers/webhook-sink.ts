import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { startServer } from '../start-server.ts';

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
  readonly alerts: readonly ReceivedAlert[];
}

/** Maximum number of alerts kept. */
const MAX_ALERTS = 1000;

async function keep(request: IncomingMessage, alerts: ReceivedAlert[]): Promise<boolean> {
  try {
    const body = (await json(request)) as { alerts: ReceivedAlert[] };
    alerts.push(...body.alerts.slice(0, MAX_ALERTS - alerts.length));
    return true;
  } catch {
    return false;
  }
}

/** Listens on a free port of all addresses, so that containers can reach it. */
export async function startWebhookSink(): Promise<WebhookSink> {
  const alerts: ReceivedAlert[] = [];
  const server = createServer((request, response) => {
    void keep(request, alerts).then((kept) => response.writeHead(kept ? 200 : 400).end());
  });
  const started = await startServer(server, '0.0.0.0');
  return { ...started, url: `http://host.docker.internal:${started.port}/`, alerts };
}
