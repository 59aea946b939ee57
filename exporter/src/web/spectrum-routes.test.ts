import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exporterAt, exporterInFrontOf, type ExporterUnderTest } from '../../../test/support/exporter.ts';
import { expectGoldenExposition } from '../../../test/support/golden-exposition.ts';
import {
  CREDENTIALS,
  type ShellOptions,
  shellScript,
  startTestModem,
} from '../../../test/support/scripted-telnet.ts';
import { createMockModem, type MockModem } from '../../../mock-modem/src/mock-modem.ts';
import { spectrumCollectors } from '../../../modem/src/collectors/index.ts';
import { startServer } from '../../../test/support/start-server.ts';
import { limitConnections, serverOptions } from './connections.ts';
import { createTurns } from './turns.ts';
import { parseSpectrumDocument } from '../../../modem/src/spectrum-document.ts';
import { startStopwatch } from '../../../test/support/stopwatch.ts';

const samplesOf = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const namesOf = (text: string): Set<string> =>
  new Set(samplesOf(text).map((line) => line.replace(/[{ ].*/, '')));

/** An output of 256 tones, or of a band plan. */
const outputs = Object.fromEntries(
  spectrumCollectors.map(({ name, source }) => [
    source.command,
    `xdslcmd: ADSL driver and PHY status\nStatus: Showtime\nRetrain Reason:\t0\n\n${
      name === 'xdslcmd_pbparams'
        ? 'Medley Phase (Final) Band Plan\nUS: (7,32)\nDS: (33,255)\n'
        : `Tone number\t\tvalue\n${Array.from({ length: 256 }, (_, tone) => `   ${tone}\t\t2\n`)
            .join('')
            .replaceAll('\t\t2', name === 'xdslcmd_qln' || name === 'xdslcmd_hlog' ? '\t\t-50.5' : '\t\t2')}`
    }`,
  ]),
);

/** An exporter in front of a scripted shell. */
async function exporterWithShell(options: ShellOptions = {}) {
  const server = await startTestModem(shellScript({ outputs, ...options }));
  const exporter = exporterAt({
    pageUrl: 'http://127.0.0.1:1',
    telnetPort: server.port,
    password: CREDENTIALS.password,
    timeoutSeconds: 5,
  });
  return {
    ...exporter,
    server,
    async [Symbol.asyncDispose]() {
      await exporter[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('with a mock modem', () => {
  let mock: MockModem;
  let exporter: ExporterUnderTest;
  beforeEach(async () => {
    mock = await createMockModem();
    exporter = exporterInFrontOf(mock);
  });
  afterEach(async () => {
    await exporter[Symbol.asyncDispose]();
    await mock.close();
  });

  it('GET /spectrum.json has 4096 tones, the band plan and no problems', async () => {
    const { headers, text } = await exporter.agent.get('/spectrum.json').expect(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    // Of the read, which has just ended, in whole seconds: not always 0 on a machine under load.
    expect(Number(headers['age'])).toBeLessThan(5);
    const document = parseSpectrumDocument(text);
    expect(document).toMatchObject({ line: 'HG612', state: 'up', problems: [] });
    expect(document.bandPlan?.downstream.length).toBeGreaterThan(0);
    for (const table of Object.values(document.tones)) {
      expect(table).toHaveLength(4096);
      expect(table?.some((value) => value !== null)).toBe(true);
    }
    expect(Math.abs(Date.now() - Date.parse(document.readAt))).toBeLessThan(5000);
    expect(mock.stats().telnet).toMatchObject({ opened: 1, maxConcurrent: 1 });
  });

  it('reads the modem once for concurrent requests and for those of the next minute', async () => {
    const get = () => exporter.agent.get('/spectrum.json').expect(200);
    const [first, second] = await Promise.all([get(), get()]);
    const third = await get();
    expect(second.text).toBe(first.text);
    expect(third.text).toBe(first.text);
    expect(mock.stats().telnet.opened).toBe(1);
  });

  it('compresses the document on request', async () => {
    const plain = await exporter.agent.get('/spectrum.json').set('accept-encoding', 'identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const zipped = await exporter.agent.get('/spectrum.json').set('accept-encoding', 'gzip');
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.body).toEqual(plain.body);
  });

  it('GET /metrics?collect[]=spectrum has at most 256 series of the spectrum, and those of its collectors', async () => {
    const { text } = await exporter.agent.get('/metrics?collect[]=spectrum').expect(200);
    expect([...namesOf(text)].toSorted()).toEqual([
      'hg612_dsl_spectrum_bit_loading',
      'hg612_dsl_spectrum_hlog_decibels',
      'hg612_dsl_spectrum_quiet_line_noise_dbm_per_hertz',
      'hg612_dsl_spectrum_snr_decibels',
      'hg612_scrape_collector_duration_seconds',
      'hg612_scrape_collector_success',
    ]);
    const spectrum = samplesOf(text).filter((line) => line.startsWith('hg612_dsl_spectrum'));
    expect(spectrum.length).toBeGreaterThan(100);
    expect(spectrum.length).toBeLessThanOrEqual(256);
    expect(samplesOf(text).filter((line) => line.includes('_success'))).toEqual(
      spectrumCollectors.map(({ name }) => `hg612_scrape_collector_success{collector="${name}"} 1`),
    );
  });

  it('GET /metrics?collect[]=spectrum reads the modem on every scrape', async () => {
    await exporter.agent.get('/metrics?collect[]=spectrum').expect(200);
    await exporter.agent.get('/metrics?collect[]=spectrum').expect(200);
    expect(mock.stats().telnet.opened).toBe(2);
  });

  it.each([
    { accept: 'text/plain', type: 'text/plain; version=0.0.4; charset=utf-8', end: /\d\n$/ },
    {
      accept: 'application/openmetrics-text',
      type: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      end: /# EOF\n$/,
    },
  ])('GET /metrics?collect[]=spectrum has the format $accept', async ({ accept, type, end }) => {
    const response = await exporter.agent
      .get('/metrics?collect[]=spectrum')
      .set('accept', accept)
      .set('accept-encoding', 'gzip')
      .expect(200);
    expect(response.headers['content-type']).toBe(type);
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(response.text).toMatch(end);
  });

  it('GET /metrics?collect[]=line is GET /metrics, which has nothing of the spectrum', async () => {
    const { text } = await exporter.agent.get('/metrics?collect[]=line').expect(200);
    const plain = await exporter.agent.get('/metrics').expect(200);
    expect(namesOf(text)).toEqual(namesOf(plain.text));
    expect(text).toContain('hg612_up 1\n');
    expect(text).not.toMatch(/spectrum|xdslcmd_(?:bits|snr|qln|hlog)/);
  });

  it.each([
    ['collect[]=weather', 'collect[]: expected line or spectrum, found "weather"\n'],
    ['collect[]=', 'collect[]: expected line or spectrum, found ""\n'],
    ['collect[]=spectrum&collect[]=%0Ax', 'collect[]: expected line or spectrum, found "\\nx"\n'],
    [
      'collect[]=spectrum&collect[]=line',
      'collect[]: expected line or spectrum, found both: scrape them in two jobs\n',
    ],
  ])('GET /metrics?%s is rejected', async (query, message) => {
    const { text } = await exporter.agent.get(`/metrics?${query}`).expect(400);
    expect(text).toBe(message);
    expect(mock.stats().telnet.opened).toBe(0);
  });

  it('responds 503 with the reason when nothing could be read, and logs it once', async () => {
    await mock.setScenario('telnet-bad-password');
    const { text } = await exporter.agent.get('/spectrum.json').expect(503);
    const { tones, problems, state } = parseSpectrumDocument(text);
    expect([state, ...Object.values(tones)]).toEqual([null, null, null, null, null]);
    expect(problems.map(({ collector, reason }) => [collector, reason])).toEqual(
      spectrumCollectors.map(({ name }) => [name, 'login']),
    );
    const metrics = await exporter.agent.get('/metrics?collect[]=spectrum').expect(200);
    expect(metrics.text).toContain(
      'hg612_scrape_collector_failure{collector="xdslcmd_snr",reason="login"} 1\n',
    );
    expect(metrics.text).not.toContain('hg612_up');
    expect(exporter.log.map(({ msg, reason }) => [msg, reason])).toEqual([
      ['cannot read the modem', 'login'],
    ]);
  });
});

it.each(['/spectrum.json', '/metrics?collect[]=spectrum'])(
  'GET %s is 404 with the setting to change where telnet is off',
  async (path) => {
    await using exporter = exporterAt({ pageUrl: 'http://127.0.0.1:1' });
    const { text } = await exporter.agent.get(path).expect(404);
    expect(text).toBe('the spectrum is read by telnet, which is off: set MODEM_TELNET\n');
  },
);

it('has no values of a line that is not in showtime, whatever the modem prints, and says so', async () => {
  const idle = Object.entries(outputs).map(([command, output]) => [
    command,
    output.replace('Showtime', 'Idle'),
  ]);
  await using exporter = await exporterWithShell({ outputs: Object.fromEntries(idle) });
  const { text } = await exporter.agent.get('/spectrum.json').expect(200);
  expect(parseSpectrumDocument(text)).toMatchObject({
    state: 'no_signal',
    bandPlan: null,
    tones: { bits: null, snr: null, qln: null, hlog: null },
    problems: [],
  });
  const metrics = await exporter.agent.get('/metrics?collect[]=spectrum').expect(200);
  expect(metrics.text).not.toContain('hg612_dsl_spectrum');
  expect(metrics.text).toContain('hg612_scrape_collector_success{collector="xdslcmd_snr"} 1\n');
});

it('has the other tables where the firmware lacks one, and names the one that is missing', async () => {
  await using exporter = await exporterWithShell({
    outputs: { ...outputs, 'xdslcmd info --QLN': 'xdslcmd: invalid option --QLN\n' },
  });
  const { text } = await exporter.agent.get('/spectrum.json').expect(200);
  const { tones, problems } = parseSpectrumDocument(text);
  expect(tones.qln).toBeNull();
  expect([tones.bits?.[0], tones.snr?.[0], tones.hlog?.[0]]).toEqual([2, 2, -50.5]);
  expect(problems).toEqual([
    {
      collector: 'xdslcmd_qln',
      reason: 'format',
      message:
        'xdslcmd info --QLN: expected a table that begins with "Tone number", found "xdslcmd: invalid option --QLN"',
    },
  ]);
});

it('publishes the worst SNR and the loudest noise of a group, and mean bits and attenuation', async () => {
  const changed = Object.fromEntries(
    Object.entries(outputs).map(([command, output]) => [
      command,
      output.replace(/^ {3}70\t\t.*$/m, `   70\t\t${command.endsWith('QLN') ? '-20' : '0'}`),
    ]),
  );
  await using exporter = await exporterWithShell({ outputs: changed });
  const { text } = await exporter.agent.get('/metrics?collect[]=spectrum').expect(200);
  const group = samplesOf(text).filter((line) => line.includes('frequency_kilohertz="00276"'));
  const golden = text.replaceAll(/^(hg612_scrape\w*_duration_seconds\{.*\}) \S+$/gm, '$1 0.25');
  await expectGoldenExposition(golden, 'spectrum');
  expect(group).toEqual([
    'hg612_dsl_spectrum_snr_decibels{frequency_kilohertz="00276"} 0',
    `hg612_dsl_spectrum_bit_loading{frequency_kilohertz="00276"} ${126 / 64}`,
    'hg612_dsl_spectrum_quiet_line_noise_dbm_per_hertz{frequency_kilohertz="00276"} -20',
    `hg612_dsl_spectrum_hlog_decibels{frequency_kilohertz="00276"} ${(-50.5 * 63) / 64}`,
  ]);
});

it('responds 503 with Retry-After when 16 requests wait already', async () => {
  const { promise: refused, resolve: refuse } = Promise.withResolvers<void>();
  await using exporter = await exporterWithShell({ delay: () => refused });
  const responses = await Promise.all(
    Array.from({ length: 17 }, async () => {
      const response = await exporter.agent.get('/spectrum.json');
      refuse();
      return response;
    }),
  );
  const others = responses.filter(({ status }) => status !== 200);
  expect(others.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([[503, '30']]);
  expect(others[0]?.text).toBe('too many requests wait for the spectrum (limit 16); retry in 30 s\n');
  expect(exporter.server.sessions).toMatchObject({ opened: 1, most: 1 });
});

it('responds to a scrape in between, and to the request for the spectrum afterwards', async () => {
  await using exporter = await exporterWithShell({
    outputs: { ...outputs, 'cat /proc/uptime': '17.5 12.1\n' },
    delay: async (command) => void (/--(?:Bits|SNR|QLN|Hlog)$/.test(command) && (await sleep(400))),
  });
  const spectrum = (async () => await exporter.agent.get('/spectrum.json'))();
  await sleep(200);
  const elapsed = startStopwatch();
  const { text } = await exporter.agent.get('/metrics').expect(200);
  // All other commands take 1200 ms more.
  expect(elapsed().active).toBeLessThan(1100);
  expect(text).toContain('hg612_device_uptime_seconds 17.5\n');
  const response = await spectrum;
  expect(response.status).toBe(200);
  expect(parseSpectrumDocument(response.text).problems).toEqual([]);
  expect(exporter.server.sessions.most).toBe(1);
});

it('keeps the connection of a request that waits longer than others may', async () => {
  await using exporter = await exporterWithShell({
    delay: async (command) => void (command.endsWith('Bits') && (await sleep(1000))),
  });
  const limits = { connections: 10, requestMs: 5000, inactivityMs: 300 };
  const handle = exporter.app.callback();
  const server = createServer(serverOptions(limits), (request, response) => void handle(request, response));
  limitConnections(server, limits, createTurns());
  await using started = await startServer(server);
  const response = await fetch(`${started.url}/spectrum.json`);
  expect(response.status).toBe(200);
  expect(parseSpectrumDocument(await response.text()).problems).toEqual([]);
});

it('responds within the scrape timeout with the tables that were read until then', async () => {
  await using exporter = await exporterWithShell({
    delay: async (command) => void (command.endsWith('QLN') && (await sleep(60_000))),
  });
  const elapsed = startStopwatch();
  const { text } = await exporter.agent
    .get('/metrics?collect[]=spectrum')
    .set('x-prometheus-scrape-timeout-seconds', '1')
    .expect(200);
  expect(elapsed().active).toBeLessThan(1000);
  expect(namesOf(text)).toContain('hg612_dsl_spectrum_snr_decibels');
  expect(text).toContain('hg612_scrape_collector_failure{collector="xdslcmd_qln",reason="timeout"} 1\n');
});
