import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findQuery, type PrometheusApi, prometheusApi } from '../support/dashboards/prometheus-api.ts';
import { MOMENT } from '../support/dashboards/moment.ts';
import { type History, makeHistory } from '../support/dashboards/sample-series.ts';
import { addressOf, startPrometheusWith } from '../support/containers/dashboard-prometheus.ts';
import { describeWith } from '../support/containers/images.ts';

describeWith(['PROMETHEUS_IMAGE'], 'the waterfall at the real Prometheus', () => {
  let prometheus: StartedTestContainer;
  let history: History;
  let api: PrometheusApi;

  beforeAll(async () => {
    history = await makeHistory(MOMENT);
    prometheus = await startPrometheusWith(history);
    api = prometheusApi(addressOf(prometheus));
  });
  afterAll(() => prometheus?.stop());

  const rowsOf = (panel: string, hours: number) =>
    api.ask(findQuery(`hg612-spectrum.json: ${panel} [A]`), {
      from: history.end - hours * 3600,
      to: history.end,
      job: '.+',
      instance: history.instances.telnet,
      width: 1000,
    });

  it.each(['SNR', 'Bits per tone', 'Quiet line noise', 'Hlog'])(
    '%s has a row per group of tones, in the order of frequency, and a value in each step',
    async (panel) => {
      const rows = await rowsOf(panel, 6);
      const frequencies = rows.map(({ metric }) => metric['frequency_kilohertz']!);
      expect(frequencies.length).toBeGreaterThan(55);
      expect(frequencies).toEqual(frequencies.toSorted((one, other) => Number(one) - Number(other)));
      for (const { values = [] } of rows) expect(values.length).toBeGreaterThanOrEqual(6 * 4);
    },
  );

  it('shows a transmitter at its frequency from the moment at which it began', async () => {
    const rows = await rowsOf('SNR against its 7-day median', 6);
    const below = rows.flatMap(({ metric, values = [] }) =>
      values.flatMap(([time, value]) =>
        Number(value) < -10 ? [{ frequency: metric['frequency_kilohertz'], time }] : [],
      ),
    );
    expect(new Set(below.map(({ frequency }) => frequency))).toEqual(new Set([history.disturbedFrequency]));
    const times = below.map(({ time }) => time);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(history.disturbed);
    expect(Math.min(...times)).toBeLessThan(history.disturbed + 900);
    expect(times.length).toBeGreaterThanOrEqual(8);
  });
});
