import { readFileSync } from 'node:fs';
import { Gauge, Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import type { Parsed } from '../../../modem/src/collectors/collector.ts';
import { parseXdslStatus } from '../../../modem/src/collectors/xdsl-status.ts';
import { ModemConnectError } from '../../../modem/src/errors.ts';
import { helpOf, metricRows, renderObservation } from './exposition.ts';
import { createProcessMetrics, createProcessRegistry } from './process.ts';
import {
  expectGoldenExposition,
  GOLDEN_METADATA,
  metadataLines,
} from '../../../test/support/golden-exposition.ts';
import { observe } from '../../../modem/src/observation.ts';

const read = (name: string): Parsed =>
  parseXdslStatus(
    readFileSync(new URL(`../../../modem/testdata/page/${name}.asp`, import.meta.url), 'utf8'),
    'auto',
  );

const observed = (parsed: Parsed) =>
  observe({ seconds: 0.25, outcomes: new Map([['xdsl_status', { ok: true, parsed, seconds: 0.2 }]]) });

it('publishes contract rates also when the modem is unreachable, and none without them', async () => {
  const rates = { downstream: { ordered: 10_000_000, guaranteed: 6_875_000 }, upstream: { guaranteed: 1e6 } };
  const unreachable = { seconds: 0, outcomes: new Map() };
  const samples = (text: string) => text.split('\n').filter((line) => line.startsWith('hg612_contract'));
  const name = 'hg612_contract_sync_rate_bytes_per_second';
  expect(samples(await renderObservation(observe(unreachable, rates)))).toEqual([
    `${name}{direction="downstream",kind="ordered"} 10000000`,
    `${name}{direction="downstream",kind="guaranteed"} 6875000`,
    `${name}{direction="upstream",kind="guaranteed"} 1000000`,
  ]);
  expect(samples(await renderObservation(observe(unreachable)))).toEqual([]);
});

describe('the exposition of the status page', () => {
  it.each([
    'vdsl2-shifted',
    'vdsl2-documented',
    'adsl-documented',
    'adsl-two-paths',
    'adsl-negative',
    'adsl-no-values',
    'adsl-unreadable-fields',
    'down-no-signal',
    'down-initializing',
    'down-unknown-state',
  ])('of %s matches its golden', async (name) => {
    await expectGoldenExposition(await renderObservation(observed(read(name))), `page-${name}`);
  });

  it('of an unreachable modem has no line metrics', async () => {
    const error = new ModemConnectError('http://192.0.2.1/', new Error('connection refused'));
    const observation = observe({
      seconds: 0.01,
      outcomes: new Map([['xdsl_status', { ok: false, error, seconds: 0.01 }]]),
    });
    await expectGoldenExposition(await renderObservation(observation), 'page-unreachable');
  });

  it.each([
    { code: 0, reasons: [] },
    { code: 0x8000, reasons: ['training failed'] },
    { code: 0x11, reasons: ['loss of signal', '0x10'] },
  ])('has a series for each retrain reason in code $code', async ({ code, reasons }) => {
    const observation = observed(read('vdsl2-shifted'));
    if (observation.line === undefined) throw new Error('expected a line');
    const line = { ...observation.line, retrainReasonCode: code };
    const text = await renderObservation({ ...observation, line });
    expect(text).toContain(`hg612_dsl_retrain_reason_code ${code}\n`);
    expect(text.split('\n').filter((each) => each.startsWith('hg612_dsl_retrain_reason{'))).toEqual(
      reasons.map((reason) => `hg612_dsl_retrain_reason{reason="${reason}"} 1`),
    );
  });

  it('has the values of the worked example in the design', async () => {
    const text = await renderObservation(observed(read('vdsl2-shifted')));
    const samples = text
      .split('\n')
      .filter((line) => line.startsWith('hg612_dsl_') && !line.includes('state'));
    expect(samples).toEqual([
      'hg612_dsl_up 1',
      'hg612_dsl_info{modulation="VDSL2",annex="",vdsl2_profile="",tps_tc="",data_path="",layout="shifted"} 1',
      'hg612_dsl_sync_rate_bytes_per_second{direction="downstream"} 5255500',
      'hg612_dsl_sync_rate_bytes_per_second{direction="upstream"} 1106500',
      'hg612_dsl_attainable_rate_bytes_per_second{direction="downstream"} 5097500',
      'hg612_dsl_attainable_rate_bytes_per_second{direction="upstream"} 1106500',
      'hg612_dsl_attenuation_decibels{direction="downstream"} 22.2',
      'hg612_dsl_transmit_power_dbm{direction="downstream"} 13.4',
      'hg612_dsl_transmit_power_dbm{direction="upstream"} 6.2',
    ]);
  });
});

describe('the metric table', () => {
  it('has the HELP and TYPE of the golden metadata', async () => {
    await expect(`${metadataLines().join('\n')}\n`).toMatchFileSnapshot(GOLDEN_METADATA);
  });

  it('has each metric once, with the prefix hg612_', () => {
    const names = metricRows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^hg612_[a-z0-9_]+$/);
  });

  it('has HELP texts in ASCII: V8 stores a string with any other character in twice the memory', () => {
    for (const row of metricRows) expect(helpOf(row)).toMatch(/^[\x20-\x7e]+$/);
  });

  it('has _total at the end of the names of counters and of no others', () => {
    for (const { name, type } of metricRows) expect(name.endsWith('_total')).toBe(type === 'counter');
  });
});

it('publishes the build of the exporter', async () => {
  const text = await createProcessRegistry({ version: '1.2.3', revision: 'abc' }).metrics();
  expect(text).toContain(
    `hg612_exporter_build_info{version="1.2.3",revision="abc",nodeversion="${process.version}"} 1`,
  );
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
});

it('publishes only the Node.js metrics that are cheap to collect', () => {
  const names = createProcessRegistry({ version: '1.2.3', revision: 'abc' })
    .getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith('nodejs_'));
  expect(names.toSorted()).toEqual([
    'nodejs_eventloop_lag_p50_seconds',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_external_memory_bytes',
    'nodejs_gc_duration_seconds',
    'nodejs_heap_size_total_bytes',
    'nodejs_heap_size_used_bytes',
    'nodejs_version_info',
  ]);
});

it('collects its own metrics once for all scrapes within a second', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const registry = new Registry();
    let collections = 0;
    registry.registerMetric(
      new Gauge({
        name: 'test_collections',
        help: 'How often this metric was collected.',
        registers: [],
        collect() {
          collections += 1;
          this.set(collections);
        },
      }),
    );
    const collect = createProcessMetrics(registry);
    const valueOf = async () => (await collect())[0]?.values[0]?.value;
    expect([await valueOf(), await valueOf()]).toEqual([1, 1]);
    vi.advanceTimersByTime(999);
    expect(await valueOf()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await valueOf()).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});
