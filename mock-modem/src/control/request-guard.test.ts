import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../mock-modem.ts';

let modem: MockModem;

beforeAll(async () => {
  modem = await createMockModem();
});
afterAll(() => modem.close());
beforeEach(() => modem.setScenario('steady'));

/** The status of a request with headers that fetch does not let a caller set. */
function send(method: string, headers: Record<string, string>, body = ''): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { httpPort: port } = modem;
    const sent = request({ host: '127.0.0.1', port, method, path: '/-/scenario/http-500', headers });
    sent.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const current = async (): Promise<unknown> =>
  ((await (await fetch(`${modem.url}/-/scenarios`)).json()) as { current: { scenario: string } }).current
    .scenario;

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('state-changing requests', () => {
  it.each([
    { what: 'a form of another site', method: 'POST', headers: { Origin: 'https://evil.example', ...form } },
    { what: 'a sandboxed page', method: 'POST', headers: { Origin: 'null', ...form } },
    { what: 'another port of this host', method: 'PUT', headers: { Origin: 'http://127.0.0.1:1' } },
    { what: 'a browser that sends no Origin', method: 'PUT', headers: { 'Sec-Fetch-Site': 'cross-site' } },
    {
      what: 'a rebound DNS name',
      method: 'POST',
      headers: { Host: 'rebound.example:8080', Origin: 'http://rebound.example:8080', ...form },
    },
    { what: 'another site', method: 'DELETE', headers: { Origin: 'https://evil.example' } },
  ])('are refused from $what ($method)', async ({ method, headers }) => {
    await expect(send(method, headers)).resolves.toBe(403);
    await expect(current()).resolves.toBe('steady');
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x'])('are refused with a %s body', async (type) => {
    await expect(send('PUT', { 'Content-Type': type }, '{"status":404}')).resolves.toBe(415);
    await expect(current()).resolves.toBe('steady');
  });

  it.each(['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', 'mock-modem:8080', 'nas.local'])(
    'are accepted from the page itself on %s, and from programs',
    async (host) => {
      await expect(send('POST', { Host: host, Origin: `http://${host}`, ...form })).resolves.toBe(303);
      await expect(send('PUT', { Host: host })).resolves.toBe(200);
      await expect(current()).resolves.toBe('http-500');
    },
  );
});
