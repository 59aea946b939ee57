import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createLastDayReader, type LastDay, STEPS } from '../../exporter/src/history/last-day.ts';
import { createPrometheus, type Prometheus } from '../../exporter/src/history/prometheus.ts';
import { createMockModem } from '../../mock-modem/src/mock-modem.ts';
import { spectrumCollectors } from '../../modem/src/collectors/index.ts';
import { interruptionEvents } from '../../tools/report/event-types.ts';
import { eventsOf } from '../../tools/report/events.ts';
import { readHistory } from '../../tools/report/read-history.ts';
import { ROOT } from '../../tools/stack/root.mjs';
import { testContainer } from '../support/containers/container.ts';
import { describeWith, image } from '../support/containers/images.ts';
import { eventually } from '../support/eventually.ts';
import { exporterInFrontOf, serve } from '../support/exporter.ts';

const container = (configuration: string) =>
  testContainer(image('PROMETHEUS_IMAGE'))
    .withCopyContentToContainer([
      { target: '/etc/prometheus/prometheus.yml', content: configuration, mode: 0o644 },
    ])
    .withExposedPorts(9090)
    .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }])
    .withWaitStrategy(Wait.forHttp('/-/ready', 9090));
const urlOf = (prometheus: StartedTestContainer) =>
  `http://${prometheus.getHost()}:${prometheus.getMappedPort(9090)}`;
const apiOf = (prometheus: StartedTestContainer): Prometheus =>
  createPrometheus(urlOf(prometheus), AbortSignal.timeout(60_000));

describeWith(['PROMETHEUS_IMAGE'], 'Prometheus', () => {
  it('reads the same series from OpenMetrics as from the text format', async () => {
    await using mock = await createMockModem();
    await using exporter = await serve(exporterInFrontOf(mock), '0.0.0.0');
    const target = `host.docker.internal:${new URL(exporter.url).port}`;
    const job = (name: string, protocol: string) =>
      `  - { job_name: ${name}, scrape_protocols: [${protocol}], static_configs: [{ targets: ['${target}'] }] }\n`;
    await using prometheus = await container(
      `global: { scrape_interval: 3s, scrape_timeout: 3s }\nscrape_configs:\n` +
        job('open_metrics', 'OpenMetricsText1.0.0') +
        job('text', 'PrometheusText0.0.4'),
    ).start();
    const namesOf = async (name: string) => {
      const found = await apiOf(prometheus).instant(`group by (__name__) ({job="${name}"})`);
      return found.map(({ labels }) => labels['__name__'] ?? '').toSorted();
    };
    // Wait until both have been scraped after the first garbage collection: its series exist only from then on.
    const [names, textNames] = await eventually(
      'the same series from both scrapes',
      () => Promise.all([namesOf('open_metrics'), namesOf('text')]),
      ([found, others]) => found.includes('hg612_up') && isDeepStrictEqual(found, others),
    );
    expect(names).toContain('hg612_dsl_fec_errors_total');
    expect(names).toContain('process_cpu_seconds_total');
    expect(names).toEqual(textNames);
  });

  it('scrapes the spectrum by the job of prometheus.yml, and has its series under the job of the line', async () => {
    await using mock = await createMockModem();
    await using exporter = await serve(exporterInFrontOf(mock), '0.0.0.0');
    const target = `host.docker.internal:${new URL(exporter.url).port}`;
    const { scrape_configs: jobs } = parse(
      await readFile(path.join(ROOT, 'prometheus/prometheus.yml'), 'utf8'),
    ) as { scrape_configs: { job_name: string }[] };
    const configuration = {
      scrape_configs: jobs
        .filter(({ job_name: name }) => name.startsWith('hg612'))
        .map((job) => ({
          ...job,
          file_sd_configs: [],
          http_sd_configs: [],
          static_configs: [{ targets: [target], labels: { instance: 'Home' } }],
          scrape_interval: '3s',
          scrape_timeout: '3s',
        })),
    };
    await using prometheus = await container(stringify(configuration)).start();
    const bands = (job: string) => `count(hg612_dsl_spectrum_snr_decibels{job="${job}", instance="Home"})`;
    await eventually(
      'scrapes of both jobs',
      () => apiOf(prometheus).instant(`(up == 1) and on () ${bands('hg612')} and on () (hg612_up == 1)`),
      (found) => found.length === 2,
    );
    const collectors = await apiOf(prometheus).instant(
      'group by (job, collector) (hg612_scrape_collector_success)',
    );
    const collectorsOf = (job: string) =>
      collectors.filter(({ labels }) => labels['job'] === job).map(({ labels }) => labels['collector'] ?? '');
    expect(collectorsOf('hg612_spectrum').toSorted()).toEqual(
      spectrumCollectors.map(({ name }) => name).toSorted(),
    );
    expect(collectorsOf('hg612')).not.toContain('xdslcmd_snr');
    expect(await apiOf(prometheus).instant('{job="hg612_spectrum", __name__=~"hg612_(up|dsl_.+)"}')).toEqual(
      [],
    );
    const [groups] = await apiOf(prometheus).instant(bands('hg612'));
    expect(groups?.value).toBeGreaterThan(30);
    expect(mock.stats().telnet.maxConcurrent).toBe(1);
  });

  describe('with a day of a line', () => {
    const START_TIME = 1_764_000_000;
    const DROP_AGO = 5 * 3600 + 300;
    const RETRAIN_AGO = 9 * 3600 + 300;
    const GAP_AGO = [14 * 3600, 13 * 3600] as const;
    /** The shell fails, and the line retrains meanwhile. */
    const WITHOUT_UPTIME_AGO = [3 * 3600, 2 * 3600] as const;
    const UNSEEN_RETRAIN_AGO = 2.5 * 3600 + 300;
    let prometheus: StartedTestContainer;
    let day: LastDay;
    let end: number;

    beforeAll(async () => {
      prometheus = await container('').start();
      end = Math.floor(Date.now() / 1000);
      await prometheus.copyContentToContainer([{ target: '/tmp/day.om', content: dayOfLine(end) }]);
      const { exitCode, output } = await prometheus.exec([
        'promtool',
        'tsdb',
        'create-blocks-from',
        'openmetrics',
        '/tmp/day.om',
        '/prometheus',
      ]);
      if (exitCode !== 0) throw new Error(output);
      await prometheus.restart();
      const identity = { startTime: START_TIME, lineName: 'HG612' };
      const result = await createLastDayReader(urlOf(prometheus), identity, () => new Date(end * 1000))();
      if (!result.ok) throw new Error(result.reason);
      day = result.day;
    });
    afterAll(() => prometheus.stop());

    const interval = (ago: number) => STEPS - 1 - Math.floor(ago / 600);
    const gap = Array.from({ length: 6 }, (_, at) => interval(GAP_AGO[0] - at * 600 - 1));

    it('shows the drop, the retrains between two reads and the gap, and is up otherwise', () => {
      for (const ago of [DROP_AGO, RETRAIN_AGO, UNSEEN_RETRAIN_AGO])
        expect(day.states[interval(ago)]).toBe('interrupted');
      for (const at of gap) expect(day.states[at]).toBeUndefined();
      // One interval of the drop, one of each retrain, those of the gap, and the one that begins at its end.
      expect(day.states.filter((state) => state === 'up').length).toBeGreaterThanOrEqual(STEPS - 3 - 6 - 1);
    });

    it('has the interruptions that the report has', async () => {
      const source = { url: urlOf(prometheus), signal: AbortSignal.timeout(60_000) };
      const target = { job: 'dsl', instance: 'nas:9612' };
      const events = eventsOf(await readHistory(source, target, { from: end - 86_400, to: end }));
      const found = interruptionEvents(events);
      expect(found.map(({ kind }) => kind)).toEqual(['retrain', 'drop', 'retrain']);
      const intervals = found.map(({ end: back }) => interval(end - (back?.to ?? 0)));
      expect(intervals).toEqual([RETRAIN_AGO, DROP_AGO - 120, UNSEEN_RETRAIN_AGO].map(interval));
      expect(day.states.flatMap((state, at) => (state === 'interrupted' ? [at] : []))).toEqual(intervals);
    });

    it('has the lowest margin and the rate of each interval, except for those of the gap', () => {
      const downstream = day.margin.get('downstream');
      expect(downstream?.at(-1)).toBe(5.5);
      expect(day.syncRate.get('upstream')?.at(-1)).toBe(1_250_000);
      const withoutValue = downstream?.flatMap((value, at) => (value === undefined ? [at] : []));
      expect(withoutValue).toEqual(gap);
    });

    it('has the times of the last reads', () => {
      const ago = (time: Date | undefined) => end - (time?.getTime() ?? 0) / 1000;
      expect(ago(day.lastUp)).toBeLessThan(60);
      expect(ago(day.lastRead)).toBeLessThan(60);
      expect(Math.abs(ago(day.lastDown) - (DROP_AGO - 90))).toBeLessThan(60);
      expect(day.retrains).toBeUndefined();
      expect(day.alerts).toEqual([]);
    });

    /**
     * A day of samples every 30 s that ends now, with a drop of two minutes, two retrains between two reads, and a gap.
     */
    function dayOfLine(now: number): string {
      const target = 'job="dsl",instance="nas:9612"';
      const times = Array.from({ length: 2 * 60 * 25 }, (_, at) => now - at * 30)
        .toReversed()
        .filter((time) => !(now - time <= GAP_AGO[0] && now - time >= GAP_AGO[1]));
      const isUp = (time: number) => !(now - time <= DROP_AGO && now - time > DROP_AGO - 120);
      const uptime = (time: number) => {
        if (now - time <= WITHOUT_UPTIME_AGO[0] && now - time > WITHOUT_UPTIME_AGO[1]) return undefined;
        const syncs = [now - 90_000, now - RETRAIN_AGO, now - DROP_AGO + 120, now - UNSEEN_RETRAIN_AGO];
        return time - Math.max(...syncs.filter((sync) => sync <= time));
      };
      const family = (name: string, labels: string, valueAt: (time: number) => number | undefined) => [
        `# TYPE ${name} gauge`,
        ...times.flatMap((time) => {
          const value = valueAt(time);
          return value === undefined ? [] : [`${name}{${target}${labels}} ${value} ${time}`];
        }),
      ];
      const whenUp = (value: number | ((time: number) => number | undefined)) => (time: number) =>
        isUp(time) ? (typeof value === 'number' ? value : value(time)) : undefined;
      const both = (name: string, down: number | ((time: number) => number), up: number) => [
        ...family(name, ',direction="downstream"', whenUp(down)),
        ...family(name, ',direction="upstream"', whenUp(up)).slice(1),
      ];
      return [
        ...family('process_start_time_seconds', '', () => START_TIME),
        ...family('hg612_exporter_build_info', ',version="0"', () => 1),
        ...family('hg612_up', '', () => 1),
        ...family('hg612_dsl_up', '', (time) => (isUp(time) ? 1 : 0)),
        ...family('hg612_dsl_uptime_seconds', '', whenUp(uptime)),
        ...both('hg612_dsl_snr_margin_decibels', (time) => (time % 600 < 30 ? 5.5 : 6.1), 7),
        ...both('hg612_dsl_sync_rate_bytes_per_second', 6_875_000, 1_250_000),
        '# EOF',
        '',
      ].join('\n');
    }
  });
});
