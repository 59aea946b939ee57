import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { reloadAlertmanager } from './reload.ts';

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('asks by POST, and believes a 200', async () => {
  const asked: string[] = [];
  const outcome = await withServer(
    (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end();
    },
    (url) => reloadAlertmanager(url),
  );
  expect(asked).toEqual(['POST /-/reload']);
  expect(outcome).toEqual({ kind: 'reloaded' });
});

it('tells why Alertmanager refused', async () => {
  const outcome = await withServer(
    (_request, response) => response.writeHead(500).end('failed to reload config: undefined receiver "x"\n'),
    (url) => reloadAlertmanager(url),
  );
  expect(outcome).toEqual({
    kind: 'failed',
    why: expect.stringMatching(
      /^http:\/\/127\.0\.0\.1:\d+\/-\/reload answered 500: failed to reload config: undefined receiver "x"$/,
    ) as string,
  });
});

it('does not wait for one that hangs', async () => {
  const outcome = await withServer(
    () => undefined,
    (url) => reloadAlertmanager(url, 200),
  );
  expect(outcome).toMatchObject({ kind: 'failed', why: expect.stringContaining('did not answer') as string });
});

it.each(['http://127.0.0.1:5', 'http://alertmanager.invalid:9093'])(
  'takes %s for not running',
  async (url) => {
    expect(await reloadAlertmanager(url)).toMatchObject({ kind: 'not-running' });
  },
);
