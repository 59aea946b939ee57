import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../../mock-modem.ts';
import { SCENARIOS } from '../../scenarios/catalogue.ts';
import { openRequest } from '../../../../test/support/raw-client.ts';
import { STATUS_PATH } from './modem-pages.ts';

let modem: MockModem;
let page: string;

beforeAll(async () => {
  modem = await createMockModem({ recording: 'source-document' });
  page = await (await fetch(modem.url + STATUS_PATH)).text();
});
afterAll(() => modem.close());
beforeEach(async () => {
  await modem.setScenario('steady');
  modem.resetStats();
});

const open = (): ReturnType<typeof openRequest> => openRequest(modem.httpPort, STATUS_PATH);

describe('the status page', () => {
  it('is sent byte for byte with its headers', async () => {
    const answer = await fetch(modem.url + STATUS_PATH);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe('text/html');
    expect(answer.headers.get('Content-Length')).toBe('416');
    const body = await answer.text();
    expect(body).toMatch(
      /^var DSLCfg = new Array\(new stDsl\("[^]*"\),null\);\nvar DslUpTime = "0";\nvar time = 0;$/,
    );
  });

  it('rejects POST', async () => {
    const answer = await fetch(modem.url + STATUS_PATH, { method: 'POST' });
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each(SCENARIOS.filter(({ kind }) => kind === 'line' || kind === 'telnet'))(
    'responds in scenario $name',
    async ({ name }) => {
      await modem.setScenario(name);
      const answer = await fetch(modem.url + STATUS_PATH);
      expect(answer.status).toBe(200);
      await expect(answer.text()).resolves.toMatch(/^var DSLCfg = new Array\(new stDsl\(/);
    },
  );

  it('unreachable: the connection is reset', async () => {
    await modem.setScenario('unreachable');
    await using wire = await open();
    await expect(wire.ended()).resolves.toBe('reset');
    expect(wire.received).toBe('');
  });

  it('hang: no response until the scenario ends', async () => {
    await modem.setScenario('hang');
    await using wire = await open();
    await expect.poll(() => modem.stats().http.open).toBe(1);
    expect([wire.received, wire.end]).toEqual(['', undefined]);
    await modem.setScenario('steady');
    await expect(wire.ended()).resolves.toBe('closed');
    expect(wire.received).toBe('');
  });

  it.each([{ from: 'body' }, { from: 'head' }])(
    'drip: one byte at a time from the $from',
    async ({ from }) => {
      await modem.setScenario('drip', { interval: 0.02, from });
      await using wire = await open();
      const sizes = new Set<number>();
      await expect
        .poll(() => sizes.add(wire.received.length).size, { interval: 2 })
        .toBeGreaterThan(from === 'head' ? 6 : 3);
      if (from === 'head') expect(wire.received.length).toBeLessThan(100);
      else expect(wire.received).toMatch(/\r\n\r\nvar? ?/);
    },
  );

  it.each([{ from: 'body' }, { from: 'head' }])(
    'drip: complete at the end, from the $from',
    async ({ from }) => {
      await modem.setScenario('drip', { interval: 0.001, from });
      await using wire = await open();
      await expect(wire.ended()).resolves.toBe('closed');
      expect(wire.received.split('\r\n\r\n')[1]).toBe(page);
    },
  );

  it('login-page: 200 with a form', async () => {
    await modem.setScenario('login-page');
    const answer = await fetch(modem.url + STATUS_PATH);
    expect(answer.status).toBe(200);
    await expect(answer.text()).resolves.toMatch(/<form[^]*type="password"/);
  });

  it('truncated: a complete response with a cut body', async () => {
    await modem.setScenario('truncated', { keep: 50 });
    const answer = await fetch(modem.url + STATUS_PATH);
    await expect(answer.text()).resolves.toBe(page.slice(0, 208));
  });

  it('truncated: a connection that closes early', async () => {
    await modem.setScenario('truncated', { keep: 50, ends: 'connection' });
    await using wire = await open();
    await wire.ended();
    expect(wire.received).toContain('Content-Length: 416\r\n');
    expect(wire.received.split('\r\n\r\n')[1]).toBe(page.slice(0, 208));
    expect(modem.stats().http).toMatchObject({ requests: 1, answered: 0 });
  });

  it('garbage: the same bytes every time', async () => {
    await modem.setScenario('garbage', { bytes: 300 });
    const [first, second] = [await fetch(modem.url + STATUS_PATH), await fetch(modem.url + STATUS_PATH)];
    const bytes = Buffer.from(await first.arrayBuffer());
    expect(bytes.length).toBe(300);
    expect(bytes.equals(Buffer.from(await second.arrayBuffer()))).toBe(true);
    expect(bytes.toString('latin1')).not.toContain('stDsl');
  });

  it.each([500, 404, 503])('http-500: status %d', async (status) => {
    await modem.setScenario('http-500', { status });
    const answer = await fetch(modem.url + STATUS_PATH);
    expect(answer.status).toBe(status);
  });

  it('endless: exceeds any limit', async () => {
    await modem.setScenario('endless');
    await using wire = await open();
    await expect.poll(() => wire.received.length).toBeGreaterThan(300_000);
    expect(wire.end).toBeUndefined();
    wire.disconnect();
    await expect.poll(() => modem.stats().http.open).toBe(0);
  });
});
