import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockModem, createMockModem } from '../../../mock-modem/src/mock-modem.ts';
import { exporterAt, readRunbook } from '../../../test/support/exporter.ts';
import { startApp } from '../../../test/support/start-server.ts';
import { createProcessRegistry } from '../metrics/process.ts';
import { createApp } from './app.ts';

let mock: MockModem;

beforeEach(async () => {
  mock = await createMockModem({ recording: 'source-document' });
});
afterEach(() => mock.close());

const exporterFor = () => exporterAt({ pageUrl: mock.url, timeoutSeconds: 1 }).agent;

it.each([
  {
    name: 'an address that is too long',
    target: `/metrics?${'a=1&'.repeat(1000)}`,
    sent: {},
    status: 414,
    message: 'expected an address of at most 2048 characters\n',
  },
  {
    name: 'too many parameters',
    target: `/metrics?${'a=&'.repeat(600)}`,
    sent: {},
    status: 400,
    message: 'expected at most 32 parameters\n',
  },
  {
    name: 'a long Accept header',
    target: '/metrics',
    sent: { accept: 'text/plain,'.repeat(200) },
    status: 431,
    message: 'accept: expected at most 1024 characters\n',
  },
  {
    name: 'a long Accept-Encoding header',
    target: '/targets',
    sent: { 'accept-encoding': 'gzip,'.repeat(500) },
    status: 431,
    message: 'accept-encoding: expected at most 1024 characters\n',
  },
])('refuses $name, with the headers of every response', async ({ target, sent, status, message }) => {
  const { headers, text } = await exporterFor().get(target).set(sent).expect(status);
  expect(text).toBe(message);
  expect(headers['x-content-type-options']).toBe('nosniff');
});

describe('other requests', () => {
  it.each(['/-/healthy', '/-/ready'])('%s responds while the modem is unreachable', async (path) => {
    await mock.setScenario('unreachable');
    await exporterFor().get(path).expect(200);
    expect(mock.stats().http.requests).toBe(0);
  });

  it('GET /runbook has a section for every alert, without reading the modem', async () => {
    await mock.setScenario('unreachable');
    const { text, headers } = await exporterFor().get('/runbook').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('<h2 id="hg612synclost">HG612SyncLost</h2>');
    expect(mock.stats().http.requests).toBe(0);
  });

  it('returns 404 for an unknown path and 405 for another method', async () => {
    await exporterFor().get('/metric').expect(404);
    const { headers } = await exporterFor().post('/metrics').expect(405);
    expect(headers['allow']).toBe('HEAD, GET');
  });

  it.each(['trace', 'propfind', 'link'] as const)('returns 405 for the method %s', async (method) => {
    const { headers } = await exporterFor()[method]('/metrics').expect(405);
    expect(headers['allow']).toBe('HEAD, GET');
    await exporterFor()[method]('/metric').expect(404);
  });

  it('does not log a client that disconnects during its response', async () => {
    const { app, log } = exporterAt({ pageUrl: mock.url, timeoutSeconds: 1 });
    const server = await startApp(app);
    for (let index = 0; index < 40; index += 1) {
      const client = connect(server.port, '127.0.0.1');
      client.on('error', () => {});
      const encoding = index % 2 === 0 ? 'gzip' : 'identity';
      client.write(`GET /metrics HTTP/1.1\r\nHost: exporter\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
      await sleep(index / 4);
      client.resetAndDestroy();
    }
    await server[Symbol.asyncDispose]();
    expect(log).toEqual([]);
  });
});

describe('security headers', () => {
  it.each(['/', '/metrics', '/runbook', '/-/healthy', '/-/ready', '/no-such-page'])(
    'are sent with GET %s',
    async (path) => {
      const { headers } = await exporterFor().get(path);
      expectSecurityHeaders(headers);
    },
  );

  it('are sent with 405', async () => {
    expectSecurityHeaders((await exporterFor().post('/metrics').expect(405)).headers);
  });

  it('are sent with 500, and the error is logged', async () => {
    const log: string[] = [];
    const app = createApp({
      reader: { read: () => Promise.reject(new Error('defect')), close: () => Promise.resolve() },
      processRegistry: createProcessRegistry({ version: '0', revision: '0' }),
      log: pino({ base: null }, { write: (line) => void log.push(line) }),
      timeoutSeconds: 1,
      modemAddress: mock.url,
      lineName: 'HG612',
      runbook: readRunbook(),
    });
    const { headers, text } = await supertest(app.callback()).get('/metrics').expect(500);
    expectSecurityHeaders(headers);
    expect(text).not.toContain('defect');
    expect(log.join('')).toContain('defect');
  });

  function expectSecurityHeaders(headers: Record<string, unknown>) {
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    );
  }
});
