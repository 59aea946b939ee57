import { type PlacedQuery, queriesOf, readDashboards } from './dashboard.ts';
import { type View, interpolate } from './interpolate.ts';

/** A series of an instant query (`value`) or a range query (`values`). Times in Unix seconds. */
export interface Result {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

/** Queries of all dashboards, each with the name `<file>: <panel> [<query>]`. */
export const allQueries = [...readDashboards()].flatMap(([file, dashboard]) =>
  queriesOf(dashboard).map((query) => [`${file}: ${query.where}`, query] as const),
);

/** The query of a panel or annotation, such as `hg612-line.json: Line [A]`; the file may be left out. */
export function findQuery(where: string): PlacedQuery {
  const found = allQueries.find(([name]) => name === where || name.endsWith(`: ${where}`));
  if (found === undefined) throw new Error(`No query stands at "${where}".`);
  return found[1];
}

/** Values of all series, at all times. */
export const numbersOf = (results: readonly Result[]): number[] =>
  pointsOf(results).map(([, value]) => value);

/** Times and values of all series. */
export const pointsOf = (results: readonly Result[]): [number, number][] =>
  results.flatMap(({ value, values = [] }) =>
    [...(value ? [value] : []), ...values].map(([time, text]): [number, number] => [time, Number(text)]),
  );

/** Numbers of samples that Prometheus processed for a query. */
interface ProcessedSamples {
  readonly totalQueryableSamples: number;
  /** The most that were in memory at once. */
  readonly peakSamples: number;
}

/**
 * Access to the API of a Prometheus. Every function rejects with Prometheus' message if Prometheus rejects the request.
 */
export interface PrometheusApi {
  get<Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data>;
  /** A range query. */
  range(query: string, times: { start: number; end: number; step: number }): Promise<Result[]>;
  /** An instant query. */
  at(query: string, time: number): Promise<Result[]>;
  /** The result of a panel's query, as in Grafana. */
  ask(query: PlacedQuery, view: View): Promise<Result[]>;
  /** The same, with what it cost. */
  measure(query: PlacedQuery, view: View): Promise<{ result: Result[]; samples: ProcessedSamples }>;
}

/** The API of a Prometheus at an address such as `http://localhost:9090`. */
export function prometheusApi(address: string): PrometheusApi {
  const get = async <Data>(path: string, parameters: Readonly<Record<string, string>>): Promise<Data> => {
    const query = new URLSearchParams(parameters).toString();
    const response = await fetch(`${address}/api/v1/${path}?${query}`, {
      signal: AbortSignal.timeout(120_000),
    });
    const body = (await response.json()) as { status: string; error?: string; data: Data };
    if (body.status !== 'success') throw new Error(`${path}: ${body.error}: ${parameters['query']}`);
    return body.data;
  };
  const api: PrometheusApi = {
    get,
    range: async (query, times) => {
      const [start, end, step] = [times.start, times.end, times.step].map(String) as [string, string, string];
      return (await get<{ result: Result[] }>('query_range', { query, start, end, step })).result;
    },
    at: async (query, time) =>
      (await get<{ result: Result[] }>('query', { query, time: String(time) })).result,
    ask: async (query, view) => (await api.measure(query, view)).result,
    measure: async (query, view) => {
      const { expr, start, end, step } = interpolate(query, view);
      const [path, times] = query.instant
        ? ['query', { time: view.to }]
        : ['query_range', { start, end, step }];
      const moments = Object.entries(times).map(([name, value]) => [name, String(value)]);
      const data = await get<{ result: Result[]; stats: { samples: ProcessedSamples } }>(path, {
        query: expr,
        stats: 'all',
        ...(Object.fromEntries(moments) as Record<string, string>),
      });
      return { result: data.result, samples: data.stats.samples };
    },
  };
  return api;
}
