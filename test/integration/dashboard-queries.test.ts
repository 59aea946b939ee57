import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlacedQuery, readDashboards } from '../support/dashboards/dashboard.ts';
import {
  allQueries,
  findQuery,
  numbersOf,
  pointsOf,
  type PrometheusApi,
  prometheusApi,
} from '../support/dashboards/prometheus-api.ts';
import { type History, makeHistory } from '../support/dashboards/sample-series.ts';
import { type View, interpolate } from '../support/dashboards/interpolate.ts';
import { MOMENT } from '../support/dashboards/moment.ts';
import { isEmptyByDesign } from '../support/dashboards/empty-queries.ts';
import { addressOf, startPrometheusWith } from '../support/containers/dashboard-prometheus.ts';
import { describeWith } from '../support/containers/images.ts';

const dashboards = readDashboards();
const find = findQuery;

describeWith(['PROMETHEUS_IMAGE'], 'dashboard queries at the real Prometheus', () => {
  let prometheus: StartedTestContainer;
  let history: History;
  let api: PrometheusApi;

  /** The last hours of the history, as a viewer of this instance sees them. */
  const view = (instance: string, hours = 6, width = 1000): View => ({
    from: history.end - hours * 3600,
    to: history.end,
    job: '.+',
    instance,
    width,
  });

  const ask = (query: PlacedQuery, seen: View) => api.ask(query, seen);
  const numbers = numbersOf;
  const points = pointsOf;

  beforeAll(async () => {
    history = await makeHistory(MOMENT);
    prometheus = await startPrometheusWith(history);
    api = prometheusApi(addressOf(prometheus));
  });
  afterAll(() => prometheus?.stop());

  it.each(allQueries)('%s', async (name, query) => {
    const results = await ask(query, view(history.instances.telnet));
    if (isEmptyByDesign(name)) expect(results).toEqual([]);
    else expect(numbers(results).length).toBeGreaterThan(0);
    expect(numbers(results).filter(Number.isNaN)).toEqual([]);
  });

  it.each([...dashboards.keys()])('%s lists the lines in its variables', async (file) => {
    const variables = dashboards.get(file)!.templating.list.filter(({ type }) => type === 'query');
    const offered = await Promise.all(
      variables.map(({ query }) => {
        const text = typeof query === 'string' ? query : query.query;
        const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(text) ?? [];
        return api.get<string[]>(`label/${label}/values`, {
          'match[]': selector.replaceAll('$job', 'hg612'),
          start: String(history.start),
          end: String(history.end),
        });
      }),
    );
    // The lines of the history have no site.
    const last = file === 'hg612-fleet.json' ? [] : Object.values(history.instances).toSorted();
    expect(offered).toEqual([['hg612'], last]);
  });

  describe('without telnet', () => {
    it.each([
      'Margin [Good]',
      'Margin [Critical]',
      'SNR margin [A]',
      'SNR margin [B]',
      'Errors [Good]',
      'Errors [Ungraded]',
      'CRC errors [A]',
      'CRC errors [B]',
      'FEC errors [A]',
      'Errored seconds [A]',
      'Errors in this range [A]',
      'G.INP [A]',
      'Bands [A]',
      'Last retrain reason [Words]',
      'Last retrain reason [A]',
      'Modem boot [A]',
    ])('%s has neither a value nor a threshold', async (where) => {
      expect(await ask(find(where), view(history.instances.http))).toEqual([]);
    });

    it.each([
      ['Margin [Reason]', 53],
      ['Errors [Reason]', 53],
      ['G.INP [Reason]', 53],
      ['Modem boot [Reason]', 53],
    ])('%s returns the code of "Requires telnet"', async (where, code) => {
      expect(numbers(await ask(find(where), view(history.instances.http)))).toEqual([code]);
    });

    it('returns state, rates, attenuation and power', async () => {
      const seen = view(history.instances.http);
      const available = ['Line [A]', 'Sync rate [A]', 'Sync and attainable rate [B]', 'Attenuation [A]'];
      for (const where of available) expect(numbers(await ask(find(where), seen)), where).not.toEqual([]);
      expect(numbers(await ask(find('Line [A]'), seen))).toEqual([1]);
    });
  });

  describe('events of the line', () => {
    // A step of the retrain log is a 3000th of the range and at least a minute; the annotations follow the width.
    it.each([
      [6, 1000],
      [6, 12],
      [7, 100],
    ])('a drop of 90 s is visible in a timeline of %i h at %i points', async (hours, width) => {
      const seen = view(history.instances.telnet, hours, width);
      const states = points(await ask(find('Line, modem and exporter [A]'), seen));
      const { step } = interpolate(find('Line, modem and exporter [A]'), seen);
      const worse = states.filter(([, code]) => code > 1);
      expect(worse.length).toBeGreaterThan(0);
      expect(new Set(worse.map(([, code]) => code))).toEqual(new Set([6]));
      for (const [time] of worse) {
        // The value of a point is drawn until the next one.
        expect(time).toBeGreaterThanOrEqual(history.lost - step);
        expect(time).toBeLessThan(history.back);
      }
    });

    it.each([
      [6, 1000],
      [6, 12],
      [7, 100],
    ])('one retrain is one event in %i h at %i points', async (hours, width) => {
      const events = points(
        await ask(find('annotation Retrains'), view(history.instances.telnet, hours, width)),
      );
      expect(events.map(([, value]) => value)).toEqual([1]);
      expect(events[0]![0]).toBeGreaterThanOrEqual(history.back);
    });

    it('the retrain log has the sync time from the line uptime', async () => {
      const series = await ask(find('Drops and retrains [B]'), view(history.instances.telnet));
      const times = numbers(series.filter(({ metric }) => metric['figure'] === 'Back in sync'));
      expect(times).toEqual([history.back * 1000]);
    });

    it('the verdict is OK, and the alert in words while one fires', async () => {
      const { fieldConfig } = dashboards
        .get('hg612-line.json')!
        .panels.find(({ title }) => title === 'Verdict')!;
      const texts = Object.assign(
        {},
        ...(fieldConfig!.defaults.mappings ?? []).map(({ options }) => options),
      ) as Record<number, { text: string }>;
      const verdictAt = async (to: number) => {
        const [code] = numbers(await ask(find('Verdict [A]'), { ...view(history.instances.telnet), to }));
        return texts[code ?? -1]?.text;
      };
      expect(await verdictAt(history.end)).toBe('OK');
      expect(await verdictAt(history.lost + 60)).toBe('Line down');
      expect(await verdictAt(history.silent + 240)).toBe('Modem unreachable');
    });

    it('"Since" is the time of the last sync', async () => {
      const times = numbers(await ask(find('Since [A]'), view(history.instances.telnet)));
      expect(times).toEqual([history.back * 1000]);
    });

    it('an unreachable modem leaves a gap in the state of the line, and its tile shows the reason', async () => {
      const during: View = {
        ...view(history.instances.telnet),
        from: history.silent - 600,
        to: history.silent + 240,
      };
      const line = points(await ask(find('Line, modem and exporter [A]'), during));
      const step = 60;
      expect(line.filter(([time]) => time >= history.silent + 90 && time < history.answering - step)).toEqual(
        [],
      );
      expect(numbers(await ask(find('Line [A]'), during))).toEqual([12]);
      expect(numbers(await ask(find('Modem [A]'), during))).toEqual([47]);
      expect(numbers(await ask(find('Errors [Good]'), during))).toEqual([]);
      expect(numbers(await ask(find('Errors [Reason]'), during))).toEqual([12]);
      expect(numbers(await ask(find('Verdict [A]'), during))).toEqual([12]);
      expect(numbers(await ask(find('Sync rate [A]'), during))).toEqual([]);
      expect(numbers(await ask(find('Sync rate [Reason]'), during))).toEqual([12]);
      expect(numbers(await ask(find('Margin [Reason]'), during))).toEqual([12]);
      expect(numbers(await ask(find('Since [A]'), during))).toEqual([]);
    });

    it('"Since" of a line that is down is when it was last seen up', async () => {
      const during: View = { ...view(history.instances.telnet), to: history.lost + 60 };
      expect(numbers(await ask(find('Line [A]'), during))).toEqual([6]);
      expect(numbers(await ask(find('Sync rate [Reason]'), during))).toEqual([51]);
      expect(numbers(await ask(find('Margin [Reason]'), during))).toEqual([51]);
      expect(numbers(await ask(find('Since [A]'), during))).toEqual([]);
      const [seen, ...more] = numbers(await ask(find('Since [C]'), during));
      expect(more).toEqual([]);
      expect(seen! / 1000).toBeLessThan(history.lost);
      expect(seen! / 1000).toBeGreaterThan(history.lost - 120);
    });
  });

  describe('the waterfall', () => {
    const rowsOf = (panel: string) =>
      ask(find(`hg612-spectrum.json: ${panel} [A]`), view(history.instances.telnet));

    it.each(['SNR', 'Bits per tone', 'Quiet line noise', 'Hlog'])(
      '%s has a row per group of tones, in the order of frequency, and a value in each step',
      async (panel) => {
        const rows = await rowsOf(panel);
        const frequencies = rows.map(({ metric }) => metric['frequency_kilohertz']!);
        expect(frequencies.length).toBeGreaterThan(55);
        expect(frequencies).toEqual(frequencies.toSorted((one, other) => Number(one) - Number(other)));
        for (const { values = [] } of rows) expect(values.length).toBeGreaterThanOrEqual(6 * 4);
      },
    );

    it('shows a transmitter at its frequency from the moment at which it began', async () => {
      const rows = await rowsOf('SNR against its 7-day median');
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
});
