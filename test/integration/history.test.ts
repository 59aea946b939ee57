import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { SCRAPE_INTERVAL } from '../../mock-modem/src/history/sample-times.ts';
import { simulatedSource } from '../../mock-modem/src/simulator/source.ts';
import { compose, type ComposeStack, composeStack } from '../support/containers/compose-stack.ts';
import { eventually } from '../support/eventually.ts';
import { describeWith } from '../support/containers/images.ts';

const DAY = 86_400;
const SERVICES = ['mock-modem', 'exporter', 'prometheus'];
/** Series about the modem and its line that are scraped every 30 s. The exporter's process has no history. */
const HISTORY_SERIES =
  '{job="hg612",__name__=~"up|hg612_up|hg612_(scrape|dsl|device)_.*",__name__!~"hg612_dsl_spectrum_.*"}';

type Labels = Readonly<Record<string, string>>;
interface Series {
  readonly metric: Labels;
  readonly value: readonly [number, string];
  readonly values: readonly (readonly [number, string])[];
}

describeWith(['PROMETHEUS_IMAGE', 'ALERTMANAGER_IMAGE', 'NODE_IMAGE'], 'the history of the demo', () => {
  const seed = quietSeed();
  let stack: ComposeStack;
  /** Unix seconds before the services started. */
  let startedAt: number;
  /** Unix seconds of the first live scrape. */
  let joint: number;

  const bringUp = () =>
    stack.compose('up', '--build', '--detach', '--wait', '--wait-timeout', '540', ...SERVICES);

  beforeAll(async () => {
    stack = await composeStack({ SEED: String(seed) });
    startedAt = Date.now() / 1000;
    await bringUp();
    const own = await eventually(
      'live scrapes',
      () => query('hg612_exporter_build_info[10m]'),
      ([series]) => (series?.values.length ?? 0) > 3,
    );
    joint = own[0]?.values[0]?.[0] ?? Number.NaN;
  });

  afterAll(() => stack?.[Symbol.asyncDispose]());

  async function query(expression: string, time?: number): Promise<readonly Series[]> {
    const parameters = new URLSearchParams({ query: expression });
    if (time !== undefined) parameters.set('time', String(time));
    const url = `${await stack.url('prometheus', 9090)}/api/v1/query?${parameters.toString()}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    expect(answer.status, expression).toBe(200);
    const { data } = (await answer.json()) as { data: { result: readonly Series[] } };
    return data.result;
  }
  const single = async (expression: string, time?: number): Promise<number> =>
    Number((await query(expression, time))[0]?.value[1]);

  it('covers 30 days with samples at most five minutes apart', async () => {
    expect(await single('count_over_time(hg612_up[31d])')).toBeGreaterThan(30 * 288);
    expect(await single('min_over_time(timestamp(hg612_up)[31d:1h])')).toBeLessThan(joint - 29.9 * DAY);
    expect(await single('count_over_time(hg612_up[29d:5m])')).toBeGreaterThanOrEqual(29 * 288 - 1);
  });

  it('continues in the live line with the same series, uptimes and counters', async () => {
    const labelsOf = (series: readonly Series[]) =>
      series.map(({ metric }) => Object.entries(metric).map(String).toSorted().join(' ')).toSorted();
    const past = await query(HISTORY_SERIES, joint - 0.001);
    expect(past.length).toBeGreaterThan(80);
    // On a busy machine, a scrape may time out.
    const live = await eventually(
      'the same series',
      async () => labelsOf(await query(HISTORY_SERIES)),
      (series) => isDeepStrictEqual(series, labelsOf(past)),
    );
    expect(live).toEqual(labelsOf(past));

    const [up] = await query('hg612_up[20m]');
    const moments = up?.values.map(([moment]) => moment) ?? [];
    const last = moments.findLast((moment) => moment < joint) ?? 0;
    // Written up to the start of the services. Then blocks are created and Prometheus starts.
    expect(last).toBeGreaterThan(startedAt - 60);

    for (const clock of ['hg612_dsl_uptime_seconds', 'hg612_device_uptime_seconds']) {
      const [series] = await query(`${clock}[20m]`);
      const starts = series?.values.map(([moment, uptime]) => moment - Number(uptime)) ?? [];
      expect(starts.length, clock).toBeGreaterThan(20);
      // A sample has the time of the request; on a busy machine the response takes longer.
      expect(Math.max(...starts) - Math.min(...starts), clock).toBeLessThan(12);
    }
    const counters = await query('{job="hg612",__name__=~"hg612_dsl_.*_total"}[20m]');
    expect(counters.length).toBeGreaterThan(20);
    for (const { metric, values } of counters) {
      const counts = values.map(([, count]) => Number(count));
      expect(counts, JSON.stringify(metric)).toEqual(counts.toSorted((a, b) => a - b));
    }
    const margin = 'hg612_dsl_snr_margin_decibels{direction="downstream"}';
    expect(Math.abs((await single(margin)) - (await single(margin, joint - 0.001)))).toBeLessThan(1);
  });

  it('has the spectrum of eight days, with an interferer in one evening, and continues in the live job', async () => {
    const snr = 'hg612_dsl_spectrum_snr_decibels{job="hg612",instance="HG612",frequency_kilohertz="00828"}';
    expect(await single(`count_over_time(${snr}[9d])`, joint)).toBeGreaterThan(8 * 96 - 8);
    const samples = (await query(`${snr}[8d]`, joint))[0]?.values.map(([, value]) => Number(value)) ?? [];
    expect(Math.max(...samples) - Math.min(...samples)).toBeGreaterThan(20);

    const url = `${await stack.url('prometheus', 9090)}/api/v1/targets?state=active&scrapePool=hg612_spectrum`;
    const targets = (await (await fetch(url)).json()) as { data: { activeTargets: readonly object[] } };
    expect(targets.data.activeTargets).toHaveLength(1);
  });

  it('provides baselines from their first evaluation and causes no alerts at the transition', async () => {
    const [baseline] = await eventually(
      'a baseline',
      () => query('hg612:snr_margin_decibels:avg7d{direction="downstream"}'),
      (series) => series.length === 1,
    );
    expect(Number(baseline?.value[1])).toBeGreaterThan(4);
    const alerts =
      'ALERTS{alertname=~"HG612(LineRetrained|LineFlapping|ModemRebooted|Sync.*|.*Errors.*|.*Seconds.*)"}';
    expect(await query(alerts)).toEqual([]);
  });

  it('contains a power cut and retrains', async () => {
    expect(await single('count_over_time((hg612_dsl_up == 0)[30d:30s])')).toBeGreaterThan(0);
    expect(await single('resets(hg612_dsl_uptime_seconds[30d])')).toBeGreaterThan(0);
    expect(await single('resets(hg612_device_uptime_seconds[30d])')).toBeGreaterThan(0);
  });

  it('has an alert for each retrain of the simulated line, and the limits', async () => {
    const firing = 'ALERTS{alertname="HG612LineRetrained",alertstate="firing",instance="HG612"}';
    const from = Math.floor(joint - 30 * DAY);
    const source = simulatedSource({
      line: 'vdsl2-ginp',
      seed,
      scenario: 'everyday',
      startedAt: from,
      past: true,
    });
    // The simulated modem always responds.
    expect(
      await query('count_over_time(ALERTS{layer=~"exporter|modem",alertstate="firing"}[30d])', joint),
    ).toEqual([]);
    const retrains: number[] = [];
    let isUp = true;
    for (let moment = from; moment < joint; moment += SCRAPE_INTERVAL) {
      const wasUp = isUp;
      isUp = source.courseAt(moment - from).state === 'showtime';
      if (isUp && !wasUp) retrains.push(moment);
    }
    expect(retrains.length).toBeGreaterThan(0);
    // An alert lasts 15 minutes.
    const samples = await single(`count_over_time(${firing}[29d])`, joint);
    expect(samples).toBeLessThanOrEqual(32 * retrains.length);
    for (const [index, moment] of retrains.entries()) {
      const after = await single(`count_over_time(${firing}[15m])`, moment + 960);
      expect(after, `after ${moment}`).toBeGreaterThan(25);
      if (moment - (retrains[index - 1] ?? from) < 1200) continue;
      expect(await query(`max_over_time(${firing}[2m])`, moment - 60), `before ${moment}`).toEqual([]);
    }

    const limits = 'hg612:snr_margin_decibels:low{instance="HG612"} or hg612:threshold:crc_errors_per_hour';
    const hours = await query(`count_over_time((${limits})[29d:1h])`, joint);
    expect(hours.map(({ value }) => Number(value[1]))).toEqual([29 * 24, 29 * 24, 29 * 24]);
  });

  it('is written once, never over existing data, and survives down and up', async () => {
    const before = await single('count_over_time(hg612_up[30d])', joint);

    await stack.compose('down');
    await bringUp();

    expect(await stack.compose('logs', '--no-log-prefix', 'history')).toContain(
      'not written: the data directory of Prometheus is not empty',
    );
    expect(await stack.compose('logs', '--no-log-prefix', 'history-blocks')).not.toMatch(/^[0-9A-Z]{26} /m);
    expect(await single('count_over_time(hg612_up[30d])', joint)).toBe(before);
  });

  it('is absent, with its volume, when MODEM_URL is set', async () => {
    const config = async (modemUrl: string): Promise<Configured> =>
      JSON.parse(await compose('hg612-test-history', { MODEM_URL: modemUrl }, 'config', '--format', 'json'));
    const real = await config('http://192.168.1.1');
    const mocked = await config('');

    expect(Object.keys(mocked.services)).toEqual(
      expect.arrayContaining(['history', 'history-rules', 'history-blocks']),
    );
    expect(Object.keys(real.services).filter((name) => name.startsWith('history'))).toEqual([]);
    expect(dataVolume(mocked)).toBe('demo-data');
    expect(dataVolume(real)).toBe('prometheus-data');
  });
});

interface Configured {
  readonly services: Readonly<
    Record<string, { readonly volumes?: readonly { readonly source: string; readonly target: string }[] }>
  >;
}

const dataVolume = ({ services }: Configured): string | undefined =>
  services['prometheus']?.volumes?.find(({ target }) => target === '/prometheus')?.source;

/** The seed of a line without events in these hours, so that only the transition could cause alerts. */
function quietSeed(): number {
  const from = Math.floor(Date.now() / 1000) - 2 * 3600;
  for (let seed = 1; seed < 200; seed += 1) {
    const source = simulatedSource({
      line: 'vdsl2-ginp',
      seed,
      scenario: 'everyday',
      startedAt: from,
      past: true,
    });
    const quiet = Array.from({ length: 300 }, (_, index) => source.snapshotAt(index * 60)).every(
      ({ state, snrMargin, linkUptime }) =>
        state === 'showtime' && snrMargin.downstream > 4.5 && linkUptime > 3600,
    );
    if (quiet) return seed;
  }
  throw new Error('no quiet line found');
}
