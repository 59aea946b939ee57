import * as v from 'valibot';

/** Far more than a day of one line, or than the alerts of a large installation. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Prometheus cannot be read. The message names its address and what was found. */
export class PrometheusError extends Error {
  override readonly name = 'PrometheusError';
}

/** Labels of a series by name. */
export type Labels = Readonly<Record<string, string>>;

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

/** The part of Prometheus' HTTP API that the page needs. All methods throw {@link PrometheusError} only. */
export interface Prometheus {
  instant(query: string): Promise<Sample[]>;
  /** Evaluates at `start`, `start + step`, … `end`, in seconds. */
  range(query: string, times: { start: number; end: number; step: number }): Promise<Series[]>;
  alerts(): Promise<Alert[]>;
}

const labels = v.record(v.string(), v.string());
const point = v.tuple([v.number(), v.pipe(v.string(), v.transform(Number))]);
const resultOf = <S extends v.GenericSchema>(item: S) =>
  v.object({ data: v.object({ result: v.array(item) }) });
const instantAnswer = resultOf(v.object({ metric: labels, value: point }));
const rangeAnswer = resultOf(v.object({ metric: labels, values: v.array(point) }));
const alertsAnswer = v.object({
  data: v.object({
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
  }),
});

/**
 * Access to a Prometheus.
 *
 * @param baseUrl without a trailing slash
 * @param signal its abort is the deadline of all requests
 */
export function createPrometheus(baseUrl: string, signal: AbortSignal): Prometheus {
  async function get<S extends v.GenericSchema>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    schema: S,
  ): Promise<v.InferOutput<S>> {
    try {
      const query = new URLSearchParams(parameters).toString();
      const response = await fetch(`${baseUrl}/api/v1/${path}?${query}`, { signal, redirect: 'error' });
      const text = await boundedText(response);
      if (!response.ok) throw new Error(`expected HTTP status 200, found ${response.status}`);
      const result = v.safeParse(schema, parseJson(text));
      if (!result.success) throw new Error('the response is not one of Prometheus');
      return result.output;
    } catch (error) {
      throw new PrometheusError(`${baseUrl}: ${describe(error)}`, { cause: error });
    }
  }

  return {
    async instant(query) {
      const { data } = await get('query', { query }, instantAnswer);
      return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value }));
    },
    async range(query, { start, end, step }) {
      const times = { start: String(start), end: String(end), step: String(step) };
      const { data } = await get('query_range', { query, ...times }, rangeAnswer);
      return data.result.map(({ metric, values }) => ({ labels: metric, values: new Map(values) }));
    },
    async alerts() {
      return (await get('alerts', {}, alertsAnswer)).data.alerts;
    },
  };
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error(`the response exceeds ${MAX_BODY_BYTES / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node's "fetch failed" has the reason in its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no response in time';
  const { cause } = error;
  return cause instanceof Error ? cause.message || error.message : error.message;
}
