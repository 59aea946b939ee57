import { createServer, type ServerResponse } from 'node:http';
import { beforeAll, expect, it } from 'vitest';
import { startServer } from '../test/support/start-server.ts';
import { request, RequestError, requestJson } from './http.ts';

const nested = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);
const responses: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/redirect': (response) => response.writeHead(302, { location: '/shallow' }).end(),
  '/shallow': (response) => response.end(`{ "data": [${nested('[', ']', 30)}, {}] }`),
  '/lists': (response) => response.end(nested('[', ']', 4_000_000)),
  '/mappings': (response) => response.end(`${'{"a": '.repeat(100)}1${'}'.repeat(100)}`),
  '/large': (response) => {
    const send = (): void => {
      while (!response.destroyed && response.write(' '.repeat(65_536)));
    };
    response.on('drain', send);
    send();
  },
  '/drip': (response) => {
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  },
};

let base = '';
beforeAll(async () => {
  const server = createServer(({ url = '' }, response) => responses[url]?.(response));
  const started = await startServer(server);
  base = started.url;
  return () => started[Symbol.asyncDispose]();
});

it('does not follow a redirect', async () => {
  expect(await request(base, '/redirect', AbortSignal.timeout(5000))).toMatchObject({ status: 302 });
});

it('reads JSON', async () => {
  expect(await requestJson(base, '/shallow', AbortSignal.timeout(5000))).toHaveProperty('data');
});

it.each([
  { path: '/redirect', error: /HTTP status 302/ },
  { path: '/lists', error: /the response is nested too deeply/ },
  { path: '/mappings', error: /the response is nested too deeply/ },
  { path: '/large', error: /the response is larger than 8 MiB/ },
  // The time that passed, which is longer on a machine under load.
  { path: '/drip', error: /: timed out after \d+\.\d s$/ },
])('refuses $path: $error', async ({ path, error }) => {
  const timeout = AbortSignal.timeout(path === '/drip' ? 500 : 10_000);
  const thrown: unknown = await requestJson(base, path, timeout).catch((reason: unknown) => reason);
  expect(thrown).toBeInstanceOf(RequestError);
  expect((thrown as Error).message).toMatch(error);
});
