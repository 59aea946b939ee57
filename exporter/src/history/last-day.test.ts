import { describe, expect, it } from 'vitest';
import { fakePrometheus, firing, START_TIME } from '../../../test/support/fake-prometheus.ts';
import { fakeServer, nowhere } from '../../../test/support/fake-server.ts';
import { startSilentServer } from '../../../test/support/start-server.ts';
import { createLastDayReader, type LastDay, STEPS } from './last-day.ts';
import { startStopwatch } from '../../../test/support/stopwatch.ts';

const identity = { startTime: START_TIME, lineName: 'HG612' };

async function dayOf(...day: Parameters<typeof fakePrometheus>): Promise<LastDay> {
  await using prometheus = await fakePrometheus(...day);
  const result = await createLastDayReader(prometheus.url, identity)();
  if (!result.ok) throw new Error(result.reason);
  return result.day;
}

/** Interval that contains a moment of this many minutes ago. */
const interval = (minutesAgo: number) => STEPS - 1 - Math.floor(minutesAgo / 10);

it('has a value per interval of ten minutes while the line is up', async () => {
  const day = await dayOf();
  expect(day.states).toEqual(Array.from({ length: STEPS }, () => 'up'));
  for (const values of [...day.margin.values(), ...day.syncRate.values()]) {
    expect(values).toHaveLength(STEPS);
    expect(values).not.toContain(undefined);
  }
  expect(day.retrains).toBe(0);
  expect([...day.syncRate.keys()]).toEqual(['downstream', 'upstream']);
});

describe('an interval', () => {
  it.each([
    ['with a read of the line as down', { down: [305] }, 'interrupted'],
    ['with a retrain between two reads', { retrained: [305] }, 'interrupted'],
    ['without reads', { gaps: [[310, 300]] }, undefined],
  ] as const)('%s is not up', async (_, settings, state) => {
    const { states } = await dayOf(settings);
    expect(states[interval(305)]).toBe(state);
    expect(states.filter((each) => each !== 'up')).toHaveLength(1);
  });

  it('with a drop keeps the values that were measured in it: the margin is lowest before a drop', async () => {
    const { margin, syncRate } = await dayOf({ down: [305] });
    for (const values of [...margin.values(), ...syncRate.values()]) expect(values).not.toContain(undefined);
  });

  it('without reads has no value', async () => {
    const { margin, syncRate } = await dayOf({ gaps: [[310, 300]] });
    for (const values of [...margin.values(), ...syncRate.values()]) {
      expect(values.flatMap((value, index) => (value === undefined ? [index] : []))).toEqual([interval(305)]);
    }
  });

  it.each([
    { when: 'at its end', withoutUptime: [[302, 295]], retrained: [305] },
    { when: 'from before the retrain on', withoutUptime: [[306, 250]], retrained: [305] },
    {
      when: 'again soon after the retrain',
      withoutUptime: [
        [306, 289],
        [287, 230],
      ],
      retrained: [305, 285],
    },
  ] as const)(
    'with a retrain is interrupted where the uptime is not read $when',
    async ({ withoutUptime, retrained }) => {
      const { states } = await dayOf({ withoutUptime, retrained });
      expect(states.flatMap((state, at) => (state === 'interrupted' ? [at] : []))).toEqual(
        retrained.map(interval),
      );
    },
  );

  it('without reads is interrupted if a later uptime shows a retrain in it, as in the report', async () => {
    const { states } = await dayOf({ gaps: [[340, 270]], retrained: [305] });
    expect(states.slice(interval(345), interval(265) + 1)).toEqual([
      'up',
      undefined,
      undefined,
      undefined,
      'interrupted',
      undefined,
      undefined,
      undefined,
      'up',
    ]);
  });

  it('before the first read is unknown, also if the line came into sync in it', async () => {
    const { states } = await dayOf({ gaps: [[1440, 270]], retrained: [305] });
    expect(states.indexOf('up')).toBe(interval(265));
    expect(new Set(states)).toEqual(new Set([undefined, 'up']));
  });
});

describe('the target', () => {
  it('is the one whose process is this exporter, whatever its names', async () => {
    await using prometheus = await fakePrometheus({ targets: [{ job: 'dsl"x', instance: 'nas:9612' }] });
    expect(await createLastDayReader(prometheus.url, identity)()).toMatchObject({ ok: true });
    const queries = prometheus.requests.map(({ path }) =>
      new URLSearchParams(path.split('?')[1]).get('query'),
    );
    expect(queries.filter((query) => query?.includes('{job="dsl\\"x",instance="nas:9612"}'))).toHaveLength(2);
  });

  it('is the one with the name of the line if several targets are this exporter', async () => {
    await using prometheus = await fakePrometheus({
      targets: [
        { job: 'a', instance: 'exporter:9612' },
        { job: 'b', instance: 'HG612' },
      ],
    });
    await createLastDayReader(prometheus.url, identity)();
    expect(prometheus.requests.some(({ path }) => path.includes(encodeURIComponent('job="b"')))).toBe(true);
    expect(prometheus.requests.some(({ path }) => path.includes(encodeURIComponent('job="a"')))).toBe(false);
  });

  it('is missing until Prometheus has scraped this process: no data of another line is shown', async () => {
    await using prometheus = await fakePrometheus({ targets: [] });
    const result = await createLastDayReader(prometheus.url, identity)();
    expect(result).toEqual({
      ok: false,
      reason: `${prometheus.url} has not scraped this exporter since it started.`,
    });
  });
});

it('has the firing alerts of this line and of the stack', async () => {
  const line = (instance: string) => ({ labels: { job: 'hg612', instance } });
  const { alerts } = await dayOf({
    alerts: [
      firing('HG612SyncLost', 'critical', line('HG612')),
      firing('HG612SnrMarginLow', 'warning', line('Second line')),
      firing('HG612ExporterDown', 'critical'),
      firing('PrometheusRuleFailures', 'warning', {
        labels: { job: 'prometheus', instance: 'localhost:9090' },
      }),
      { ...firing('HG612FecStorm', 'info', line('HG612')), state: 'pending' },
    ],
  });
  expect(alerts.map(({ labels }) => labels['alertname'])).toEqual([
    'HG612SyncLost',
    'HG612ExporterDown',
    'PrometheusRuleFailures',
  ]);
});

describe('a Prometheus that cannot be read', () => {
  const reasonAt = async (url: string) => {
    const result = await createLastDayReader(url, identity)();
    return result.ok ? undefined : result.reason.replace(url, '');
  };

  it.each([
    ['with an error', 500, '/api/v1/query: HTTP status 500: no'],
    ['with text', 'hello', '/api/v1/query: the response is not JSON'],
    ['with other JSON', { data: { result: [{ metric: 1 }] } }, ': the response is not one of Prometheus'],
    ['with too much', ' '.repeat(2 * 1024 * 1024), '/api/v1/query: the response is larger than 1 MiB'],
  ])('is reported when it responds %s', async (_, response, reason) => {
    await using server = await fakeServer({ '/api/v1/query': response });
    expect(await reasonAt(server.url)).toBe(reason);
  });

  it('is reported when nothing listens', async () => {
    expect(await reasonAt(await nowhere())).toMatch(/ECONNREFUSED/);
  });

  it('takes two seconds at most', async () => {
    await using prometheus = await startSilentServer();
    const elapsed = startStopwatch();
    expect(await reasonAt(prometheus.url)).toMatch(/^: timed out after \d+\.\d s$/);
    expect(elapsed().active).toBeLessThan(3000);
  });
});

it('shares one read between concurrent requests', async () => {
  await using prometheus = await fakePrometheus();
  const readLastDay = createLastDayReader(prometheus.url, identity);
  await Promise.all([readLastDay(), readLastDay(), readLastDay()]);
  expect(prometheus.requests).toHaveLength(4);
  await readLastDay();
  expect(prometheus.requests).toHaveLength(8);
});
