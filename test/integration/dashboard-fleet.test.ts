import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf, startPrometheusFrom } from '../support/containers/dashboard-prometheus.ts';
import { describeWith } from '../support/containers/images.ts';
import { queriesOf, readDashboards } from '../support/dashboards/dashboard.ts';
import { MOMENT } from '../support/dashboards/moment.ts';
import { type PrometheusApi, prometheusApi, type Result } from '../support/dashboards/prometheus-api.ts';

const STEP = 60;
const LINES = 300;
const OF_SITE = 5;
/** Lines from here on have no site. */
const WITHOUT_SITE = 290;

const end = Math.floor(MOMENT / 3600) * 3600;
const start = end - 3600;

const nameOf = (line: number): string => `Line ${String(line).padStart(3, '0')}`;
const siteOf = (line: number): string => `Site ${String(Math.floor(line / OF_SITE)).padStart(2, '0')}`;

/**
 * An hour of 300 lines: lines 0 to 9 are unreachable in its last ten minutes, 10 to 12 not in sync, line 20 dropped.
 */
function samples(): string {
  let text = '';
  for (let line = 0; line < LINES; line += 1) {
    const site = line < WITHOUT_SITE ? `,site="${siteOf(line)}"` : '';
    const target = `job="dsl",instance="${nameOf(line)}"${site}`;
    const series = new Map<string, string>();
    const write = (metric: string, value: number, time: number, labels = ''): void => {
      const key = `${metric}{${target}${labels}}`;
      series.set(key, `${series.get(key) ?? ''}${key} ${value} ${time}\n`);
    };
    for (let time = start; time <= end; time += STEP) {
      const isLate = time > end - 600;
      const isReachable = !(isLate && line < 10);
      write('up', 1, time);
      write('hg612_up', Number(isReachable), time);
      write('hg612_scrape_duration_seconds', isReachable ? 0.1 + line / 1000 : 8, time);
      if (!isReachable) continue;
      const isDown =
        (isLate && line >= 10 && line <= 12) || (line === 20 && time > end - 1800 && time <= end - 1500);
      write('hg612_dsl_up', Number(!isDown), time);
      write('hg612_dsl_state', Number(isDown), time, ',state="no_signal"');
      write('hg612_dsl_state', Number(!isDown), time, ',state="up"');
      if (isDown) continue;
      write(
        'hg612_dsl_uptime_seconds',
        line === 20 && time > end - 1500 ? time - end + 1500 : 90_000 + time - start,
        time,
      );
      for (const direction of ['downstream', 'upstream']) {
        const side = `,direction="${direction}"`;
        write('hg612_dsl_snr_margin_decibels', 6 + (line % 100) / 100, time, side);
        write('hg612_dsl_crc_errors_total', 1000 + ((time - start) / STEP) * line, time, side);
        write('hg612_dsl_errored_seconds_total', 10 + ((time - start) / STEP) * (line % 7), time, side);
        write('hg612_dsl_sync_rate_bytes_per_second', 5_000_000, time, side);
      }
    }
    text += [...series.values()].join('');
  }
  return `${text}# EOF\n`;
}

const queries = queriesOf(readDashboards().get('hg612-fleet.json')!);

describeWith(['PROMETHEUS_IMAGE'], 'the fleet dashboard with 300 lines', () => {
  let prometheus: StartedTestContainer;
  let api: PrometheusApi;
  const view = { from: start, to: end, job: '.+', instance: '', width: 1000 };
  const ask = (where: string, find = ''): Promise<Result[]> => {
    const query = queries.find((one) => one.where === where)!;
    return api.ask({ ...query, expr: query.expr.replaceAll('$find', find) }, view);
  };
  const namesIn = (results: readonly Result[]): string[] =>
    results.map(({ metric }) => metric['instance'] ?? '').toSorted();
  const numbers = (results: readonly Result[]): number[] => results.map(({ value }) => Number(value?.[1]));

  beforeAll(async () => {
    prometheus = await startPrometheusFrom(samples(), { lookback: '90s' });
    api = prometheusApi(addressOf(prometheus));
  });
  afterAll(() => prometheus?.stop());

  it.each(queries.map(({ where }) => where))('%s returns at most 50 series', async (where) => {
    expect((await ask(where)).length).toBeLessThanOrEqual(50);
  });

  it('counts the lines by state', async () => {
    expect(numbers(await ask('Lines [A]'))).toEqual([300]);
    // 287 of 300, rounded down.
    expect(numbers(await ask('Share up [A]'))).toEqual([0.956]);
    expect(numbers(await ask('Not in sync [A]'))).toEqual([3]);
    expect(numbers(await ask('Unreachable [A]'))).toEqual([10]);
    expect(numbers(await ask('Not scraped [A]'))).toEqual([0]);
  });

  it('lists the lines that are down, with the state that their modem reports', async () => {
    const down = await ask('Lines down now [A]');
    expect(namesIn(down)).toEqual(Array.from({ length: 13 }, (_, line) => nameOf(line)));
    const codes = Object.fromEntries(
      down.map(({ metric, value }) => [metric['instance'], Number(value?.[1])]),
    );
    expect([codes['Line 000'], codes['Line 012']]).toEqual([12, 6]);
  });

  it('lists the sites with the most lines down, with their size and share', async () => {
    const down = await ask('Sites [A]');
    expect(down).toHaveLength(50);
    const ofSite = (results: readonly Result[], site: string): number =>
      Number(results.find(({ metric }) => metric['site'] === site)?.value?.[1]);
    expect([ofSite(down, 'Site 00'), ofSite(down, 'Site 01'), ofSite(down, 'Site 02')]).toEqual([5, 5, 3]);
    expect(ofSite(await ask('Sites [B]'), 'Site 00')).toBe(5);
    expect(ofSite(await ask('Sites [C]'), 'Site 02')).toBeCloseTo(0.4);
    expect((await ask('Sites [D]')).length).toBeLessThanOrEqual(50);
  });

  it('lists the worst lines', async () => {
    const margins = await ask('Lowest SNR margins now [A]');
    expect(margins).toHaveLength(20);
    expect(Math.max(...numbers(margins))).toBeLessThan(6.2);
    expect(namesIn(await ask('Most retrains in this range [A]'))).toEqual(['Line 020']);
    expect(namesIn(await ask('Most CRC errors in this range [A]'))).toContain('Line 299');
    expect(namesIn(await ask('Slowest reads now [A]'))).toContain('Line 000');
  });

  it('finds lines by part of their name, whatever its case', async () => {
    expect(namesIn(await ask('Lines by name [A]', 'line 29'))).toEqual(
      Array.from({ length: 10 }, (_, digit) => nameOf(290 + digit)),
    );
    expect(await ask('Lines by name [A]')).toHaveLength(20);
  });
});
