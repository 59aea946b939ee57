import { createServer, type RequestListener } from 'node:http';
import { expect, it } from 'vitest';
import { startServer } from '../../test/support/start-server.ts';
import { reloadAlertmanager } from './reload.ts';

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  await using server = await startServer(createServer(listener));
  return await use(server.url);
}

it('reloads by POST and succeeds on a 200', async () => {
  const requests: string[] = [];
  const outcome = await withServer(
    (request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.end();
    },
    (url) => reloadAlertmanager(url),
  );
  expect(requests).toEqual(['POST /-/reload']);
  expect(outcome).toEqual({ kind: 'reloaded' });
});

it('reports why Alertmanager rejected the configuration', async () => {
  const outcome = await withServer(
    (_request, response) => response.writeHead(500).end('failed to reload config: undefined receiver "x"\n'),
    (url) => reloadAlertmanager(url),
  );
  expect(outcome).toEqual({
    kind: 'failed',
    reason: expect.stringMatching(
      /^http:\/\/127\.0\.0\.1:\d+\/-\/reload returned 500: failed to reload config: undefined receiver "x"$/,
    ) as string,
  });
});

it('times out when Alertmanager does not respond', async () => {
  const outcome = await withServer(
    () => undefined,
    (url) => reloadAlertmanager(url, 200),
  );
  expect(outcome).toMatchObject({
    kind: 'failed',
    reason: expect.stringContaining('no response from') as string,
  });
});

it.each(['http://127.0.0.1:5', 'http://alertmanager.invalid:9093'])(
  'reports %s as not running',
  async (url) => {
    expect(await reloadAlertmanager(url)).toMatchObject({ kind: 'not-running' });
  },
);
