import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** An alert as Alertmanager's webhook carries it; only what tests look at. */
export interface ReceivedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A place for notifications inside the test process. */
export interface WebhookSink extends AsyncDisposable {
  /** As a container sees it; the container needs `host.docker.internal:host-gateway` among its extra hosts. */
  readonly url: string;
  readonly alerts: readonly ReceivedAlert[];
}

/** The bound on what is kept: a test expects a handful. */
const MOST_ALERTS = 1000;

async function keep(request: IncomingMessage, alerts: ReceivedAlert[]): Promise<boolean> {
  try {
    const body = (await json(request)) as { alerts: ReceivedAlert[] };
    alerts.push(...body.alerts.slice(0, MOST_ALERTS - alerts.length));
    return true;
  } catch {
    return false;
  }
}

/** Listens on a free port on every address, so that containers reach it. */
export async function startWebhookSink(): Promise<WebhookSink> {
  const alerts: ReceivedAlert[] = [];
  const server = createServer((request, response) => {
    void keep(request, alerts).then((kept) => response.writeHead(kept ? 200 : 400).end());
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://host.docker.internal:${port}/`,
    alerts,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
