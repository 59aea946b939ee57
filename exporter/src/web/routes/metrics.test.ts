import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockModem, createMockModem } from '../../../../mock-modem/src/mock-modem.ts';
import { exporterAt, type LogLine, serve } from '../../../../test/support/exporter.ts';
import { nowhere } from '../../../../test/support/fake-server.ts';
import { startServerThatSends } from '../../../../test/support/start-server.ts';
import { startStopwatch } from '../../../../test/support/stopwatch.ts';

let mock: MockModem;
let logged: readonly LogLine[];

beforeEach(async () => {
  mock = await createMockModem({ recording: 'source-document' });
  logged = [];
});
afterEach(() => mock.close());

/** An exporter that reads the modem's page, with its log in `logged`. */
function exporterFor(pageUrl = mock.url, timeoutSeconds = 1) {
  const { agent, log } = exporterAt({ pageUrl, timeoutSeconds });
  logged = log;
  return agent;
}

const seriesOf = (text: string, prefix: string) => text.split('\n').filter((line) => line.startsWith(prefix));

describe('GET /metrics with a reachable modem', () => {
  it('has the metrics of the line and of the exporter', async () => {
    const response = await exporterFor().get('/metrics').expect(200);
    expect(response.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.text).toContain('hg612_up 1\n');
    expect(response.text).toContain('hg612_dsl_sync_rate_bytes_per_second{direction="downstream"} 5255500\n');
    expect(response.text).toContain('nodejs_version_info');
    expect(seriesOf(response.text, 'hg612_scrape_collector_failure')).toEqual([]);
    expect(logged).toEqual([]);
  });

  const PROMETHEUS_ACCEPT =
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,' +
    'application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,' +
    'text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

  it.each([
    ['openmetrics-text', PROMETHEUS_ACCEPT],
    ['openmetrics-text', 'application/openmetrics-text'],
    ['plain', 'application/openmetrics-text;q=0.3,text/plain;version=0.0.4;q=0.5'],
    ['plain', 'application/openmetrics-text;q=0,*/*'],
    ['plain', 'text/html,application/xml;q=0.9,*/*;q=0.8'],
    ['plain', '*/*'],
    ['plain', 'nonsense;;q'],
  ])('is %s for Accept: %s', async (type, accepted) => {
    const { headers } = await exporterFor().get('/metrics').set('accept', accepted).expect(200);
    expect(headers['content-type']).toMatch(new RegExp(`^(?:text|application)/${type}; version=`));
    expect(headers['vary']).toBe('accept, accept-encoding');
  });

  it('has the same samples in OpenMetrics, which a later scrape as text does not inherit', async () => {
    await using served = await serve(exporterAt({ pageUrl: mock.url, telnetPort: mock.telnetPort }));
    const scrape = async (accept: string) => {
      const response = await fetch(`${served.url}/metrics`, { headers: { accept } });
      return { type: response.headers.get('content-type'), text: await response.text() };
    };
    const before = await scrape('text/plain');
    const openMetrics = await scrape(PROMETHEUS_ACCEPT);
    const after = await scrape('text/plain');

    expect(openMetrics.type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(openMetrics.text.match(/^# EOF$/gm)).toHaveLength(1);
    expect(openMetrics.text).toMatch(/\n# EOF\n$/);
    expect(openMetrics.text).not.toMatch(/\n\n|_created/);
    expect(openMetrics.text).toContain('# TYPE hg612_dsl_fec_errors counter\nhg612_dsl_fec_errors_total{');
    expect(openMetrics.text).toContain('# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total ');
    const seriesNames = (text: string) =>
      text.split('\n').flatMap((line) => /^[^# ].*(?= )/.exec(line) ?? []);
    expect(seriesNames(openMetrics.text)).toEqual(seriesNames(before.text));
    expect(seriesNames(after.text)).toEqual(seriesNames(before.text));
    expect(after.text).toContain('# TYPE process_cpu_seconds_total counter\n');
  });

  it('compresses the response on request', async () => {
    const plain = await exporterFor().get('/metrics').set('accept-encoding', 'identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const zipped = await exporterFor().get('/metrics').set('accept-encoding', 'gzip');
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.text).toContain('hg612_up 1\n');
  });

  it.each(['identity;q=0', '*;q=0', 'gzip;q=0, identity;q=0', 'br, identity;q=0', 'nonsense;;q'])(
    'does not compress the response for Accept-Encoding: %s',
    async (accepted) => {
      const { headers, text } = await exporterFor()
        .get('/metrics')
        .set('accept-encoding', accepted)
        .expect(200);
      expect(headers['content-encoding']).toBeUndefined();
      expect(text).toContain('hg612_up 1\n');
      expect(logged).toEqual([]);
    },
  );

  it('reads the modem once for 50 concurrent scrapes', async () => {
    await mock.setScenario('drip');
    const exporter = exporterFor(mock.url, 5);
    const responses = await Promise.all(Array.from({ length: 50 }, () => exporter.get('/metrics')));
    for (const { text } of responses) expect(text).toContain('hg612_up 0\n');
    expect(mock.stats().http).toMatchObject({ requests: 1, maxConcurrent: 1 });
  });

  it('reads the modem for every later scrape', async () => {
    const exporter = exporterFor();
    for (let scrape = 1; scrape <= 3; scrape += 1) {
      await exporter.get('/metrics').expect(200);
      expect(mock.stats().http.requests).toBe(scrape);
    }
  });
});

describe('GET /metrics with a failing modem', () => {
  it.each([
    ['unreachable', 'reset', /connection reset \(ECONNRESET\) while waiting for a response/],
    ['hang', 'timeout', /timed out after \d\.\d s waiting for a response/],
    ['drip', 'timeout', /timed out after \d\.\d s waiting for the page/],
    ['login-page', 'login', /expected the status page, found "a login page"/],
    ['truncated', 'format', /expected new stDsl|expected new stStats/],
    ['garbage', 'format', /stDsl: expected new stDsl\(…\) with 17 strings, found/],
    ['http-500', 'http_status', /expected HTTP status 200, found 500 \(server error\)/],
    ['endless', 'too_large', /response exceeds 64 KiB/],
  ])('%s: responds in time with the reason and without line metrics', async (scenario, reason, words) => {
    await mock.setScenario(scenario);
    const exporter = exporterFor();
    const elapsed = startStopwatch();
    const { text } = await exporter.get('/metrics').expect(200);
    expect(elapsed().active).toBeLessThan(3000);
    expect(text).toContain('hg612_up 0\n');
    expect(seriesOf(text, 'hg612_scrape_collector_failure')).toEqual([
      `hg612_scrape_collector_failure{collector="xdsl_status",reason="${reason}"} 1`,
    ]);
    expect(seriesOf(text, 'hg612_dsl')).toEqual([]);
    expect(logged).toMatchObject([{ collectors: ['xdsl_status'], reason, msg: 'cannot read the modem' }]);
    expect(logged[0]?.['error']).toMatch(words);

    await mock.setScenario('steady');
    const { text: next } = await exporter.get('/metrics').expect(200);
    expect(next).toContain('hg612_dsl_up 1\n');
    expect(seriesOf(next, 'hg612_scrape_collector_failure')).toEqual([]);
    expect(logged).toMatchObject([{ reason }, { msg: 'reading the modem again' }]);
  });

  it('reports "connect" when nothing listens', async () => {
    const { text } = await exporterFor(await nowhere())
      .get('/metrics')
      .expect(200);
    expect(text).toContain('hg612_scrape_collector_failure{collector="xdsl_status",reason="connect"} 1\n');
    expect(logged[0]?.['error']).toMatch(/cannot connect: connection refused \(ECONNREFUSED\)$/);
  });

  it('reports "http_status" for a device without the status page', async () => {
    const exporter = exporterFor(`${mock.url}/another/device`);
    const { text } = await exporter.get('/metrics').expect(200);
    expect(text).toContain('reason="http_status"} 1\n');
  });

  it('logs a failure once while its reason stays the same', async () => {
    await mock.setScenario('http-500');
    const exporter = exporterFor();
    for (let scrape = 0; scrape < 3; scrape += 1) await exporter.get('/metrics');
    await mock.setScenario('garbage');
    for (let scrape = 0; scrape < 3; scrape += 1) await exporter.get('/metrics');
    expect(logged.map((line) => line['reason'])).toEqual(['http_status', 'format']);
  });

  it("responds half a second before the scrape's timeout", async () => {
    await mock.setScenario('hang');
    const exporter = exporterFor(mock.url, 8);
    const elapsed = startStopwatch();
    const { text } = await exporter.get('/metrics').set('X-Prometheus-Scrape-Timeout-Seconds', '1.5');
    expect(text).toContain('reason="timeout"} 1\n');
    expect(elapsed().active).toBeLessThan(1500);
  });

  it('reports a device that does not speak HTTP', async () => {
    await using ssh = await startServerThatSends('SSH-2.0-dropbear\r\n');
    const { text } = await exporterFor(ssh.url).get('/metrics').expect(200);
    expect(text).toMatch(/reason="(format|reset)"} 1\n/);
  });
});

describe('scrapes that share a read', () => {
  it('each have their own deadline', async () => {
    await mock.setScenario('hang');
    const exporter = exporterFor(mock.url, 3);
    const waited = async (timeout: string) => {
      const elapsed = startStopwatch();
      await exporter.get('/metrics').set('X-Prometheus-Scrape-Timeout-Seconds', timeout);
      return elapsed();
    };
    const [long, short] = await Promise.all([waited('3'), waited('1')]);
    expect(short.active).toBeLessThan(1000);
    expect(long.wall).toBeGreaterThan(2000);
    expect(mock.stats().http.requests).toBe(1);
  });

  it('leave no connection to the modem open when all clients disconnect', async () => {
    await mock.setScenario('hang');
    const exporter = exporterFor(mock.url, 8);
    await Promise.allSettled(
      Array.from({ length: 5 }, () => exporter.get('/metrics').timeout({ deadline: 200 })),
    );
    await expect.poll(() => mock.stats().http.open).toBe(0);
    expect(logged).toEqual([]);
  });
});

describe('100 concurrent scrapes', () => {
  it('get one response of one read', async () => {
    const exporter = exporterFor(mock.url, 4);
    const responses = await Promise.all(
      Array.from({ length: 100 }, () => exporter.get('/metrics').expect(200)),
    );
    const texts = new Set(responses.map(({ text }) => text));
    expect(texts.size).toBe(mock.stats().http.requests);
  });

  it('do not delay the health check while the modem hangs', async () => {
    await mock.setScenario('hang');
    const exporter = exporterFor(mock.url, 1);
    const scrapes = Promise.all(Array.from({ length: 100 }, () => exporter.get('/metrics').expect(200)));
    await expect.poll(() => mock.stats().http.open).toBe(1);
    await exporter.get('/-/healthy').expect(200);
    await scrapes;
  });
});
