import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { startServer } from '../start-server.ts';

/** A request that production would send to Discord, Slack, … */
interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** Fake server for all platforms with an HTTP API, distinguished by path. */
export interface HttpSink extends AsyncDisposable {
  /** URL for a container, which needs the extra host `host.docker.internal:host-gateway`. */
  readonly url: string;
  /** All requests in order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  to(path: string): readonly ReceivedRequest[];
  /** Sets the response status of a path; the default is 200. */
  answer(path: string, status: number): void;
}

/** Response bodies that Telegram and Slack clients require; the others check only the status. */
const ANSWERS: readonly [path: RegExp, type: string, body: string][] = [
  [/\/sendMessage$/, 'application/json', '{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":-100}}}'],
  [/./, 'text/plain', 'ok'],
];

/** Upper limit of stored requests; tests expect dozens. */
const MAX_REQUESTS = 2000;

/** Listens on a free port of all addresses, so that containers can reach it. */
export async function startHttpSink(): Promise<HttpSink> {
  const requests: ReceivedRequest[] = [];
  const statuses = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    void text(request).then((body) => {
      const status = statuses.get(path) ?? 200;
      if (requests.length < MAX_REQUESTS) {
        const { authorization } = request.headers;
        requests.push({ method: request.method ?? '', path, authorization, body: parse(body) });
      }
      const [, type = '', answer] = ANSWERS.find(([pattern]) => pattern.test(path)) ?? [];
      response.writeHead(status, { 'content-type': type }).end(status === 200 ? answer : 'no');
    });
  });
  const started = await startServer(server, '0.0.0.0');
  return {
    ...started,
    url: `http://host.docker.internal:${started.port}`,
    requests,
    to: (path) => requests.filter((request) => request.path === path),
    answer: (path, status) => void statuses.set(path, status),
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
