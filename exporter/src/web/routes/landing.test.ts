import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockModem, createMockModem } from '../../../../mock-modem/src/mock-modem.ts';
import { exporterAt, type ExporterSettings } from '../../../../test/support/exporter.ts';
import { fakePrometheus, firing } from '../../../../test/support/fake-prometheus.ts';
import { nowhere } from '../../../../test/support/fake-server.ts';
import { startServerThatSends } from '../../../../test/support/start-server.ts';
import { startStopwatch } from '../../../../test/support/stopwatch.ts';

let mock: MockModem;

beforeEach(async () => {
  mock = await createMockModem({ recording: 'source-document' });
});
afterEach(() => mock.close());

const exporterFor = (pageUrl = mock.url) => exporterAt({ pageUrl, timeoutSeconds: 1 }).agent;

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
    expect(text).toContain('<h1><span>HG612</span> Modem cannot be read</h1>');
    expect(text).toMatch(/Last attempt to read the modem:\s+<time/);
    expect(text).toMatch(/The attempt to read .* took \d/);
    expect(text).toContain('Only unlocked firmware shows the page without one.');
    expect(text).not.toContain('Mbit/s');
  });

  it('calls the line by its name', async () => {
    await using exporter = exporterAt({ pageUrl: mock.url, lineName: 'Home & <garden>' });
    const text = await exporter.page();
    expect(text).toContain('<title>Line up &ndash; Home &amp; &lt;garden&gt;</title>');
    expect(text).toContain('<h1><span>Home &amp; &lt;garden&gt;</span> Line up</h1>');
    expect(text).not.toContain('HG612');
  });

  it('escapes text from the modem', async () => {
    await using server = await startServerThatSends(
      'HTTP/1.1 200 OK\r\n\r\nnew stDsl("<script>alert(1)</script>',
    );
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
    await using prometheus = await startServerThatSends('');
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
      'If MODEM_URL has a path, remove it.',
    ]);
  });
});
