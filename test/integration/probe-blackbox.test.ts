import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xdslStatus } from '../../modem/src/collectors/xdsl-status.ts';
import { createMockModem, type MockModem } from '../../mock-modem/src/mock-modem.ts';
import { type Blackbox, findBlackboxExporter, startBlackboxExporter } from '../bench/blackbox.ts';
import { eventually } from '../support/eventually.ts';
import { serve } from '../support/exporter.ts';
import { nowhere } from '../support/fake-server.ts';
import { proberWith } from '../support/prober.ts';

const found = await findBlackboxExporter();
const skipped = 'path' in found ? '' : ` [skipped: ${found.reason}]`;

describe.skipIf('reason' in found)(`/probe and /-/reload beside those of blackbox_exporter${skipped}`, () => {
  let mock: MockModem;
  let unreachable: string;
  let ours: Awaited<ReturnType<typeof serve>>;
  let theirs: Blackbox;

  beforeAll(async () => {
    mock = await createMockModem();
    unreachable = await nowhere();
    ours = await serve(proberWith('{ modules: { http: { timeout: 5s } }, targets: [127.0.0.1] }'));
    theirs = await startBlackboxExporter('path' in found ? found.path : '');
  });
  afterAll(async () => {
    await ours[Symbol.asyncDispose]();
    await theirs[Symbol.asyncDispose]();
    await mock.close();
  });

  interface Answer {
    readonly status: number;
    readonly type: string | null;
    readonly lines: number;
    readonly seconds: number;
    readonly text: string;
  }

  /** The answers of both; `TARGET` in the query stands for the mock modem, or its page where a URL is expected. */
  async function answers(path: string, init: RequestInit = {}): Promise<{ our: Answer; their: Answer }> {
    const ask = async (base: string, page = ''): Promise<Answer> => {
      const startedAt = performance.now();
      const target = encodeURIComponent(mock.url + page);
      const response = await fetch(base + path.replaceAll('TARGET', target), init);
      const text = await response.text();
      return {
        status: response.status,
        type: response.headers.get('content-type')?.split(';')[0] ?? null,
        lines: text.split('\n').filter((line) => line !== '').length,
        seconds: (performance.now() - startedAt) / 1000,
        text,
      };
    };
    const [our, their] = await Promise.all([ask(ours.url), ask(theirs.url, xdslStatus.source.path)]);
    return { our, their };
  }

  it.each([
    { what: 'a probe that succeeds', path: '/probe?module=http&target=TARGET', status: 200 },
    { what: 'a missing target', path: '/probe?module=http', status: 400 },
    { what: 'an empty target', path: '/probe?module=http&target=', status: 400 },
    { what: 'an unknown module', path: '/probe?module=nothing&target=TARGET', status: 400 },
    { what: 'no module, without a default one', path: '/probe?target=TARGET', status: 400 },
    { what: 'debug=false', path: '/probe?module=http&target=TARGET&debug=false', status: 200 },
    { what: 'the configuration', path: '/config', status: 200 },
    { what: 'GET /-/reload', path: '/-/reload', status: 405 },
    { what: 'health', path: '/-/healthy', status: 200 },
  ])('respond to $what with status $status', async ({ path, status }) => {
    const { our, their } = await answers(path);
    expect([our.status, their.status]).toEqual([status, status]);
    if (status === 400) {
      expect([our.type, their.type]).toEqual(['text/plain', 'text/plain']);
      expect([our.lines, their.lines]).toEqual([1, 1]);
    }
  });

  it('respond with metrics in the text format, and none of the process', async () => {
    const { our, their } = await answers('/probe?module=http&target=TARGET');
    expect([our.type, their.type]).toEqual(['text/plain', 'text/plain']);
    for (const { text } of [our, their]) expect(text).not.toMatch(/^(?:process|go|nodejs)_/m);
  });

  it('respond to a target that cannot be read with status 200 and a metric', async () => {
    const { our, their } = await answers(`/probe?module=http&target=${encodeURIComponent(unreachable)}`);
    expect([our.status, their.status]).toEqual([200, 200]);
    expect(our.text).toContain('hg612_up 0\n');
    expect(their.text).toContain('probe_success 0\n');
  });

  it('respond half a second before the scrape timeout', async () => {
    await mock.setScenario('hang');
    const headers = { 'x-prometheus-scrape-timeout-seconds': '1.5' };
    // On a busy machine a response may be late.
    const { our, their } = await eventually(
      'responses within the scrape timeout',
      () => answers('/probe?module=http&target=TARGET', { headers }),
      (both) => Math.max(both.our.seconds, both.their.seconds) < 1.5,
    );
    await mock.setScenario('steady');
    expect([our.status, their.status]).toEqual([200, 200]);
    for (const { seconds } of [our, their]) expect(seconds).toBeGreaterThan(0.95);
  });

  it('respond to debug=true with a log, the metrics and the configuration of the module', async () => {
    const { our, their } = await answers('/probe?module=http&target=TARGET&debug=true');
    expect([our.status, their.status]).toEqual([200, 200]);
    expect([our.type, their.type]).toEqual(['text/plain', 'text/plain']);
    for (const { text } of [our, their]) {
      expect(text).toMatch(/^Logs? (?:for|of) the probe:$/m);
      expect(text).toMatch(/^Metrics /m);
      expect(text).toMatch(/onfiguration(?: of the probe)?:$/m);
      expect(text).toMatch(/^ *http:$/m);
    }
  });

  it('reload with POST', async () => {
    const { our, their } = await answers('/-/reload', { method: 'POST' });
    expect([our.status, their.status]).toEqual([200, 200]);
    const metrics = await answers('/metrics');
    expect(metrics.our.text).toContain('\nhg612_exporter_config_last_reload_successful 1\n');
    expect(metrics.their.text).toContain('\nblackbox_exporter_config_last_reload_successful 1\n');
  });

  // blackbox_exporter takes the first of several values and ignores what it does not know.
  it.each([
    { what: 'a repeated target', path: '/probe?module=http&target=TARGET&target=x', our: 400, their: 200 },
    { what: 'a repeated module', path: '/probe?module=http&module=x&target=TARGET', our: 400, their: 200 },
    { what: 'an unknown parameter', path: '/probe?module=http&target=TARGET&modul=x', our: 400, their: 200 },
    {
      what: 'another method',
      path: '/probe?module=http&target=TARGET',
      method: 'POST',
      our: 405,
      their: 200,
    },
  ])('differ in $what: status $our instead of $their', async ({ path, method = 'GET', our, their }) => {
    const statuses = await answers(path, { method });
    expect([statuses.our.status, statuses.their.status]).toEqual([our, their]);
  });

  it('differ in an invalid scrape timeout, which is ignored instead of status 500', async () => {
    const headers = { 'x-prometheus-scrape-timeout-seconds': 'soon' };
    const { our, their } = await answers('/probe?module=http&target=TARGET', { headers });
    expect([our.status, their.status]).toEqual([200, 500]);
  });
});
