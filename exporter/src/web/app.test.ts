import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockModem, createMockModem } from '../../../mock-modem/src/mock-modem.ts';
import { createProcessRegistry } from '../metrics/process.ts';
import { type StartedServer, startServer } from '../../../test/support/start-server.ts';
import { createApp } from './app.ts';
import { fakePrometheus, firing } from '../../../test/support/fake-prometheus.ts';
import { nowhere } from '../../../test/support/fake-server.ts';
import {
  exporterAt,
  type ExporterSettings,
  type LogLine,
  readRunbook,
  serve,
} from '../../../test/support/exporter.ts';
import { startStopwatch } from '../../../test/support/stopwatch.ts';

let mock: MockModem;
let logged: readonly LogLine[];

beforeEach(async () => {
  mock = await createMockModem({ recording: 'source-document' });
  logged = [];
});
afterEach(() => mock.close());

/** An exporter that reads the modem's page, with its log in `logged`. */
function appFor(pageUrl = mock.url, timeoutSeconds = 1) {
  const { app, log } = exporterAt({ pageUrl, timeoutSeconds });
  logged = log;
  return app;
}

const exporterFor = (...where: Parameters<typeof appFor>) => supertest(appFor(...where).callback());

const seriesOf = (text: string, prefix: string) => text.split('\n').filter((line) => line.startsWith(prefix));

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
    await using ssh = await startGreeter('SSH-2.0-dropbear\r\n');
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
    const server = appFor().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (let index = 0; index < 40; index += 1) {
      const client = connect(port, '127.0.0.1');
      client.on('error', () => {});
      const encoding = index % 2 === 0 ? 'gzip' : 'identity';
      client.write(`GET /metrics HTTP/1.1\r\nHost: exporter\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
      await sleep(index / 4);
      client.resetAndDestroy();
    }
    server.close();
    await once(server, 'close');
    expect(logged).toEqual([]);
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

describe('the landing page', () => {
  it('shows the line, and why values are missing', async () => {
    const { text, headers } = await exporterFor().get('/').expect(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).toContain('<h1><span>HG612</span> Line up</h1>');
    expect(text).toContain('<title>Line up &ndash; HG612</title>');
    expect(text).toContain('<td>42.04 Mbit/s</td><td>8.85 Mbit/s</td>');
    expect(text).toContain('<td>22.2 dB</td>');
    expect(text).toContain(
      'On VDSL2, the status page contains neither the SNR margin nor the error counters.',
    );
    expect(text).toContain('MODEM_TELNET');
    expect(text).not.toContain('<script');
  });

  it('shows what to do when the modem cannot be read', async () => {
    await mock.setScenario('login-page');
    const { text } = await exporterFor().get('/').expect(200);
    expect(text).toContain('<h1><span>HG612</span> Modem unreachable</h1>');
    expect(text).toContain('Only unlocked firmware shows the page without one.');
    expect(text).not.toContain('Mbit/s');
  });

  it('calls the line by its name', async () => {
    const { app } = exporterAt({ pageUrl: mock.url, lineName: 'Home & <garden>' });
    const { text } = await supertest(app.callback()).get('/').expect(200);
    expect(text).toContain('<title>Line up &ndash; Home &amp; &lt;garden&gt;</title>');
    expect(text).toContain('<h1><span>Home &amp; &lt;garden&gt;</span> Line up</h1>');
    expect(text).not.toContain('HG612');
  });

  it('escapes text from the modem', async () => {
    await using server = await startGreeter('HTTP/1.1 200 OK\r\n\r\nnew stDsl("<script>alert(1)</script>');
    const { text } = await exporterFor(server.url).get('/').expect(200);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&lt;script&gt;');
  });
});

describe('the landing page with Prometheus', () => {
  const shellPort = (): { telnetPort: number } => ({ telnetPort: mock.telnetPort });
  async function pageWith(prometheusUrl: string, settings: Partial<ExporterSettings> = {}): Promise<string> {
    await using exporter = exporterAt({ pageUrl: mock.url, prometheusUrl, ...settings });
    return exporter.page();
  }

  it('shows the last day, within 100 KB and without a script', async () => {
    await using prometheus = await fakePrometheus({ down: [305], retrains: 2 });
    const text = await pageWith(prometheus.url, shellPort());
    expect(text).toMatch(/<strong>State<\/strong> Down or retrained \d\d:\d\d to \d\d:\d\d\. Retrains: 2\./);
    expect(text).toMatch(/downstream 5\.0 to 7\.0 dB/);
    expect(text).toMatch(/upstream 10\.0 Mbit\/s/);
    expect(text.match(/<svg /g)).toHaveLength(3);
    expect(text).not.toContain('<script');
    expect(Buffer.byteLength(text)).toBeLessThan(100_000);
  });

  it('is smaller than 100 KB with an interruption in every other interval and many alerts', async () => {
    const down = Array.from({ length: 72 }, (_, index) => index * 20 + 5);
    const many = Array.from({ length: 100 }, () =>
      firing('HG612SyncLost', 'critical', { description: 'x'.repeat(500) }),
    );
    await using prometheus = await fakePrometheus({ down, alerts: many });
    const text = await pageWith(prometheus.url);
    expect(text).toContain('<p>80 more.</p>');
    expect(Buffer.byteLength(text)).toBeLessThan(100_000);
  });

  it('shows firing alerts with their runbook, most severe first, without Watchdog and those of other rules', async () => {
    await using prometheus = await fakePrometheus({
      alerts: [
        firing('Watchdog', 'none'),
        firing('KubePodCrashLooping', 'critical'),
        firing('HG612CrcErrorsHigh', 'warning', { labels: { direction: 'upstream' } }),
        firing('HG612SyncLost', 'critical', { description: 'The line has been down since 22:18. <b>' }),
      ],
    });
    const text = await pageWith(prometheus.url);
    expect(Array.from(text.matchAll(/What to do: (\w+)/g), ([, name]) => name)).toEqual([
      'HG612SyncLost',
      'HG612CrcErrorsHigh',
    ]);
    expect(text).toContain('<a href="/runbook#hg612synclost">');
    expect(text).toContain('The line has been down since 22:18. &lt;b&gt;');
    expect(text).toContain('(upstream)');
  });

  it('says that no alert is firing', async () => {
    await using prometheus = await fakePrometheus();
    expect(await pageWith(prometheus.url)).toMatch(/<h2>Firing alerts<\/h2>\s*<p>None\.<\/p>/);
  });

  it('says when an unreachable modem was last read', async () => {
    await mock.setScenario('hang');
    await using prometheus = await fakePrometheus();
    expect(await pageWith(prometheus.url, { timeoutSeconds: 1 })).toMatch(/<p>Last read \d\d:\d\d \(2.min/);
  });

  it('says when a line that is down was last up', async () => {
    await using training = await createMockModem({ recording: 'training' });
    await using prometheus = await fakePrometheus();
    const text = await pageWith(prometheus.url, { pageUrl: training.url });
    expect(text).toMatch(/<p>Last read as up \d\d:\d\d \(4.min/);
  });

  it('does not claim that a line was down while it was not read', async () => {
    await using training = await createMockModem({ recording: 'training' });
    await using prometheus = await fakePrometheus({ gaps: [[1440, 0]], isRead: false });
    const text = await pageWith(prometheus.url, { pageUrl: training.url });
    expect(text).toContain('<p>Not read as up in the last 24 hours</p>');
  });

  it('does not claim that no alert is firing where the rules are not evaluated', async () => {
    await using prometheus = await fakePrometheus({ retrains: null });
    const text = await pageWith(prometheus.url);
    expect(text).toMatch(/<h2>Firing alerts<\/h2>\s*<p>Unknown: Prometheus has not evaluated the rules/);
  });

  it('says why the history is missing, and shows the line', async () => {
    const text = await pageWith(await nowhere());
    expect(text).toMatch(/The history is not available\. Prometheus: .*ECONNREFUSED/);
    expect(text).toContain('<h1><span>HG612</span> Line up</h1>');
    expect(text).not.toContain('Firing alerts');
  });

  it('does not delay scrapes, which do not read Prometheus', async () => {
    await using prometheus = await startGreeter('');
    await using exporter = exporterAt({ pageUrl: mock.url, prometheusUrl: prometheus.url });
    const page = exporter.agent.get('/').then(() => undefined);
    const elapsed = startStopwatch();
    expect(await exporter.metrics()).toContain('hg612_up 1\n');
    expect(elapsed().active).toBeLessThan(1000);
    await page;
  });
});

describe('the landing page in a browser', () => {
  it('is loaded again every 30 s, unless that is switched off', async () => {
    const exporter = exporterFor();
    const { headers, text } = await exporter.get('/').expect(200);
    expect(headers['refresh']).toBe('30');
    expect(text).toContain('Refreshed every 30 s. <a href="/?refresh=off">Stop</a>');
    const still = await exporter.get('/?refresh=off').expect(200);
    expect(still.headers['refresh']).toBeUndefined();
    expect(still.text).toContain('<a href="/">Refresh automatically</a>');
  });

  it('links to the dashboard and the modem at the host that the page was opened at', async () => {
    await using exporter = exporterAt({ pageUrl: mock.url, grafanaUrl: 'http://localhost:3000/grafana' });
    const { text } = await exporter.agent.get('/').set('host', 'nas.lan:9612').expect(200);
    expect(text).toContain('<a href="http://nas.lan:3000/grafana/d/hg612-line">Dashboard</a>');
    expect(text).toContain(
      `<a href="${mock.url.replace('127.0.0.1', 'nas.lan')}/html/status/xdslStatus.asp">`,
    );
  });

  it('has no link to the dashboard without Grafana, and none to a modem in the container network', async () => {
    expect((await exporterFor().get('/')).text).not.toContain('Dashboard');
    const { text } = await exporterFor('http://mock-modem').get('/');
    expect(text).toContain('mock-modem');
    expect(text).not.toContain('href="http');
  });

  it('says what to try in order, with the setting to change', async () => {
    const { text } = await exporterFor(`${mock.url}/another/device`).get('/').expect(200);
    expect(text).toContain('expected HTTP status 200, found 404 (no such page)');
    const steps = Array.from(text.matchAll(/<li>([^<]*)<\/li>/g), ([, step]) => step);
    expect(steps).toEqual([
      'Check that MODEM_URL is the address of an HG612.',
      'Remove a path from MODEM_URL if the address of the modem has none.',
    ]);
  });
});

/** A TCP server that answers every connection with the same text. */
function startGreeter(greeting: string): Promise<StartedServer> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(greeting));
  });
  return startServer(server);
}
