import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../lib/run.mjs';
import { type Expectation, expectedAlerts, provokedOtherwise } from '../support/expected-alerts.ts';
import { alerts } from '../support/rules.ts';
import { expandRecordings, fires, pendingSeconds } from '../support/scenarios/conditions.ts';
import {
  END_OF_TIME,
  instanceOf,
  simulatedSeries,
  SCENARIOS_FROM,
} from '../support/scenarios/simulated-series.ts';
import { TEST_LABELS } from '../support/containers/labels.ts';
import { describeWith, image } from '../support/containers/images.ts';

/** Evaluation interval in seconds. */
const STEP = 30;

/** The current user, who must be able to remove files that the containers write. */
const us = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;

const watched = alerts.filter(({ labels }) => ['line', 'modem', 'exporter'].includes(labels['layer'] ?? ''));

/**
 * Backfills eight days of a line per scenario into one Prometheus, and queries the condition of each alert over their
 * last two hours. Rules and durations are unchanged.
 */
describeWith(['PROMETHEUS_IMAGE'], 'scenarios and their alerts', () => {
  let folder: string;
  let prometheus: StartedTestContainer;
  /** Instance → alerts that fire. */
  const fired = new Map<string, string[]>();

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hg612-scenarios-'));
    await mkdir(path.join(folder, 'data'));
    await pipeline(Readable.from(simulatedSeries()), createWriteStream(path.join(folder, 'series.txt')));
    const labels = Object.entries(TEST_LABELS).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
    const container = [
      'run',
      '--rm',
      '--network=none',
      `--user=${us}`,
      ...labels,
      `--volume=${folder}:/series`,
    ];
    const promtool = ['--entrypoint=/bin/promtool', image('PROMETHEUS_IMAGE'), 'tsdb', 'create-blocks-from'];
    const blocks = ['--max-block-duration=744h', 'openmetrics', '/series/series.txt', '/series/data'];
    await must('docker', [...container, ...promtool, ...blocks], { timeoutMs: 120_000 });

    prometheus = await new GenericContainer(image('PROMETHEUS_IMAGE'))
      .withLabels(TEST_LABELS)
      .withUser(us)
      .withCommand([
        '--config.file=/etc/prometheus/prometheus.yml',
        '--storage.tsdb.path=/prometheus',
        '--storage.tsdb.retention.time=100y',
        // A backfill has no staleness markers; a short lookback ends series in their place.
        '--query.lookback-delta=45s',
      ])
      .withCopyContentToContainer([{ target: '/etc/prometheus/prometheus.yml', content: 'global: {}\n' }])
      .withBindMounts([{ source: path.join(folder, 'data'), target: '/prometheus' }])
      .withExposedPorts(9090)
      .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
      .start();
    for (const alert of watched) {
      for (const { instance, moments } of await heldAt(alert.expr)) {
        if (!fires(moments, STEP, pendingSeconds(alert))) continue;
        const known = fired.get(instance) ?? [];
        if (!known.includes(alert.alert)) fired.set(instance, [...known, alert.alert]);
      }
    }
  });

  afterAll(async () => {
    await prometheus?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** When a condition held, by instance. */
  async function heldAt(expression: string): Promise<{ instance: string; moments: number[] }[]> {
    const url = `http://${prometheus.getHost()}:${prometheus.getMappedPort(9090)}/api/v1/query_range`;
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({
        query: expandRecordings(expression),
        start: String(SCENARIOS_FROM),
        end: String(END_OF_TIME),
        step: String(STEP),
      }),
      signal: AbortSignal.timeout(120_000),
    });
    const text = await answer.text();
    expect(answer.status, `${expression}\n${text.slice(0, 500)}`).toBe(200);
    const { data } = JSON.parse(text) as {
      data: { result: { metric: { instance?: string }; values: [number, string][] }[] };
    };
    return data.result.map(({ metric, values }) => ({
      instance: metric.instance ?? '',
      moments: values.map(([moment]) => moment),
    }));
  }

  it.each(expectedAlerts.map((expectation) => ({ expectation, name: nameOf(expectation) })))(
    '$name',
    ({ expectation }) => {
      const { fires: expected, mayFire = [] } = expectation;
      const found = fired.get(instanceOf(expectation)) ?? [];

      expect(found).toEqual(expect.arrayContaining([...expected]));
      expect(found.filter((alert) => !expected.includes(alert) && !mayFire.includes(alert))).toEqual([]);
    },
  );

  it('make every alert about the line and the modem fire', () => {
    const seen = new Set([...fired.values()].flat());

    expect(
      watched.map(({ alert }) => alert).filter((alert) => !seen.has(alert) && !(alert in provokedOtherwise)),
    ).toEqual([]);
  });
});

/** `low-snr, margin 2: HG612SnrMarginLow` */
function nameOf({ scenario, parameters = {}, fires: expected }: Expectation): string {
  const given = Object.entries(parameters).map(([name, value]) => `, ${name} ${value}`);
  return `${scenario}${given.join('')}: ${expected.join(', ') || 'silence'}`;
}
