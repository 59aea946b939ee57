import * as v from 'valibot';
import { labels, readPrometheus } from '../../../lib/prometheus.ts';

/** Far more than a day of one line, or than the alerts of a large installation. */
const MAX_BODY_BYTES = 1024 * 1024;

type Labels = Readonly<v.InferOutput<typeof labels>>;

/** A series and its value at one time. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** A series with its values by time, in seconds since 1970. Times without a value are missing. */
export interface Series {
  readonly labels: Labels;
  readonly values: ReadonlyMap<number, number>;
}

/** An alert that Prometheus evaluates as pending or firing. */
export interface Alert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: string;
  readonly activeAt: Date;
}

/** The part of Prometheus' HTTP API that the page needs. All methods throw {@link RequestError} only. */
export interface Prometheus {
  instant(query: string): Promise<Sample[]>;
  /** Evaluates at `start`, `start + step`, … `end`, in seconds. */
  range(query: string, times: { start: number; end: number; step: number }): Promise<Series[]>;
  alerts(): Promise<Alert[]>;
}

const point = v.tuple([v.number(), v.pipe(v.string(), v.transform(Number))]);
const resultOf = <S extends v.GenericSchema>(item: S) => v.object({ result: v.array(item) });
const vector = resultOf(v.object({ metric: labels, value: point }));
const matrix = resultOf(v.object({ metric: labels, values: v.array(point) }));
const activeAlerts = v.object({
  alerts: v.array(
    v.object({
      labels,
      annotations: labels,
      state: v.string(),
      activeAt: v.pipe(
        v.string(),
        v.transform((text) => new Date(text)),
        v.date(),
      ),
    }),
  ),
});

/**
 * Access to a Prometheus.
 *
 * @param url without a trailing slash
 * @param signal its abort is the deadline of all requests
 */
export function createPrometheus(url: string, signal: AbortSignal): Prometheus {
  const source = { url, signal, maxBytes: MAX_BODY_BYTES };
  return {
    async instant(query) {
      const { result } = await readPrometheus(source, 'query', { query }, vector);
      return result.map(({ metric, value: [, value] }) => ({ labels: metric, value }));
    },
    async range(query, { start, end, step }) {
      const times = { start: String(start), end: String(end), step: String(step) };
      const { result } = await readPrometheus(source, 'query_range', { query, ...times }, matrix);
      return result.map(({ metric, values }) => ({ labels: metric, values: new Map(values) }));
    },
    async alerts() {
      return (await readPrometheus(source, 'alerts', {}, activeAlerts)).alerts;
    },
  };
}
