import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHistory } from '../../mock-modem/src/history/render.ts';
import { simulatedSource } from '../../mock-modem/src/simulator/source.ts';
import { addressOf, startPrometheusFrom } from '../support/containers/dashboard-prometheus.ts';
import { describeWith } from '../support/containers/images.ts';
import { interpolate, type View } from '../support/dashboards/interpolate.ts';
import { MOMENT } from '../support/dashboards/moment.ts';
import {
  allQueries,
  findQuery,
  numbersOf,
  pointsOf,
  type PrometheusApi,
  prometheusApi,
} from '../support/dashboards/prometheus-api.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const target = { job: 'hg612', instance: 'HG612' };
const line = { line: 'vdsl2-ginp', seed: 0 } as const;
const to = MOMENT;
const from = to - 30 * DAY;
/** In hours: from an hour to three months, of which the demo has one. */
const ranges = [1, 24, 7 * 24, 30 * 24, 90 * 24];

/**
 * Samples that Prometheus processes in less than a second: half of the first number took 0.4 s of a core. The time
 * itself depends on what else the machine does.
 */
const MAX_PEAK_SAMPLES = 1_000_000;
const MAX_SAMPLES = 50_000_000;

/**
 * What happened to the simulated line, from its own state: retrains, and seconds without sync. Times in Unix seconds.
 */
function eventsOfLine(): { retrains: number[]; down: number[] } {
  const source = simulatedSource({ ...line, scenario: 'everyday', startedAt: from, past: true });
  const retrains: number[] = [];
  const down: number[] = [];
  let before: { up: boolean; uptime: number } | undefined;
  for (let time = Math.ceil(from / 30) * 30; time <= to; time += 30) {
    const { state, linkUptime } = source.courseAt(time - from);
    const up = state === 'showtime';
    if (up && before !== undefined && (!before.up || linkUptime < before.uptime)) retrains.push(time);
    if (!up) down.push(time);
    before = { up, uptime: linkUptime };
  }
  return { retrains, down };
}

describeWith(['PROMETHEUS_IMAGE'], 'dashboards over the history of the demo', () => {
  const events = eventsOfLine();
  let prometheus: StartedTestContainer;
  let api: PrometheusApi;

  beforeAll(async () => {
    prometheus = await startPrometheusFrom(renderHistory({ ...line, from, to, telnet: true, target }));
    api = prometheusApi(addressOf(prometheus));
  });
  afterAll(() => prometheus?.stop());

  const view = (hours: number): View => ({
    from: to - hours * HOUR,
    to,
    job: '.+',
    instance: target.instance,
    width: 1000,
  });
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

  it('contains retrains', () => {
    expect(events.retrains.length).toBeGreaterThan(4);
  });

  describe.each(ranges)('over %i h', (hours) => {
    it.each(allQueries)('%s processes no more samples than in a second', async (_name, query) => {
      const { result, samples } = await api.measure(query, view(hours));
      expect(numbersOf(result).filter(Number.isNaN)).toEqual([]);
      expect(samples.peakSamples).toBeLessThan(MAX_PEAK_SAMPLES);
      expect(samples.totalQueryableSamples).toBeLessThan(MAX_SAMPLES);
    });

    it('the tile, the markers and the log have the retrains of the line', async () => {
      const expected = events.retrains.filter((time) => time > to - hours * HOUR);
      expect(numbersOf(await api.ask(findQuery('hg612-line.json: Retrains [A]'), view(hours)))).toEqual([
        expected.length,
      ]);
      for (const where of ['annotation Retrains', 'Drops and retrains [C]']) {
        const query = findQuery(`hg612-line.json: ${where}`);
        const { start, end, step } = interpolate(query, view(hours));
        const drawn = events.retrains.filter((time) => time > start - step && time <= end);
        const points = pointsOf(await api.ask(query, view(hours)));
        expect(sum(points.map(([, count]) => count)), where).toBe(drawn.length);
        const steps = [...new Set(drawn.map((time) => start + Math.ceil((time - start) / step) * step))];
        expect(
          points.map(([time]) => time),
          where,
        ).toEqual(steps);
      }
    });

    it('the margin graph has the lowest margin of the range', async () => {
      const query = findQuery('hg612-line.json: SNR margin [A]');
      const { start, end, step } = interpolate(query, view(hours));
      const range = end - start + step;
      const lowest = await api.at(`min_over_time(hg612_dsl_snr_margin_decibels[${range}s])`, end);
      for (const { metric, value } of lowest) {
        const drawn = (await api.ask(query, view(hours))).filter(
          (series) => series.metric['direction'] === metric['direction'],
        );
        expect(Math.min(...numbersOf(drawn)), metric['direction']).toBe(Number(value?.[1]));
      }
      expect(lowest).toHaveLength(2);
    });

    it('the graph of CRC errors has the highest rate of the range', async () => {
      const query = findQuery('hg612-line.json: CRC errors [A]');
      const { start, end, step } = interpolate(query, view(hours));
      const drawn = Math.max(...numbersOf(await api.ask(query, view(hours))));
      const samples = await api.at(`hg612_dsl_crc_errors_total[${end - start + step}s]`, end);
      // The rate of two samples, of which the graph's two minutes have up to four. Drops of the line are left out.
      const rates = samples.flatMap(({ values = [] }) =>
        values.slice(1).map(([time, count], index) => {
          const [before, countBefore] = values[index]!;
          return time - before <= 300 && Number(count) >= Number(countBefore)
            ? ((Number(count) - Number(countBefore)) / (time - before)) * 60
            : 0;
        }),
      );
      expect(drawn).toBeGreaterThan(Math.max(...rates) / 4);
      expect(drawn).toBeLessThan(Math.max(...rates, 1) * 1.5);
    });
  });

  it('the table of days has the drops and the minutes down of the line', async () => {
    const drops = pointsOf(await api.ask(findQuery('hg612-history.json: Days [A]'), view(30 * 24)));
    const { start } = interpolate(findQuery('hg612-history.json: Days [A]'), view(30 * 24));
    const inRange = events.retrains.filter((time) => time > start);
    expect(sum(drops.map(([, count]) => count))).toBe(inRange.length);
    for (const [day, count] of drops) {
      expect(inRange.filter((time) => time > day && time <= day + DAY)).toHaveLength(count);
    }
    const minutes = sum(numbersOf(await api.ask(findQuery('hg612-history.json: Days [B]'), view(30 * 24))));
    expect(minutes).toBeCloseTo(events.down.filter((time) => time > start).length / 2, 0);
  });

  it('the heat maps have each hour of each full day', async () => {
    const margins = await api.ask(
      findQuery('hg612-history.json: Lowest margin by hour of day [A]'),
      view(30 * 24),
    );
    expect(margins.map(({ metric }) => metric['hour'])).toEqual(
      Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`),
    );
    for (const { metric, values = [] } of margins) {
      expect(values.length, metric['hour']).toBeGreaterThan(27);
      const [midnight, lowest] = values.at(-1)!;
      const hourEnd = midnight - DAY + (Number(metric['hour']!.slice(0, 2)) + 1) * HOUR;
      const [raw] = await api.at(
        'min_over_time(hg612_dsl_snr_margin_decibels{direction="downstream"}[1h])',
        hourEnd,
      );
      expect(lowest, metric['hour']).toBe(raw?.value?.[1]);
    }
  });
});
