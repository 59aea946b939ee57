import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, startPrometheusFrom } from '../support/containers/dashboard-prometheus.ts';
import { describeWith } from '../support/containers/images.ts';
import {
  generateLine,
  renderLine,
  retrainsIn,
  SCRAPE,
  scrapesOf,
} from '../support/dashboards/generated-line.ts';
import { MOMENT } from '../support/dashboards/moment.ts';
import {
  findQuery,
  numbersOf,
  pointsOf,
  type PrometheusApi,
  prometheusApi,
} from '../support/dashboards/prometheus-api.ts';
import { recordings } from '../support/rules.ts';

const HOUR = 3600;
const end = Math.floor(MOMENT / (2 * HOUR)) * 2 * HOUR;
const start = end - 48 * HOUR;

const lines = [1, 2, 3].flatMap((seed) =>
  [true, false].map((telnet) => {
    const reads = [...scrapesOf(generateLine(seed, start), start, end)];
    return {
      name: `line ${seed} ${telnet ? 'with' : 'without'} telnet`,
      instance: `line-${seed}-${telnet ? 'telnet' : 'http'}`,
      telnet,
      reads,
      retrains: retrainsIn(reads, telnet),
    };
  }),
);

/** The expression of HG612LineRetrained's window, with the recordings that it reads written out. */
const retrainsOfAlert = (recordings.find(({ record }) => record === 'hg612:retrains:count15m')?.expr ?? '')
  .replaceAll(
    /last_over_time\(hg612:sync_read:timestamp_seconds\[1d\] offset 15m\)/g,
    'last_over_time(timestamp(hg612_dsl_uptime_seconds)[1d:30s] offset 15m)',
  )
  .replaceAll(
    'hg612:sync_start:timestamp_seconds',
    '(timestamp(hg612_dsl_uptime_seconds) - hg612_dsl_uptime_seconds)',
  );

describeWith(['PROMETHEUS_IMAGE'], 'retrains of generated lines at the real Prometheus', () => {
  let prometheus: StartedTestContainer;
  let api: PrometheusApi;

  beforeAll(async () => {
    const text = lines.map(({ reads, instance, telnet }) => renderLine(reads, instance, telnet)).join('');
    // A backfill has no staleness markers: a sample counts until the next scrape.
    prometheus = await startPrometheusFrom(`${text}# EOF\n`, { lookback: `${SCRAPE}s` });
    api = prometheusApi(addressOf(prometheus));
  });
  afterAll(() => prometheus?.stop());

  /** A query of the line's dashboard, at a fixed step over the whole history. */
  const ask = (where: string, instance: string, step: number) => {
    const { expr } = findQuery(`hg612-line.json: ${where}`);
    const filled = expr
      .replaceAll('$__interval', `${step}s`)
      .replaceAll('$__range', `${end - start}s`)
      .replaceAll('$job', '.+')
      .replaceAll('$instance', instance);
    return where.startsWith('Retrains') ? api.at(filled, end) : api.range(filled, { start, end, step });
  };
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

  it('are many, some of them in gaps, and fewer without telnet', () => {
    const counts = lines.map(({ retrains }) => retrains.length);
    expect(Math.min(...counts)).toBeGreaterThan(3);
    expect(counts.filter((_, index) => index % 2 === 0)).not.toEqual(
      counts.filter((_, index) => index % 2 === 1),
    );
  });

  describe.each(lines)('$name', ({ instance, retrains }) => {
    it('have the same number in the tile', async () => {
      expect(numbersOf(await ask('Retrains [A]', instance, 60))).toEqual([retrains.length]);
    });

    it.each([30, 60, 300, 900, 3600, 7200])(
      'have markers and rows of the log at steps of %i s',
      async (step) => {
        const markers = pointsOf(await ask('annotation Retrains', instance, step));
        expect(sum(markers.map(([, count]) => count))).toBe(retrains.length);
        const steps = [...new Set(retrains.map((time) => Math.ceil(time / step) * step))];
        expect(markers.map(([time]) => time)).toEqual(steps);

        // The log has steps of a minute and more.
        if (step < 60) return;
        expect(pointsOf(await ask('Drops and retrains [C]', instance, step))).toEqual(markers);
        const durations = (await ask('Drops and retrains [A]', instance, step)).filter(
          ({ metric }) => metric['figure'] === 'Down for',
        );
        expect(pointsOf(durations).map(([time]) => time)).toEqual(steps);
        const dates = (await ask('Drops and retrains [B]', instance, step)).filter(
          ({ metric }) => metric['figure'] === 'Back in sync',
        );
        expect(pointsOf(dates).map(([time]) => time)).toEqual(steps);
      },
    );

    it('are what the alert fires on', async () => {
      const firing = pointsOf(
        await api.range(
          `max((${retrainsOfAlert}) * on (instance) group_left () (up{instance="${instance}"}) > 0)`,
          {
            start: start + 24 * HOUR,
            end,
            step: SCRAPE,
          },
        ),
      ).map(([time]) => time);
      const inWindow = (time: number) => retrains.some((retrain) => time >= retrain && time < retrain + 900);
      expect(firing.length).toBeGreaterThan(30);
      expect(firing.filter((time) => !inWindow(time))).toEqual([]);
      const late = retrains.filter((time) => time >= start + 24 * HOUR);
      expect(late.filter((time) => !firing.includes(time))).toEqual([]);
    });
  });
});
