import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMockModem, type MockModem } from '../mock-modem.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import { STATUS_PATH } from '../protocols/http/modem-pages.ts';

let modem: MockModem;

beforeAll(async () => {
  modem = await createMockModem();
});
afterAll(() => modem.close());
beforeEach(() => modem.setScenario('steady'));

interface ReceivedResponse {
  status: number;
  body: string;
  headers: Headers;
}

async function request(method: string, path: string, init: RequestInit = {}): Promise<ReceivedResponse> {
  const response = await fetch(modem.url + path, { method, redirect: 'manual', ...init });
  return { status: response.status, body: await response.text(), headers: response.headers };
}
const json = async (method: string, path: string): Promise<Record<string, unknown>> =>
  JSON.parse((await request(method, path)).body) as Record<string, unknown>;
const jsonBody = (value: unknown): RequestInit => ({
  body: JSON.stringify(value),
  headers: { 'Content-Type': 'application/json' },
});

describe('control endpoints', () => {
  it.each(['steady', 'unreachable', 'hang', 'endless'])('respond in scenario %s', async (name) => {
    await modem.setScenario(name);
    await expect(request('GET', '/-/healthy')).resolves.toMatchObject({ status: 200, body: 'healthy\n' });
    await expect(request('GET', '/-/scenarios')).resolves.toMatchObject({ status: 200 });
    await expect(request('GET', '/')).resolves.toMatchObject({ status: 200 });
  });

  it('list every scenario with its description, and the current one', async () => {
    await modem.setScenario('drip', { interval: 2 });
    const { current, scenarios } = await json('GET', '/-/scenarios');
    expect(current).toMatchObject({
      scenario: 'drip',
      parameters: { interval: 2, from: 'body' },
      line: { scenario: 'steady', source: 'vdsl2-ginp' },
    });
    const rows = scenarios as { name: string; description: string; current: boolean }[];
    expect(rows.map(({ name }) => name)).toEqual(SCENARIOS.map(({ name }) => name));
    expect(rows.filter((row) => row.current).map(({ name }) => name)).toEqual(['drip']);
    for (const { description } of rows) expect(description).toMatch(/^[^\n]{10,120}$/);
  });

  it.each([
    { how: 'as query', path: '/-/scenario/http-500?status=404', init: {} },
    { how: 'as JSON', path: '/-/scenario/http-500', init: jsonBody({ status: 404 }) },
    {
      how: 'as a form',
      path: '/-/scenario/http-500',
      init: { body: new URLSearchParams({ status: '404' }) },
    },
  ])('switch the scenario with parameters $how', async ({ path, init }) => {
    await request('PUT', path, init);
    const response = await request('GET', STATUS_PATH);
    expect(response.status).toBe(404);
  });

  it('return the new scenario', async () => {
    await expect(json('PUT', '/-/scenario/telnet-hang?at=login')).resolves.toMatchObject({
      scenario: 'telnet-hang',
      parameters: { at: 'login' },
    });
  });

  it('redirect a form to the page', async () => {
    const init = { body: new URLSearchParams({ interval: '', from: 'head' }) };
    const { status, headers } = await request('POST', '/-/scenario/drip', init);
    expect([status, headers.get('Location')]).toEqual([303, '/']);
  });

  it('return 404 with the known scenarios for an unknown one', async () => {
    const response = await request('PUT', '/-/scenario/rain');
    expect(response.status).toBe(404);
    const names = SCENARIOS.map(({ name }) => name);
    expect(JSON.parse(response.body)).toEqual({
      error: `unknown scenario "rain", expected one of ${names.join(', ')}`,
      scenarios: names,
    });
  });

  it.each([
    { init: jsonBody({ interval: 0 }), error: 'interval: expected a number from 0.001 to 60, found 0' },
    { init: jsonBody({ every: 3 }), error: 'every: unknown parameter, expected interval, from' },
    { init: jsonBody([1]), error: 'expected a JSON object' },
    { init: { body: '{', headers: { 'Content-Type': 'application/json' } }, error: 'expected a JSON object' },
    {
      init: { body: 'x'.repeat(20_000), headers: { 'Content-Type': 'application/json' } },
      error: 'expected a body of at most 16384 bytes',
    },
  ])('return 400: $error', async ({ init, error }) => {
    const response = await request('PUT', '/-/scenario/drip', init);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toEqual({ error });
    await expect(json('GET', '/-/scenarios')).resolves.toMatchObject({ current: { scenario: 'steady' } });
  });

  it.each([
    { method: 'GET', path: '/nothing', status: 404 },
    { method: 'GET', path: '/html/status/deviceinfo.asp', status: 404 },
    { method: 'GET', path: '/modem/0/html/status/xdslStatus.asp', status: 404 },
    { method: 'GET', path: '/modem/10001/html/status/xdslStatus.asp', status: 404 },
    { method: 'GET', path: '/modem/1/-/healthy', status: 404 },
    { method: 'DELETE', path: '/-/healthy', status: 405 },
    { method: 'POST', path: '/', status: 405 },
  ])('return $status for $method $path', async ({ method, path, status }) => {
    const response = await request(method, path);
    expect(response.status).toBe(status);
  });

  it('count requests for modem pages only', async () => {
    await request('DELETE', '/-/requests');
    await Promise.all([request('GET', STATUS_PATH), request('GET', STATUS_PATH)]);
    await expect(json('GET', '/-/requests')).resolves.toMatchObject({
      http: { requests: 2, answered: 2, open: 0 },
      telnet: { opened: 0, open: 0, maxConcurrent: 0, refused: 0, loggedOut: 0 },
    });
  });
});

describe('control page', () => {
  it('shows the line, the fault and a button for every scenario', async () => {
    await modem.setScenario('telnet-hang', { at: 'login' });
    const { body } = await request('GET', '/');
    expect(body).toMatch(/<h1>\s*Line: Up\s*<\/h1>/);
    expect(body).toContain('VDSL2 Annex B');
    expect(body).toMatch(/Sync rate[^]*Mbit\/s/);
    expect(body).toContain('<strong>telnet-hang (at login)</strong>');
    for (const { name } of SCENARIOS) expect(body).toContain(`action="/-/scenario/${name}"`);
    expect(body).toMatch(/<option selected>\s*login/);
  });

  it('shows the start of the tables per tone, which would make it ten times as large', async () => {
    const { body } = await request('GET', '/');
    expect(body).toContain('<summary>xdslcmd info --SNR</summary>');
    expect(body).toMatch(/\n {3}150\t\t\d+\.\d{4}\n[^<]*… \d+ more lines\n/);
    expect(body.length).toBeLessThan(80_000);
  });

  it('allows only its own script', async () => {
    const { headers, body } = await request('GET', '/');
    expect(headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; .*script-src 'sha256-[^']+';.* frame-ancestors 'none'/,
    );
    expect(body.match(/<script/g)).toHaveLength(1);
  });

  it('shows no values of a line that is down', async () => {
    await using down = await createMockModem({ recording: 'training' });
    const page = await (await fetch(down.url)).text();
    expect(page).toMatch(/<h1>\s*Line: NoSignal\s*<\/h1>/);
    expect(page).not.toContain('Sync rate');
  });

  it('escapes the content of recordings', async () => {
    const page = { status: 200, headers: {}, body: 'new stDsl("d","<b>Up</b>")' };
    await using other = await createMockModem({
      source: { name: '<i>', answersAt: () => ({ page, telnet: { '<u>': '</pre>' } }) },
    });
    const text = await (await fetch(other.url)).text();
    expect(text).toContain('&lt;b&gt;Up&lt;/b&gt;');
    for (const markup of ['<b>', '<i>', '<u>', '</pre></pre>']) expect(text).not.toContain(markup);
  });
});

describe('further modems', () => {
  it('have different lines', async () => {
    const pages = await Promise.all(
      Array.from({ length: 20 }, (_, index) => request('GET', `/modem/${index + 1}${STATUS_PATH}`)),
    );
    expect(pages.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(pages.map(({ body }) => body)).size).toBe(20);
  });

  it('are affected by faults of the status page', async () => {
    await modem.setScenario('http-500');
    const response = await request('GET', `/modem/7${STATUS_PATH}`);
    expect(response.status).toBe(500);
  });
});
