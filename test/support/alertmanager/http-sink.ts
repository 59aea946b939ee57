import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it would have gone to Discord, Slack, … */
export interface SunkRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** Stands in for every platform that is reached over HTTP, told apart by path. */
export interface HttpSink extends AsyncDisposable {
  /** As a container sees it; the container needs `host.docker.internal:host-gateway` among its extra hosts. */
  readonly url: string;
  /** Every request, in the order they came. */
  readonly requests: readonly SunkRequest[];
  to(path: string): readonly SunkRequest[];
  /** What a path answers from now on; 200 where nothing was said. */
  answer(path: string, status: number): void;
}

/** What Telegram and Slack want to hear; the others look at the status alone. */
const ANSWERS: readonly [path: RegExp, type: string, body: string][] = [
  [/\/sendMessage$/, 'application/json', '{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":-100}}}'],
  [/./, 'text/plain', 'ok'],
];

/** A test expects dozens. */
const MOST_REQUESTS = 2000;

/** Listens on a free port on every address, so that containers reach it. */
export async function startHttpSink(): Promise<HttpSink> {
  const requests: SunkRequest[] = [];
  const statuses = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    void text(request).then((body) => {
      const status = statuses.get(path) ?? 200;
      if (requests.length < MOST_REQUESTS) {
        const { authorization } = request.headers;
        requests.push({ method: request.method ?? '', path, authorization, body: parse(body) });
      }
      const [, type = '', answer] = ANSWERS.find(([pattern]) => pattern.test(path)) ?? [];
      response.writeHead(status, { 'content-type': type }).end(status === 200 ? answer : 'no');
    });
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  return {
    url: `http://host.docker.internal:${(server.address() as AddressInfo).port}`,
    requests,
    to: (path) => requests.filter((request) => request.path === path),
    answer: (path, status) => void statuses.set(path, status),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
