import { expect, it } from 'vitest';
import { fakeServer } from '../../test/support/fake-server.ts';
import { recordedPrometheus } from '../../test/support/recorded-prometheus.ts';
import { WEEK, weekOf } from '../../test/support/report-week.ts';
import { startSilentServer } from '../../test/support/start-server.ts';
import { columnOf, valueAt } from './history.ts';
import { findLines, type Source } from './prometheus.ts';
import { readHistory } from './read-history.ts';

const range = { from: WEEK.from, to: WEEK.to };
const target = { job: 'hg612', instance: 'HG612' };
const at = (url: string, more: Partial<Source> = {}): Source => ({
  url,
  signal: new AbortController().signal,
  ...more,
});

/** Comparing thousands of numbers one by one takes seconds. */
const bytesOf = (values: Float64Array): Buffer => Buffer.from(Float64Array.from(values).buffer);

it('reads the samples that the scrapes have stored, and further values around interruptions only', async () => {
  const history = weekOf();
  await using prometheus = await recordedPrometheus([{ ...target, history }]);
  const read = await readHistory(at(prometheus.url), target, range);
  expect(bytesOf(read.times).equals(bytesOf(history.times))).toBe(true);
  for (const column of ['modemUp', 'lineUp', 'uptime', 'deviceUptime', 'margin.upstream'] as const) {
    expect(bytesOf(read.columns.get(column)!).equals(bytesOf(history.columns.get(column)!))).toBe(true);
  }
  const attainable = columnOf('attainableRate', 'downstream');
  const known = [...read.times.keys()].filter((row) => valueAt(read, attainable, row) !== undefined);
  expect(known.length).toBeGreaterThan(20);
  expect(known.length).toBeLessThan(read.times.length / 2);
  expect(known.filter((row) => valueAt(read, attainable, row) !== valueAt(history, attainable, row))).toEqual(
    [],
  );
});

it('reports a Prometheus that does not respond, with the time waited', async () => {
  await using prometheus = await startSilentServer();
  await expect(findLines(at(prometheus.url, { requestMs: 200 }), range)).rejects.toThrow(
    /^http:\S+: timed out after \d\.\d s$/,
  );
});

it.each([
  ['a point without a time', [['x', '1']]],
  ['a point that is none', ['x']],
  ['a number instead of text', [[1, 1]]],
])('%s is not a response of Prometheus', async (_, values) => {
  const metric = { __name__: 'hg612_up', ...target };
  await using server = await fakeServer({ '/api/v1/query': { data: { result: [{ metric, values }] } } });
  await expect(readHistory(at(server.url), target, range)).rejects.toThrow(
    'the response is not one of Prometheus',
  );
});
