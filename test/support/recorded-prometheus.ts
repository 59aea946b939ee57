import { type Column, columnOfSeries, type LineHistory, rowFrom } from '../../tools/report/history.ts';
import { type FakeServer, fakeServer } from './fake-server.ts';

/** A line with its samples, and the last value of further metrics. */
export interface RecordedLine {
  readonly job: string;
  readonly instance: string;
  readonly history: LineHistory;
  readonly metrics?: readonly {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/**
 * The part of Prometheus' API that the report uses, for recorded lines: the list of series, raw samples of a range
 * selector, and `last_over_time` of a metric.
 */
export const recordedPrometheus = (lines: readonly RecordedLine[]): Promise<FakeServer> =>
  fakeServer({
    '/api/v1/series': (path) => {
      const parameters = new URLSearchParams(path.split('?')[1]);
      const [start, end] = [Number(parameters.get('start')), Number(parameters.get('end'))];
      return {
        data: lines
          .filter(({ history }) => rowFrom(history, start) < rowFrom(history, end + 1))
          .map(({ job, instance }) => ({ __name__: 'hg612_up', job, instance })),
      };
    },
    '/api/v1/status/buildinfo': () => ({ data: { version: '3.13.4' } }),
    '/api/v1/query': (path) => {
      const parameters = new URLSearchParams(path.split('?')[1]);
      const query = parameters.get('query') ?? '';
      const time = Number(parameters.get('time'));
      const line = lines.find(({ job, instance }) => query.includes(`job="${job}",instance="${instance}"`));
      const raw = /^\{__name__=~"([\w|]+)",.*\}\[(\d+)s\]$/.exec(query);
      if (raw !== null && line !== undefined) {
        return { data: { result: rangeOf(line, raw[1]!.split('|'), time - Number(raw[2]), time) } };
      }
      const last = /^last_over_time\(([\w:]+)\{/.exec(query);
      if (last !== null && line !== undefined) {
        const found = (line.metrics ?? []).filter(({ name }) => name === last[1]);
        return {
          data: {
            result: found.map(({ labels, value }) => ({
              metric: { ...labels },
              value: [time, String(value)],
            })),
          },
        };
      }
      if (query === 'vector(time())') {
        return { data: { result: [{ metric: {}, value: [0, String(Date.now() / 1000)] }] } };
      }
      return { data: { result: [] } };
    },
  });

const directionOf = (column: Column): string | undefined => column.split('.')[1];

/** The samples after `from` until `to`, as a matrix. */
function rangeOf(
  { job, instance, history }: RecordedLine,
  names: readonly string[],
  from: number,
  to: number,
) {
  const result = [];
  for (const name of names) {
    for (const [column, values] of history.columns) {
      if (columnOfSeries(name, directionOf(column)) !== column) continue;
      const direction = directionOf(column);
      const points: [number, string][] = [];
      for (let row = rowFrom(history, from); row < rowFrom(history, to + 0.001); row += 1) {
        const time = history.times[row]!;
        if (time > from && !Number.isNaN(values[row]!)) points.push([time, String(values[row])]);
      }
      if (points.length === 0) continue;
      const metric = { __name__: name, job, instance, ...(direction !== undefined && { direction }) };
      result.push({ metric, values: points });
    }
  }
  return result;
}
