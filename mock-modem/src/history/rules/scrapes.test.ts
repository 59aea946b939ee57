import { describe, expect, it } from 'vitest';
import { lineKindNames } from '../../simulator/line-kinds/kind.ts';
import { simulatedSource } from '../../simulator/source.ts';
import { observationOf } from '../observation.ts';
import { isWritten } from './evaluate.ts';
import { type Labels, STALE } from './remote-write.ts';
import { inOrder, metricsOf, readRules } from './rule-files.ts';
import { createScrapeWriter, quietObservation } from './scrapes.ts';

const target = { job: 'hg612', instance: 'HG612' };
const metrics = metricsOf(inOrder(await readRules('prometheus/rules'), isWritten));

function recorder() {
  const samples: { series: Labels; value: number | typeof STALE }[] = [];
  const write = createScrapeWriter(
    { add: (series, _time, value) => void samples.push({ series, value }) },
    target,
    metrics,
  );
  return { samples, write };
}

describe('quietObservation', () => {
  it.each(lineKindNames)('has the values that the exporter reads from %s', (line) => {
    const startedAt = Date.UTC(2025, 1, 3, 18) / 1000;
    const source = simulatedSource({ line, seed: 1, scenario: 'everyday', startedAt, past: true });
    let compared = 0;
    for (let second = 0; second < 86_400; second += 900) {
      const before = observationOf(source.answersAt(second), true);
      const after = observationOf(source.answersAt(second + 240), true);
      const { uptime = 0 } = after.line ?? {};
      if (before.line?.state !== 'up' || after.line?.state !== 'up' || uptime < 240) continue;
      const [direct, read] = [recorder(), recorder()];
      direct.write(quietObservation(before, source.snapshotAt(second + 240)), 0);
      read.write(after, 0);
      expect(direct.samples).toEqual(read.samples);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(60);
  });
});

describe('createScrapeWriter', () => {
  it('writes the metrics that rules read, with the labels of the target, and ends series that are missing', () => {
    const startedAt = Date.UTC(2025, 1, 3, 18) / 1000;
    const source = simulatedSource({ line: 'vdsl2-ginp', seed: 1, startedAt, past: true });
    const up = observationOf(source.answersAt(0), true);
    const { samples, write } = recorder();
    write(up, 0);
    const first = samples.splice(0);
    expect(first).toContainEqual({ series: { __name__: 'up', ...target }, value: 1 });
    expect(first.filter(({ series }) => !metrics.has(series['__name__']!))).toEqual([]);
    expect(first.filter(({ value }) => value === STALE)).toEqual([]);

    write({ ...up, deviceUptime: undefined }, 30);
    expect(samples.filter(({ value }) => value === STALE)).toEqual(
      metrics.has('hg612_device_uptime_seconds')
        ? [{ series: { __name__: 'hg612_device_uptime_seconds', ...target }, value: STALE }]
        : [],
    );
  });
});
