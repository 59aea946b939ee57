import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer, nowhere } from '../../test/support/fake-server.ts';
import { recordedPrometheus, type RecordedLine } from '../../test/support/recorded-prometheus.ts';
import { WEEK, weekOf } from '../../test/support/report-week.ts';
import { report, type CliContext } from './cli.ts';
import type { ReportData } from './report-data.ts';
import { summaryOf } from './sentences.ts';
import { createZone } from './zone.ts';

const history = weekOf();
const home: RecordedLine = {
  job: 'hg612',
  instance: 'HG612',
  history,
  metrics: [
    { name: 'hg612_exporter_build_info', labels: { version: '1.2.3' }, value: 1 },
    {
      name: 'hg612_dsl_info',
      labels: { modulation: 'VDSL2', annex: 'B', vdsl2_profile: '17a', tps_tc: 'PTM' },
      value: 1,
    },
    { name: 'hg612:snr_margin_decibels:low', labels: { direction: 'downstream' }, value: 3 },
    { name: 'hg612:snr_margin_decibels:critical', labels: { direction: 'downstream' }, value: 1 },
  ],
};

let exporter: FakeServer;
beforeAll(async () => {
  exporter = await fakeServer({});
});
afterAll(() => exporter[Symbol.asyncDispose]());

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], more: Partial<CliContext> = {}): Promise<Run> {
  let [out, err] = ['', ''];
  const status = await report(args, {
    place: 'container',
    command: 'hg612 report',
    settings: { TZ: 'Europe/London' },
    environment: { EXPORTER_URL: exporter.url },
    out: (text) => (out += text),
    err: (text) => (err += text),
    isTerminal: false,
    signal: new AbortController().signal,
    now: () => WEEK.to,
    ...more,
  });
  return { status, out, err };
}

async function runWith(lines: readonly RecordedLine[], args: readonly string[], more?: Partial<CliContext>) {
  await using prometheus = await recordedPrometheus(lines);
  return await run(['--prometheus', prometheus.url, ...args], more);
}

const withContract = {
  settings: { TZ: 'Europe/London', CONTRACT_DOWN_MBIT: '55/45', CONTRACT_UP_MBIT: '8' },
};

describe('the report of a week', () => {
  it('matches its golden data and summary', async () => {
    const { status, out } = await runWith([home], ['--days=7', '--format=json'], withContract);
    expect(status).toBe(0);
    const data = JSON.parse(out) as ReportData;
    const { hours, method, ...rest } = data;
    const golden = {
      summary: summaryOf(data, createZone('Europe/London')),
      ...rest,
      hours: hours.filter(({ hour }) => hour === 20),
      method: { ...method, clockDifference: undefined },
    };
    await expect(`${JSON.stringify(golden, undefined, 1)}\n`).toMatchFileSnapshot('testdata/week.json');
  });

  it('says what is not measured without telnet', async () => {
    const page = { ...home, history: weekOf(false) };
    const { out } = await runWith([page], ['--days=7', '--format=json']);
    const summary = summaryOf(JSON.parse(out) as ReportData, createZone('UTC')).join(' ');
    expect(summary).toContain('The SNR margin was not measured.');
    expect(summary).toContain('Errored seconds were not measured.');
    expect(summary).not.toContain('rebooted');
    const { out: html } = await runWith([page], ['--days=7']);
    expect(html.match(/Not measured\./g)).toHaveLength(3);
  });

  it('is one HTML page without script that loads nothing', async () => {
    const { out } = await runWith([home], ['--days=7'], withContract);
    expect(out).toMatch(/^<!doctype html>/);
    expect(out).not.toMatch(/<script|\son\w+=|javascript:|src=|url\((?!#)/i);
    expect([...out.matchAll(/href="([^"]*)"/g)].every(([, href]) => href?.startsWith('data:'))).toBe(true);
    expect(out).not.toMatch(/undefined|NaN|Infinity/);
  });

  it('has a row of the same length for each event, day and hour in its CSV data', async () => {
    const { out } = await runWith([home], ['--days=7', '--format=csv']);
    const rows = out
      .trim()
      .split('\r\n')
      .map((row) => row.replaceAll(/"[^"]*"/g, 'quoted').split(','));
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    const records = Map.groupBy(rows.slice(1), ([record = '']) => record.split(' ')[0]!);
    expect(records.get('day')).toHaveLength(7);
    expect(records.get('hour')!.length).toBeGreaterThan(150);
    expect(records.get('Drop')!.length).toBeGreaterThan(3);
    expect(rows.flat().some((cell) => /NaN|undefined|Infinity/.test(cell))).toBe(false);
  });

  it('takes contract rates from Prometheus, and those of the settings for the line of this exporter only', async () => {
    const name = 'hg612_contract_sync_rate_bytes_per_second';
    const labels = { direction: 'downstream', kind: 'guaranteed' };
    const other = { ...home, instance: 'Office', metrics: [{ name, labels, value: 5_000_000 }] };
    const { out } = await runWith(
      [home, other],
      ['--days=2', '--format=json', '--line=Office'],
      withContract,
    );
    expect((JSON.parse(out) as ReportData).contract).toEqual({ downstream: { guaranteed: 5_000_000 } });
    const { out: own } = await runWith([home, other], ['--days=2', '--format=json'], withContract);
    expect((JSON.parse(own) as ReportData).contract).toEqual({
      downstream: { ordered: 6_875_000, guaranteed: 5_625_000 },
      upstream: { guaranteed: 1_000_000 },
    });
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hg612-report-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('get the report and its data', async () => {
    const [page, csv] = [path.join(folder, 'line.html'), path.join(folder, 'line.csv')];
    const { status, out, err } = await runWith([home], ['--days=7', `--out=${page}`, `--csv=${csv}`]);
    expect({ status, out, err }).toEqual({ status: 0, out: '', err: `Wrote ${csv}\nWrote ${page}\n` });
    expect(await readFile(page, 'utf8')).toContain('Line report: HG612');
    expect(await readFile(csv, 'utf8')).toMatch(/^record,start,end,/);
  });

  it('that cannot be written are reported', async () => {
    const file = path.join(folder, 'missing', 'line.html');
    const { status, err } = await runWith([home], ['--days=2', `--out=${file}`]);
    expect({ status, err }).toEqual({
      status: 3,
      err: `${file}: cannot be written (no such folder); choose another place\n`,
    });
  });
});

it('shows progress on a terminal only', async () => {
  const { err } = await runWith([home], ['--days=7', '--format=csv'], { isTerminal: true });
  expect(err).toContain('Reading 7 days of HG612: 90 %');
  expect(err.endsWith('\r\u001b[K')).toBe(true);
  expect((await runWith([home], ['--days=7', '--format=csv'])).err).toBe('');
});

describe('without a report', () => {
  it.each([
    [['--days=0'], '--days: expected a whole number from 1 to 400, found "0"'],
    [['--days=1e3'], '--days: expected a whole number from 1 to 400, found "1e3"'],
    [['--format=pdf'], '--format: expected html, csv or json, found "pdf"'],
    [
      ['--prometheus=nas:9090'],
      '--prometheus: expected a URL such as http://localhost:9090, found "nas:9090"',
    ],
    [['--out='], '--out: expected the name of a file, found ""'],
    [['--from=now'], "Unknown option '--from'"],
  ])('for %j the exit status is 2 and the message names the option', async (args, message) => {
    const { status, out, err } = await run(args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toBe(`${message}. For help: hg612 report --help\n`);
  });

  it.each([
    [{ TZ: 'Europe/Londn' }, 'TZ: expected a time zone such as Europe/London, found "Europe/Londn"'],
    [{ CONTRACT_DOWN_MBIT: '45/55' }, 'CONTRACT_DOWN_MBIT: expected Mbit/s as'],
  ])('for the settings %j the exit status is 2', async (settings, message) => {
    const { status, err } = await runWith([home], ['--days=1'], { settings });
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  it('the exit status is 1 when there is no data in the range', async () => {
    const { status, err } = await runWith([home], ['--days=1'], { now: () => WEEK.to + 30 * 86_400 });
    expect(status).toBe(1);
    expect(err).toMatch(/^Prometheus at http:\S+ has no data of any line in the last 1 day\.\n$/);
  });

  it('the exit status is 1 for a line without data, with the names of those that have some', async () => {
    const { status, err } = await runWith([home], ['--line=Office']);
    expect(status).toBe(1);
    expect(err).toMatch(/has no data of the line "Office" in the last 30 days\. Lines with data: HG612\n$/);
  });

  it('the exit status is 2 when there are several lines and none is chosen', async () => {
    const lines = ['Home', 'Office'].map((instance) => ({ ...home, instance }));
    const { status, err } = await runWith(lines, []);
    expect(status).toBe(2);
    expect(err).toMatch(
      /has several lines: choose one with --line\. Lines with data: Home, Office\. For help: /,
    );
  });

  it.each([['does not run', nowhere, /Prometheus cannot be read: http:\S+: connection refused/]])(
    'the exit status is 3 when Prometheus %s',
    async (_, address, message) => {
      const { status, err } = await run(['--prometheus', await address()]);
      expect(status).toBe(3);
      expect(err).toMatch(message);
    },
  );

  it.each([
    ['an error', 500, /HTTP status 500/],
    ['text', 'hello', /the response is not JSON/],
    ['other JSON', { data: 1 }, /the response is not one of Prometheus/],
  ])('the exit status is 3 when Prometheus responds with %s', async (_, response, message) => {
    await using server = await fakeServer({ '/api/v1/series': response });
    const { status, err } = await run(['--prometheus', server.url]);
    expect(status).toBe(3);
    expect(err).toMatch(message);
  });

  it('an interrupted read ends at once', async () => {
    const { status, err } = await runWith([home], [], { signal: AbortSignal.abort() });
    expect({ status, err }).toEqual({ status: 3, err: 'Interrupted.\n' });
  });
});
