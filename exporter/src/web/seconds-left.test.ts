import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Koa from 'koa';
import { expect, it } from 'vitest';
import { openWire } from '../../../test/support/raw-client.ts';
import { limitConnections, serverOptions } from './connections.ts';
import { secondsLeft } from './seconds-left.ts';
import { createTurns } from './turns.ts';

it.each([
  { timeout: '5', seconds: 4.5 },
  { timeout: '0.04', seconds: 0 },
])(
  'takes the time that a request waited for its turn from a timeout of $timeout s',
  async ({ timeout, seconds }) => {
    const waiting: (() => void)[] = [];
    const limits = { connections: 1, requestMs: 60_000, inactivityMs: 60_000 };
    const app = new Koa();
    let left = Number.NaN;
    app.use((ctx) => {
      left = secondsLeft(ctx, 8);
      ctx.body = 'done';
    });
    const handle = app.callback();
    const server = createServer(serverOptions(limits), (request, response) => void handle(request, response));
    limitConnections(server, limits, {
      ...createTurns(),
      queue: (_client, _priority, run) => waiting.push(run),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');

    await using client = await openWire((server.address() as AddressInfo).port);
    client.send(
      `GET / HTTP/1.1\r\nHost: exporter\r\nX-Prometheus-Scrape-Timeout-Seconds: ${timeout}\r\n\r\n`,
    );
    await expect.poll(() => waiting.length).toBe(1);
    const receivedBefore = performance.now();
    await sleep(50);
    const waitedSeconds = (performance.now() - receivedBefore) / 1000;
    waiting[0]?.();
    await client.until(/done$/);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left).toBeLessThanOrEqual(Math.max(0, seconds - waitedSeconds));
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  },
);
