import { createServer, type IncomingMessage } from 'node:http';
import { freePort } from './free-port.ts';
import { startServer } from './start-server.ts';

/** An HTTP server with a fixed response for each path. */
export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: { path: string; authorization: string | undefined; body: string }[];
}

/**
 * Response of a path: text or JSON with status 200, a function of the path with its query that returns either, or a
 * status.
 */
export type FakeResponse = string | number | object | ((path: string) => object | string);

/** Stands in for a server of the stack. Unknown paths get status 404. */
export async function fakeServer(responses: Readonly<Record<string, FakeResponse>>): Promise<FakeServer> {
  const requests: FakeServer['requests'] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? '';
      requests.push({ path, authorization: request.headers.authorization, body });
      const given = responses[path] ?? responses[path.split('?')[0] ?? ''] ?? 404;
      const fixed = typeof given === 'function' ? (given as (path: string) => object | string)(path) : given;
      if (typeof fixed === 'number') return response.writeHead(fixed).end('no');
      if (typeof fixed === 'string') return response.end(fixed);
      return response.end(JSON.stringify(fixed));
    });
  });
  return { ...(await startServer(server)), requests };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** The URL of a port at which nothing listens. */
export const nowhere = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;
